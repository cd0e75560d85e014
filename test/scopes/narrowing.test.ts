import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactGrant } from "../../src/scopes/grant.ts";
import { narrow } from "../../src/scopes/narrowing.ts";
import { tablesFor } from "../../src/tables/table.ts";
import { openFakeSession } from "./fake-session.ts";
import { invented, listOf, scope } from "./invented.ts";

/* What a person chose to show of what a key permits. */

const shop = invented({
  scopes: [
    scope("orders", "orders"),
    { ...scope("all", "all"), includes: ["orders", "stock"] },
    scope("stock", "stock"),
  ],
  endpoints: [listOf("orders", "orders"), listOf("stock", "stock"), listOf("costs", "orders", "stock"), listOf("news")],
});
const tools = shop.endpoints.map(({ tool }) => tool);
const scopes = shop.scopes.map(({ name }) => name);
const paths = (endpoints: readonly { readonly path: string }[]) => endpoints.map(({ path }) => path);

describe("a choice", () => {
  it("of scopes brings what they include, and never hides what needs none", () => {
    const all = exactGrant(shop, scopes);
    expect(paths(narrow(shop, all, { scopes: ["orders"] }).shown)).toEqual(["orders", "news"]);
    expect(paths(narrow(shop, all, { scopes: ["all"] }).shown)).toEqual(["orders", "stock", "costs", "news"]);
    expect(paths(narrow(shop, all, { scopes: ["orders"], tools: ["ledger_list_costs"] }).shown)).toEqual([]);
  });

  it("puts every endpoint into one place, and never shows more than the key permits", () => {
    const some = (all: readonly string[]) => fc.option(fc.subarray([...all, "gone"]), { nil: undefined });
    fc.assert(
      fc.property(fc.subarray(scopes), some(tools), some(scopes), (held, chosenTools, chosenScopes) => {
        const grant = exactGrant(shop, held);
        const choice = {
          ...(chosenTools === undefined ? {} : { tools: chosenTools }),
          ...(chosenScopes === undefined ? {} : { scopes: chosenScopes }),
        };
        const { shown, hidden, unchosen } = narrow(shop, grant, choice);
        const everywhere = [...shown, ...hidden.map(({ endpoint }) => endpoint), ...unchosen];
        expect([...new Set(everywhere)]).toHaveLength(shop.endpoints.length);
        expect(everywhere).toHaveLength(shop.endpoints.length);
        const permitted = narrow(shop, grant, undefined).shown;
        expect(shown.every((endpoint) => permitted.includes(endpoint))).toBe(true);
        expect(tablesFor(shop, { shown }).map(({ endpoint }) => endpoint)).toEqual(shown);
      }),
    );
  });

  it("that changed is found when a hidden tool is called, and nothing was sent before", async () => {
    const settings: { choice?: { readonly tools: readonly string[] } } = { choice: { tools: ["ledger_list_news"] } };
    const fake = openFakeSession(shop, () => ({ status: 200 }), { settings });
    expect(await fake.names()).toEqual(["ledger_list_news"]);
    fake.forget();
    expect(await fake.call("ledger_list_orders")).toMatchObject({ ok: false, failure: { kind: "not-chosen" } });
    delete settings.choice;
    // Read a moment ago; on macOS every reading asks the person.
    expect(await fake.call("ledger_list_orders")).toMatchObject({ ok: false, failure: { kind: "not-chosen" } });
    expect(fake.sent).toEqual([]);
    await fake.clock.advance(10_000);
    expect(await fake.call("ledger_list_orders")).toMatchObject({ ok: true });
    expect(await fake.names()).toEqual(tools);
  });
});
