import { describe, expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { failed } from "../../src/failures/failure.ts";
import type { Session } from "../../src/scopes/session.ts";
import { createPacedFetch } from "../../src/tables/pace.ts";
import { createFakeClock, settled } from "../helpers/fake-clock.ts";

const [endpoint] = setpilot.endpoints;
if (endpoint === undefined) throw new Error("no endpoint");
const orders = endpoint;

/** A session whose calls end when the test says so, with as much of its limit left as the test says. */
function openSession() {
  const underWay: (() => void)[] = [];
  const session: Pick<Session, "fetch" | "shareLeft"> & { share: number } = {
    share: 1,
    shareLeft: async () => session.share,
    fetch: () =>
      new Promise((resolve) => {
        underWay.push(() => resolve(failed({ kind: "cancelled" })));
      }),
  };
  return { session, underWay };
}

const caller = (signal = new AbortController().signal) => ({ signal });

describe("the pages of tables", () => {
  it("are asked for two at once, so that single calls find a place", async () => {
    const { session, underWay } = openSession();
    const fetch = createPacedFetch(session, createFakeClock());
    const all = [1, 2, 3, 4].map((page) => fetch(orders, { page }, caller()));
    await settled();
    expect(underWay).toHaveLength(2);
    underWay[0]?.();
    await settled();
    expect(underWay).toHaveLength(3);
    underWay[1]?.();
    await settled();
    for (const end of underWay.slice(2)) end();
    await expect(Promise.all(all)).resolves.toHaveLength(4);
  });

  it("wait while a quarter of the limit or less is left", async () => {
    const { session, underWay } = openSession();
    const clock = createFakeClock();
    session.share = 0.25;
    const fetched = createPacedFetch(session, clock)(orders, {}, caller());
    await clock.advance(10_000);
    expect(underWay).toHaveLength(0);
    session.share = 0.26;
    await clock.advance(1_000);
    expect(underWay).toHaveLength(1);
    underWay[0]?.();
    await fetched;
  });

  it("give their place up when nobody wants them any more, waiting for a place or for the limit", async () => {
    const { session, underWay } = openSession();
    const clock = createFakeClock();
    session.share = 0;
    const fetch = createPacedFetch(session, clock);
    const stop = new AbortController();
    const all = [1, 2, 3].map((page) => fetch(orders, { page }, caller(stop.signal)));
    await settled();
    stop.abort(new Error("enough"));
    for (const one of all) await expect(one).rejects.toThrow("enough");
    session.share = 1;
    const next = [fetch(orders, {}, caller()), fetch(orders, {}, caller())];
    await settled();
    expect(underWay).toHaveLength(2);
    for (const end of underWay) end();
    await Promise.all(next);
  });
});
