import { expect, it } from "vitest";
import type { Connector, RateLimit } from "../../src/connectors/schema/connector.ts";
import { createMemoryStore } from "../../src/rate-limit/memory-store.ts";
import type { RollingWindow } from "../../src/rate-limit/store.ts";
import { openApiClient } from "../../src/requests/api-client.ts";
import { credentialOf } from "../helpers/api-client.ts";
import { createFakeClock } from "../helpers/fake-clock.ts";
import { invented } from "../scopes/invented.ts";

/** Which requests are counted together: those whose budgets have the same name. */

const perKey: RateLimit = { requests: 60, seconds: 60, per: "key", configurable: true };
const perAddress: RateLimit = { requests: 1000, seconds: 900, per: "address" };

interface Key {
  readonly fingerprint?: string;
  readonly address?: string;
  readonly requestsPerMinute?: number;
  readonly connector?: Partial<Connector>;
}

/** The budgets that using a key opens: the limit's numbers by the budget's name. */
async function budgets(key: Key = {}) {
  const connector = invented({ rateLimits: [perKey, perAddress], ...key.connector });
  const opened: { name: string; requests: number; windowMs: number }[] = [];
  const clock = createFakeClock();
  const credential = credentialOf(connector, undefined, {
    ...(key.address && { baseUrl: new URL(key.address) }),
    settings: { privacy: "shown", ...(key.requestsPerMinute && { requestsPerMinute: key.requestsPerMinute }) },
  });
  const sources = {
    connector,
    openStore: (name: string, window: RollingWindow) => {
      opened.push({ name, ...window });
      return createMemoryStore(window, clock);
    },
    http: { get: async () => ({ kind: "too-large" }) as const },
    clock,
    random: () => 0,
  };
  await openApiClient(sources, credential, key.fingerprint ?? "11");
  return opened;
}

const names = async (key?: Key) => (await budgets(key)).map(({ name }) => name);

it("each limit has a budget of its own, of hex digits", async () => {
  const [first, second] = await names();
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(second).not.toBe(first);
});

it("a limit for a key counts that key, one for the address all keys at that origin", async () => {
  const [key, address] = await names();
  expect(await names({ fingerprint: "22" })).toEqual([expect.not.stringMatching(`^${key}$`), address]);
  expect(await names({ address: "https://api.example/v2/" })).toEqual([key, address]);
  expect((await names({ address: "https://other.example/v1/" }))[1]).not.toBe(address);
});

it("a connector of a person's own for the same address shares the address's limit", async () => {
  expect((await names({ connector: { id: "ledger-extra" } }))[1]).toBe((await names())[1]);
});

it("limits that count other requests, or over another time, count apart", async () => {
  const [key] = await names();
  const exempting = { ...perKey, exempt: ["products"] };
  expect((await names({ connector: { rateLimits: [exempting] } }))[0]).not.toBe(key);
  expect((await names({ connector: { rateLimits: [{ ...perKey, seconds: 3600 }] } }))[0]).not.toBe(key);
});

it("the person's own number holds where the product lets them choose, in the same budget", async () => {
  const [usual] = await budgets();
  const [own, address] = await budgets({ requestsPerMinute: 300 });
  expect(own).toEqual({ name: usual?.name, requests: 300, windowMs: 60_120 });
  expect(address).toMatchObject({ requests: 1000, windowMs: 901_800 });
});
