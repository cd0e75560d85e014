import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeCertificate } from "../helpers/certificate.ts";
import { openForFile } from "../helpers/cleanup.ts";
import { clientEnvironment, connect, generations, temporaryHome } from "../helpers/clients.ts";
import { type FakeApi, startFakeApi } from "../helpers/fake-api.ts";
import { freePort, type LoopbackProxy, serveProxy } from "../helpers/loopback.ts";
import { OWN_TOOLS } from "../helpers/own-tools.ts";
import { expectPlainWords } from "../helpers/plain-words.ts";

/** One way in which the road to the API can be closed. */
interface Route {
  readonly name: string;
  /** The environment that leads onto it. */
  readonly environment: () => Promise<Record<string, string>> | Record<string, string>;
  readonly says: readonly (string | RegExp)[];
  /** How often the proxy may be asked for one call. */
  readonly asked?: { readonly proxy: LoopbackProxy; readonly times: number };
}

const home = await openForFile(temporaryHome());
const askingProxy = await openForFile(serveProxy("407 Proxy Authentication Required"));
const refusingProxy = await openForFile(serveProxy("403 Forbidden"));
const apis: FakeApi[] = [];

const EXPIRED = { from: "20200101000000Z", to: "20210101000000Z" };
const UNREACHABLE = "https://keyscope-test.invalid/";

const via = (proxy: LoopbackProxy) => ({
  SETPILOT_BASE_URL: UNREACHABLE,
  HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
});

/** An API behind this certificate, which the server is told to trust or not. */
async function behind(certificate: ReturnType<typeof makeCertificate>, trusted: boolean) {
  const api = await startFakeApi({ tls: certificate });
  apis.push(api);
  const file = join(home.path, `${api.port}.pem`);
  writeFileSync(file, certificate.cert);
  return { SETPILOT_BASE_URL: api.baseUrl, ...(trusted && { NODE_EXTRA_CA_CERTS: file }) };
}

const certificateAdvice = ["its certificate was not accepted", "it was tried once", "NODE_EXTRA_CA_CERTS"];

const routes: readonly Route[] = [
  {
    name: "a name that does not exist",
    environment: () => ({ SETPILOT_BASE_URL: UNREACHABLE }),
    says: ["The name keyscope-test.invalid could not be found in the DNS", "it was tried once", "internet connection"],
  },
  {
    name: "a port where nobody listens",
    environment: async () => ({ SETPILOT_BASE_URL: `http://127.0.0.1:${await freePort()}/` }),
    says: [/127\.0\.0\.1:\d+ refused the connection \(ECONNREFUSED\); it was tried once/, "Try again in a few minutes"],
  },
  {
    name: "a certificate that is self-signed",
    environment: () => behind(makeCertificate("localhost"), false),
    says: [...certificateAdvice, "DEPTH_ZERO_SELF_SIGNED_CERT"],
  },
  {
    name: "a certificate that has expired",
    environment: () => behind(makeCertificate("localhost", EXPIRED), true),
    says: [...certificateAdvice, "CERT_HAS_EXPIRED", "A wrong clock"],
  },
  {
    name: "a certificate of another host",
    environment: () => behind(makeCertificate("shop.example"), true),
    says: [...certificateAdvice, "ERR_TLS_CERT_ALTNAME_INVALID"],
  },
  {
    name: "a proxy that is not there",
    environment: async () => ({ SETPILOT_BASE_URL: UNREACHABLE, HTTPS_PROXY: `127.0.0.1:${await freePort()}` }),
    says: [
      "The proxy between this machine and keyscope-test.invalid",
      "ECONNREFUSED",
      "it was tried once",
      "HTTPS_PROXY",
    ],
  },
  {
    name: "a proxy whose address is none",
    environment: () => ({ SETPILOT_BASE_URL: UNREACHABLE, HTTPS_PROXY: "http://" }),
    says: ["The proxy between this machine and keyscope-test.invalid", "invalid proxy address", "HTTPS_PROXY"],
  },
  {
    name: "a proxy that asks for a login",
    environment: () => via(askingProxy),
    says: ["asks for a login (407); it was tried once", "http://user:password@host:port"],
    asked: { proxy: askingProxy, times: 1 },
  },
  {
    name: "a proxy that refuses",
    environment: () => via(refusingProxy),
    says: ["did not let the request through (403); it was tried once", "Check HTTPS_PROXY and NO_PROXY"],
    asked: { proxy: refusingProxy, times: 1 },
  },
];

afterAll(async () => {
  for (const api of apis) await api.close();
});

describe.concurrent("a way to the API that ends at", () => {
  it.each(routes)("$name", async ({ name, environment, says, asked }) => {
    const key = `spa_sk_route_${routes.findIndex((route) => route.name === name)}_Lw83hQpT7vZ2`;
    const given = { SETPILOT_API_KEY: key, ...(await environment()) };
    const client = await connect(generations[0], clientEnvironment(home.path, given));
    try {
      // Unknown is not denied.
      expect(await client.toolNames()).toHaveLength(9 + OWN_TOOLS);
      const before = asked?.proxy.asked.length ?? 0;
      const result = await client.call("setpilot_list_orders");
      expect(result.isError).toBe(true);
      for (const words of says) expect(result.text).toMatch(words);
      expectPlainWords(result, [key, home.path]);
      if (asked !== undefined) expect(asked.proxy.asked.length - before).toBe(asked.times);
      // The server lives: it says the same again, and what it knows.
      expect((await client.call("setpilot_list_products")).text).toBe(result.text);
      expect((await client.call("setpilot_check_access")).text).toContain("Not known yet: dashboard, orders");
      // Nothing of a request was seen, the key least of all.
      for (const api of apis) expect(api.requests()).toBe(0);
      expect(client.stderr()).toBe("");
    } finally {
      await client.close();
    }
  });
});
