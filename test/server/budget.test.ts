import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/index.ts";
import { clientEnvironment, connect, generations, type TestClient, temporaryHome } from "../helpers/clients.ts";

let sandbox: Sandbox;
let home: Awaited<ReturnType<typeof temporaryHome>>;
let clients: TestClient[];

beforeEach(async () => {
  sandbox = await startSandbox();
  home = await temporaryHome();
  clients = [];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await sandbox.close();
  await home.remove();
});

/** One server for each environment, all in one home. */
async function start(connector: string, ...environments: readonly Record<string, string>[]): Promise<TestClient[]> {
  const servers = environments.map((added) =>
    connect(generations[0], clientEnvironment(home.path, added), ["serve", connector]),
  );
  clients = await Promise.all(servers);
  return clients;
}

function tooMany() {
  return sandbox.requests.filter(({ status }) => status === 429);
}

/** Calls the tool so often, by turns with each client, always with other arguments. How many were answered, and the other texts. */
async function burst(tool: string, times: number, sizeName: string, from: readonly TestClient[] = clients) {
  const calls = Array.from({ length: times }, (_, at) =>
    from[at % from.length]?.call(tool, { page: at + 1, [sizeName]: 1 }),
  );
  const results = await Promise.all(calls);
  const refusals = results.flatMap((result) => (result?.isError === false ? [] : [result?.text ?? "no result"]));
  return { answered: times - refusals.length, refusals };
}

describe("Setpilot: 120 requests a minute for a key", () => {
  const setpilot = () => ({ SETPILOT_API_KEY: sandbox.keys.all, SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") });

  it("three servers with one key stay within it together, in a burst of 1,000 calls", async () => {
    const servers = await start("setpilot", setpilot(), setpilot(), setpilot());
    await Promise.all(servers.map((client) => client.toolNames()));
    const { refusals } = await burst("setpilot_list_orders", 1_000, "page_size");
    for (const text of refusals) expect(text).toContain("120 requests a minute for one key");
    expect(tooMany()).toEqual([]);
    expect(sandbox.requests.length).toBeLessThanOrEqual(120);
    // Sharing must not waste the limit either.
    expect(sandbox.requests.length).toBeGreaterThanOrEqual(115);
  });

  it("a wait that the API asked one server for holds for the others", async () => {
    const [one, other] = await start("setpilot", setpilot(), setpilot());
    await Promise.all([one?.toolNames(), other?.toolNames()]);
    sandbox.addFault(sandbox.keys.all, { kind: "status", status: 429, retryAfter: 34 }, { requests: 1 });
    expect((await one?.call("setpilot_get_summary"))?.text).toContain("HTTP 429");
    sandbox.clearRequests();
    const refused = await other?.call("setpilot_get_summary");
    expect(refused?.isError).toBe(true);
    expect(refused?.text).toMatch(/Try again in 3[2-4] s/);
    expect(sandbox.requests).toEqual([]);
  });
});

describe("e-biz: 60 requests a minute for a key, products not counted, and 1,000 in 15 minutes from one address", () => {
  function ebiz(key: "all" | "read") {
    const [consumerKey, consumerSecret] = sandbox.examples.ebiz[key].parts;
    return {
      EBIZ_CONSUMER_KEY: consumerKey,
      EBIZ_CONSUMER_SECRET: consumerSecret,
      EBIZ_BASE_URL: sandbox.baseUrl("ebiz"),
    };
  }

  it("products are still answered when the key's minute is used up", async () => {
    const [client] = await start("ebiz", ebiz("read"));
    await client?.toolNames();
    const orders = await burst("ebiz_list_orders", 80, "limit");
    expect(orders.answered).toBeGreaterThanOrEqual(55);
    for (const text of orders.refusals) expect(text).toContain("60 requests a minute for one key");
    const products = await burst("ebiz_list_products", 80, "limit");
    expect(products.answered).toBe(80);
    expect(tooMany()).toEqual([]);
  });

  it("four servers with two keys stay within what the address is allowed", async () => {
    const servers = await start("ebiz", ebiz("read"), ebiz("all"), ebiz("read"), ebiz("all"));
    await Promise.all(servers.map((client) => client.toolNames()));
    const { refusals } = await burst("ebiz_list_products", 1_100, "limit");
    expect(refusals.length).toBeGreaterThanOrEqual(100);
    for (const text of refusals) expect(text).toContain("1,000 requests in 15 minutes from one address");
    expect(tooMany()).toEqual([]);
    expect(sandbox.requests.length).toBeLessThanOrEqual(1_000);
    expect(sandbox.requests.length).toBeGreaterThanOrEqual(990);
  });
});
