import { createServer as createTlsServer } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { makeCertificate } from "./certificate.ts";
import { freePort, get, type Loopback, listen, serve, serveRaw } from "./loopback.ts";

const servers: Loopback[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function started(server: Promise<Loopback>): Promise<Loopback> {
  servers.push(await server);
  return server;
}

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

describe("a server that keeps silent", () => {
  it("before the headers, or in the middle of them, is given up in time", async () => {
    for (const said of ["", "HTTP/1.1 200 OK\r\nContent-Ty"]) {
      const server = await started(serveRaw((socket) => socket.write(said)));
      expect(await get(server.url, { timeoutMs: 60 })).toEqual({
        kind: "trouble",
        trouble: "timeout",
        code: undefined,
      });
      // The request is not left open behind the caller's back.
      await server.idle();
    }
  });

  it("in the middle of the body, dripping, is given up in time", async () => {
    const server = await started(
      serveRaw((socket) => {
        socket.write(`${head}Content-Length: 1000\r\n\r\n`);
        const drip = setInterval(() => socket.write("x"), 5);
        socket.on("close", () => clearInterval(drip));
      }),
    );
    expect(await get(server.url, { timeoutMs: 80 })).toMatchObject({ kind: "trouble", trouble: "timeout" });
    await server.idle();
  });
});

describe("a connection that breaks off", () => {
  it("before the headers", async () => {
    const server = await started(serveRaw((socket) => socket.resetAndDestroy()));
    expect(await get(server.url)).toMatchObject({ kind: "trouble", trouble: "reset" });
  });

  it("by an orderly end without an answer", async () => {
    const server = await started(serveRaw((socket) => socket.end()));
    expect(await get(server.url)).toMatchObject({ kind: "trouble", trouble: "reset" });
  });

  it("in the headers", async () => {
    const server = await started(
      serveRaw((socket) => socket.write("HTTP/1.1 200 OK\r\nContent-", () => socket.resetAndDestroy())),
    );
    expect(await get(server.url)).toMatchObject({ kind: "trouble", trouble: "reset" });
  });

  it.each([
    ["Content-Length: 1000\r\n\r\n", "half"],
    ["Transfer-Encoding: chunked\r\n\r\n", "4\r\nhalf\r\n"],
    ["Content-Length: 1000\r\nConnection: close\r\n\r\n", "half"],
    ["Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n", "4\r\nhalf\r\n"],
  ])("in the body, by an end or a reset: %j", async (headers, half) => {
    for (const stop of ["end", "resetAndDestroy"] as const) {
      const server = await started(
        serveRaw((socket) => socket.write(`${head}${headers}${half}`, () => socket[stop]())),
      );
      expect(await get(server.url)).toMatchObject({ kind: "trouble", trouble: "reset" });
    }
  });

  it("after the body: the answer is whole", async () => {
    const server = await started(
      serveRaw((socket) => socket.write(`${head}Content-Length: 2\r\n\r\n{}`, () => socket.resetAndDestroy())),
    );
    expect(await get(server.url)).toMatchObject({ kind: "answer", body: "{}" });
  });
});

describe("an answer that is not HTTP", () => {
  it.each(["SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 two hundred\r\n\r\n", `${head}X: ${"x".repeat(20_000)}\r\n\r\n`])(
    "%.30j",
    async (said) => {
      const server = await started(serveRaw((socket) => socket.end(said)));
      expect(await get(server.url)).toMatchObject({ kind: "trouble", trouble: "protocol" });
    },
  );

  it("in the chunks of its body, together with the headers", async () => {
    const server = await started(
      serveRaw((socket) => socket.write(`${head}Transfer-Encoding: chunked\r\n\r\nno chunk\r\n`)),
    );
    expect(await get(server.url)).toMatchObject({ kind: "trouble", trouble: "protocol" });
  });
});

describe("a host that is not there", () => {
  it("refuses the connection", async () => {
    const url = new URL(`http://127.0.0.1:${await freePort()}/`);
    expect(await get(url)).toEqual({ kind: "trouble", trouble: "refused", code: "ECONNREFUSED" });
  });

  it("has no address", async () => {
    const outcome = await get(new URL("http://keyscope-test.invalid/"), { timeoutMs: 15_000 });
    expect(outcome).toMatchObject({ kind: "trouble", trouble: "dns" });
    expect(outcome.kind === "trouble" && outcome.code).toMatch(/^(ENOTFOUND|EAI_AGAIN|EAI_FAIL)$/);
  });
});

describe("a secure connection", () => {
  it("is refused when the certificate is self-signed, and nothing of the request is seen", async () => {
    let seen = "";
    const tls = createTlsServer(makeCertificate("localhost"), (socket) => socket.on("data", (data) => (seen += data)));
    tls.on("tlsClientError", () => undefined);
    const server = await started(listen(tls, "https"));
    const url = new URL(`https://localhost:${server.port}/`);
    expect(await get(url, { headers: { authorization: "Bearer secret" } })).toEqual({
      kind: "trouble",
      trouble: "tls",
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    expect(seen).toBe("");
  });

  it("cannot be made with a server that speaks plain HTTP", async () => {
    const server = await started(serve((_request, response) => response.end()));
    const outcome = await get(new URL(`https://127.0.0.1:${server.port}/`));
    expect(outcome).toMatchObject({ kind: "trouble", trouble: "tls" });
  });
});

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])("%d is an answer: the other host sees nothing", async (status) => {
    const other = await started(serve((_request, response) => response.end()));
    const server = await started(
      serve((_request, response) => response.writeHead(status, { location: other.url.href }).end()),
    );
    const outcome = await get(server.url, { headers: { authorization: "Bearer secret" } });
    expect(outcome).toMatchObject({ kind: "answer", status, headers: { location: other.url.href } });
    expect(server.connections()).toBe(1);
    expect(other.connections()).toBe(0);
  });
});
