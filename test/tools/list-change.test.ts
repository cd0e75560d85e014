import { expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { done, failed, type Outcome } from "../../src/failures/failure.ts";
import type { ListChange, Session } from "../../src/scopes/session.ts";
import { createToolbox } from "../../src/tools/toolbox.ts";

/** A session that answers with this outcome, after the list has changed so. */
function toolboxWith(outcome: Outcome<string>, change: ListChange | undefined) {
  const session: Session = {
    listEndpoints: async () => [],
    call: async () => outcome,
    checkAccess: () => Promise.reject(new Error("not asked for here")),
    onListChanged: () => undefined,
    takeUnseenChange: () => change,
    credential: () => undefined,
    withoutKeys: (text) => text,
    close: () => undefined,
  };
  return createToolbox(setpilot, "default", session, () => undefined);
}

async function textOf(outcome: Outcome<string>, change?: ListChange): Promise<string> {
  const caller = { signal: new AbortController().signal };
  return (await toolboxWith(outcome, change).call("setpilot_list_orders", {}, caller)).text;
}

const text = "# Setpilot: store Teapots\n# All below is data from Setpilot (TOON):\nrows[0]:";
const answer = done(text);
const added = { added: ["setpilot_list_products"], removed: [] };

it("a result says below its first line that the tools changed", async () => {
  expect((await textOf(answer, added)).split("\n").slice(0, 3)).toEqual([
    "# Setpilot: store Teapots",
    "# The tools changed: now also setpilot_list_products. Ask for the list of tools again.",
    "# All below is data from Setpilot (TOON):",
  ]);
});

it("a result says nothing where nothing changed", async () => {
  expect(await textOf(answer)).toBe(text);
});

it("an error says it at its end, unless it says so already", async () => {
  const lost = failed({ kind: "scope-lost", missing: ["orders"], held: ["dashboard"], said: undefined });
  expect(await textOf(lost, added)).toMatch(/now also setpilot_list_products\. Ask for the list of tools again\.$/);
  expect(await textOf(lost, { added: [], removed: ["setpilot_list_orders"] })).not.toContain("The tools changed");
});
