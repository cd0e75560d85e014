import { beforeEach, describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { connect, type Generation, generations, type TestClient } from "../helpers/clients.ts";
import { OWN_TOOLS } from "../helpers/own-tools.ts";
import { openPlace, type Place } from "../helpers/place.ts";

let place: Place;
let clients: TestClient[];

beforeEach(async () => {
  place = await openPlace(openForTest);
  clients = [];
});

/** One server for each environment, all in one home. */
async function start(
  connector: string,
  environments: readonly Record<string, string>[],
  generation: Generation = generations[0],
): Promise<TestClient[]> {
  const servers = environments.map((env) => openForTest(connect(generation, env, ["serve", connector])));
  clients = await Promise.all(servers);
  return clients;
}

function tooMany() {
  return place.sandbox.requests.filter(({ status }) => status === 429);
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
  const setpilot = () => place.withKey(place.sandbox.keys.all);

  /** No request of a look at the key is one of these, whenever that comes. */
  const summaries = () => place.sandbox.requests.filter(({ path }) => path.endsWith("/dashboard/summary/"));

  /** The next request for a summary is answered by a 429 with so many seconds to wait. */
  function throttleSummary(retryAfter: number): void {
    const limits = { requests: 1, path: "dashboard/summary/" };
    place.sandbox.addFault(place.sandbox.keys.all, { kind: "status", status: 429, retryAfter }, limits);
  }

  it("three servers with one key stay within it together, in a burst of 1,000 calls", async () => {
    const servers = await start("setpilot", [setpilot(), setpilot(), setpilot()]);
    await Promise.all(servers.map((client) => client.toolNames()));
    const { refusals } = await burst("setpilot_list_orders", 1_000, "page_size");
    for (const text of refusals) expect(text).toContain("120 requests a minute for one key");
    expect(tooMany()).toEqual([]);
    expect(place.sandbox.requests.length).toBeLessThanOrEqual(120);
    // Sharing must not waste the limit either.
    expect(place.sandbox.requests.length).toBeGreaterThanOrEqual(115);
  });

  it("a wait that the API asked one server for holds for the others", async () => {
    const [one, other] = await start("setpilot", [setpilot(), setpilot()]);
    await Promise.all([one?.toolNames(), other?.toolNames()]);
    throttleSummary(34);
    expect((await one?.call("setpilot_get_summary"))?.text).toContain("HTTP 429");
    place.sandbox.clearRequests();
    const refused = await other?.call("setpilot_get_summary");
    expect(refused?.isError).toBe(true);
    expect(refused?.text).toMatch(/Try again in 3[2-4] s/);
    expect(summaries()).toEqual([]);
  });

  it.each(generations)(
    "429 with a second to wait: waits, tells the client that it does, and answers, through %s",
    async (generation) => {
      const [client] = await start("setpilot", [setpilot()], generation);
      expect(await client?.toolNames()).toHaveLength(9 + OWN_TOOLS);
      throttleSummary(1);
      const progress: (string | undefined)[] = [];
      const onprogress = ({ message }: { message?: string | undefined }) => progress.push(message);
      expect(await client?.call("setpilot_get_summary", {}, { onprogress })).toMatchObject({ isError: false });
      expect(summaries().map(({ status }) => status)).toEqual([429, 200]);
      expect(progress).toEqual(["Waiting 1 s: Setpilot allows 120 requests a minute."]);
    },
  );

  it("429 with half a minute to wait: answered at once, with seconds and clock time, and no request until then", async () => {
    const [client] = await start("setpilot", [setpilot()]);
    expect(await client?.toolNames()).toHaveLength(9 + OWN_TOOLS);
    throttleSummary(34);
    const result = await client?.call("setpilot_get_summary");
    expect(result?.isError).toBe(true);
    expect(result?.text).toContain("HTTP 429");
    const [, seconds, at = ""] = /Try again in (\d+) s \(at (\d\d:\d\d:\d\d)\)/.exec(result?.text ?? "") ?? [];
    expect(seconds).toBe("34");
    expect(secondsUntil(at)).toBeGreaterThan(30);
    expect(secondsUntil(at)).toBeLessThanOrEqual(34);
    expect(summaries()).toHaveLength(1);
    // Another tool, so that nothing is joined: the fault is over, and still the API is left alone.
    const next = await client?.call("setpilot_list_orders", { page: 7 });
    expect(next?.isError).toBe(true);
    expect(next?.text).toMatch(/used up for now.*Try again in 3[0-4] s \(at /);
    expect(summaries()).toHaveLength(1);
    expect(place.sandbox.requests.filter(({ query }) => query["page"] === "7")).toEqual([]);
  });
});

/** From now to a time of day, over midnight too. */
function secondsUntil(clockTime: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clockTime.split(":").map(Number);
  const now = new Date();
  const then = new Date(now);
  then.setHours(hours, minutes, seconds, 0);
  const difference = Math.ceil((then.getTime() - now.getTime()) / 1000);
  return difference < 0 ? difference + 86_400 : difference;
}

describe("e-biz: 60 requests a minute for a key, products not counted, and 1,000 in 15 minutes from one address", () => {
  const withKey = (key: "all" | "read") => place.withExample(ebiz, place.sandbox.examples.ebiz[key]);

  it("products are still answered when the key's minute is used up", async () => {
    const [client] = await start("ebiz", [withKey("read")]);
    await client?.toolNames();
    const orders = await burst("ebiz_list_orders", 80, "limit");
    expect(orders.answered).toBeGreaterThanOrEqual(55);
    for (const text of orders.refusals) expect(text).toContain("60 requests a minute for one key");
    const products = await burst("ebiz_list_products", 80, "limit");
    expect(products.answered).toBe(80);
    expect(tooMany()).toEqual([]);
  });

  it("four servers with two keys stay within what the address is allowed", async () => {
    const servers = await start("ebiz", [withKey("read"), withKey("all"), withKey("read"), withKey("all")]);
    await Promise.all(servers.map((client) => client.toolNames()));
    const { refusals } = await burst("ebiz_list_products", 1_100, "limit");
    expect(refusals.length).toBeGreaterThanOrEqual(100);
    for (const text of refusals) expect(text).toContain("1,000 requests in 15 minutes from one address");
    expect(tooMany()).toEqual([]);
    expect(place.sandbox.requests.length).toBeLessThanOrEqual(1_000);
    expect(place.sandbox.requests.length).toBeGreaterThanOrEqual(990);
  });
});
