import { expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { type FakeApi, openFakeSession } from "../scopes/fake-session.ts";

/** What a call says to a client that did not ask for the list again. */

const body = '{"data": [], "meta": {"shop": "Teapots"}}';

/** An API that answers these paths, refuses that one, and knows no other product than what is asked for. */
function apiWithout(refused: string, missing?: string): FakeApi {
  return ({ path }) => {
    if (path.startsWith(refused)) return { status: 403 };
    return path === missing ? { status: 404 } : { status: 200, body };
  };
}

/** Calls the list of orders of an API that was another one when the tools were listed. */
async function textAfter(before: FakeApi, now: FakeApi): Promise<string> {
  const opened = openFakeSession(setpilot, before);
  await opened.tools.list();
  opened.answerWith(now);
  await opened.clock.advance(11_000);
  await opened.session.checkAccess();
  const caller = { signal: new AbortController().signal };
  return (await opened.clock.drive(opened.tools.call("setpilot_list_orders", {}, caller))).text;
}

it("a result says below its first line that the tools changed", async () => {
  const text = await textAfter(apiWithout("products/"), apiWithout("nothing"));
  expect(text.split("\n").slice(0, 3)).toEqual([
    "# Setpilot: store Teapots",
    "# The tools changed: now also setpilot_list_products. Ask for the list of tools again.",
    expect.stringMatching(/^# /),
  ]);
});

it("a result says nothing where nothing changed", async () => {
  const text = await textAfter(apiWithout("products/"), apiWithout("products/"));
  expect(text).toContain("# Setpilot: store Teapots");
  expect(text).not.toContain("The tools changed");
});

it("an error says it at its end, unless it says so already", async () => {
  const other = await textAfter(apiWithout("products/"), apiWithout("nothing", "orders/"));
  expect(other).toMatch(/now also setpilot_list_products\. Ask for the list of tools again\.$/);
  const lost = await textAfter(apiWithout("products/"), ({ path }) =>
    apiWithout(path.startsWith("orders/") ? "orders/" : "products/")({ path, key: "" }),
  );
  expect(lost).toContain("lacks the scope `orders`");
  expect(lost).not.toContain("The tools changed");
});
