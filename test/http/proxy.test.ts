import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createServer as createHttpsServer } from "node:https";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { createHttpClient } from "../../src/http/client.ts";
import { makeCertificate } from "../helpers/certificate.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";
import { settled } from "../helpers/fake-clock.ts";
import { freePort, type LoopbackProxy, listen, serve, serveProxy } from "../helpers/loopback.ts";
import { get } from "./get.ts";

/** An API, and a name for it that only the proxy can find. */
async function api() {
  const server = await openForTest(serve((request, response) => response.end(`path ${request.url}`)));
  return { server, url: new URL(`http://shop.invalid:${server.port}/api/`) };
}

function address(proxy: LoopbackProxy, login = ""): string {
  return `http://${login}127.0.0.1:${proxy.port}`;
}

describe("a proxy", () => {
  it.each(["HTTP_PROXY", "http_proxy"])("of %s carries the request through a tunnel", async (variable) => {
    const [{ url }, proxy] = [await api(), await openForTest(serveProxy())];
    const client = createHttpClient({ [variable]: address(proxy) });
    expect(await get(url, { client })).toMatchObject({ kind: "answer", body: "path /api/" });
    expect(proxy.asked).toEqual([{ host: `shop.invalid:${url.port}`, login: undefined }]);
  });

  it("may be written without a scheme, with spaces around, and with a login", async () => {
    const [{ url }, proxy] = [await api(), await openForTest(serveProxy())];
    const plain = createHttpClient({ HTTP_PROXY: ` 127.0.0.1:${proxy.port} ` });
    expect(await get(url, { client: plain })).toMatchObject({ kind: "answer" });
    const withLogin = createHttpClient({ HTTP_PROXY: address(proxy, "me:p%40ss@") });
    expect(await get(url, { client: withLogin })).toMatchObject({ kind: "answer" });
    const login = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
    expect(proxy.asked.map((asked) => asked.login)).toEqual([undefined, login]);
  });

  it("keeps its tunnel open for the next request", async () => {
    const [{ url, server }, proxy] = [await api(), await openForTest(serveProxy())];
    const client = createHttpClient({ HTTP_PROXY: address(proxy) });
    for (let count = 0; count < 3; count++) {
      expect(await get(url, { client })).toMatchObject({ kind: "answer" });
      // undici frees a connection one turn after the answer.
      await settled();
    }
    expect(proxy.asked).toHaveLength(1);
    expect(server.connections()).toBe(1);
  });

  it.each([
    ["407 Proxy Authentication Required", { reason: "proxy-login", code: "407" }],
    ["403 Forbidden", { reason: "proxy", code: "403" }],
    ["502 Bad Gateway", { reason: "proxy", code: "502" }],
  ])("that answers %s is named as the cause, with the status", async (refusal, expected) => {
    const [{ url, server }, proxy] = [await api(), await openForTest(serveProxy(refusal))];
    const client = createHttpClient({ HTTP_PROXY: address(proxy) });
    expect(await get(url, { client, timeoutMs: 2_000 })).toEqual({ kind: "failure", ...expected });
    expect(server.connections()).toBe(0);
  });

  it("that cannot be reached is named as the cause, and not the host behind it", async () => {
    const { url } = await api();
    const refusing = createHttpClient({ HTTP_PROXY: `127.0.0.1:${await freePort()}` });
    expect(await get(url, { client: refusing })).toEqual({ kind: "failure", reason: "proxy", code: "ECONNREFUSED" });
    const unknown = createHttpClient({ HTTP_PROXY: "http://proxy.invalid:3128" });
    const outcome = await get(url, { client: unknown, timeoutMs: 15_000 });
    expect(outcome).toMatchObject({ kind: "failure", reason: "proxy" });
    expect(outcome.kind === "failure" && outcome.code).toMatch(/^(ENOTFOUND|EAI_AGAIN|EAI_FAIL)$/);
  });

  it.each(["http://", "ftp://proxy.example:21", "http://proxy.example:99999", "://"])(
    "with the address %j is trouble at every request, and nothing goes out directly",
    async (given) => {
      const { url } = await api();
      const client = createHttpClient({ HTTP_PROXY: given });
      for (let count = 0; count < 2; count++) {
        expect(await get(url, { client })).toEqual({
          kind: "failure",
          reason: "proxy",
          code: "invalid proxy address",
        });
      }
    },
  );
});

describe("NO_PROXY", () => {
  it.each(["shop.invalid", ".invalid", "*.invalid", "other.example, shop.invalid", "*", " * "])(
    "%j leads past the proxy",
    async (list) => {
      const [{ url }, proxy] = [await api(), await openForTest(serveProxy())];
      const client = createHttpClient({ HTTP_PROXY: address(proxy), NO_PROXY: list });
      // Past the proxy nobody knows the name.
      expect(await get(url, { client, timeoutMs: 15_000 })).toMatchObject({ kind: "failure", reason: "dns" });
      expect(proxy.asked).toEqual([]);
    },
  );

  it.each(["", "other.example", "op.invalid"])("%j does not", async (list) => {
    const [{ url }, proxy] = [await api(), await openForTest(serveProxy())];
    const client = createHttpClient({ HTTP_PROXY: address(proxy), no_proxy: list });
    expect(await get(url, { client })).toMatchObject({ kind: "answer" });
    expect(proxy.asked).toHaveLength(1);
  });

  // macOS gives loopback the one address 127.0.0.1 only.
  const hosts = process.platform === "linux" ? ["127.0.0.1", "localhost", "127.0.0.2"] : ["127.0.0.1", "localhost"];
  it.each(hosts)("is not needed for this machine itself: %s", async (host) => {
    const [{ server }, proxy] = [await api(), await openForTest(serveProxy())];
    const client = createHttpClient({ HTTP_PROXY: address(proxy), HTTPS_PROXY: "://" });
    const outcome = await get(new URL(`http://${host}:${server.port}/`), { client });
    expect(proxy.asked).toEqual([]);
    if (host === "127.0.0.2") expect(outcome).toMatchObject({ kind: "failure", reason: "refused" });
    else expect(outcome).toMatchObject({ kind: "answer" });
  });
});

describe("the process's own environment", () => {
  it("counts only as far as it is handed over", async () => {
    const [{ server }, proxy] = [await api(), await openForTest(serveProxy())];
    process.env["HTTP_PROXY"] = address(proxy);
    try {
      expect(await get(server.url)).toMatchObject({ kind: "answer" });
      const other = createHttpClient({ HTTPS_PROXY: address(proxy) });
      expect(
        await get(new URL(`http://shop.invalid:${server.port}/`), { client: other, timeoutMs: 15_000 }),
      ).toMatchObject({
        reason: "dns",
      });
    } finally {
      delete process.env["HTTP_PROXY"];
    }
    expect(proxy.asked).toEqual([]);
  });
});

describe("HTTPS_PROXY with NODE_EXTRA_CA_CERTS", () => {
  it("reaches an API whose certificate only that file vouches for, and the proxy sees no more than its name", async () => {
    const certificate = makeCertificate("shop.invalid");
    const https = createHttpsServer(certificate, (request, response) =>
      response.end(`key ${request.headers.authorization}`),
    );
    const server = await openForTest(listen(https, "https"));
    const proxy = await openForTest(serveProxy());
    const home = await openForTest(temporaryHome());
    const [probe, authority] = [join(home.path, "probe.cjs"), join(home.path, "ca.pem")];
    await writeFile(authority, certificate.cert);
    await build({
      stdin: {
        contents: `import { createHttpClient } from "./src/http/client.ts";
            const { signal } = new AbortController();
            createHttpClient(process.env)
              .get(new URL(process.argv[2]), { authorization: "Bearer secret" }, 5000, signal)
              .then((outcome) => console.log(JSON.stringify(outcome)));`,
        resolveDir: join(import.meta.dirname, "../.."),
      },
      bundle: true,
      platform: "node",
      outfile: probe,
    });
    // Node reads NODE_EXTRA_CA_CERTS once, when a process starts.
    const run = async (env: Record<string, string>) => {
      const args = [probe, `https://shop.invalid:${server.port}/`];
      const environment = { HTTPS_PROXY: address(proxy), ...env };
      const outcome: unknown = JSON.parse(
        (await promisify(execFile)(process.execPath, args, { env: environment })).stdout,
      );
      return outcome;
    };
    expect(await run({ NODE_EXTRA_CA_CERTS: authority })).toMatchObject({
      kind: "answer",
      body: "key Bearer secret",
    });
    expect(proxy.asked).toEqual([{ host: `shop.invalid:${server.port}`, login: undefined }]);
    expect(await run({})).toEqual({ kind: "failure", reason: "tls", code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  });
});
