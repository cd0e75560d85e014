import { expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { sendpilot } from "../../src/connectors/catalog/sendpilot.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { serverInstructions } from "../../src/messages/instructions.ts";
import { invented, listOf } from "../scopes/invented.ts";

it("begin with what it is about, and call scopes what the product calls them, or nothing where it has none", () => {
  expect(serverInstructions(ebiz, true)).toMatch(/^Read-only answers from e-biz: one e-biz shop's products/);
  expect(serverInstructions(ebiz, true)).toContain("it names the permission that is missing and where to add it");
  expect(serverInstructions(sendpilot, true)).toContain("use sendpilot_check_access: it says why and what to do");
  expect(serverInstructions(sendpilot, true)).not.toMatch(/\bscopes?\b|permission/);
});

it("promise in the lines of Keyscope's own only what answers of the API tell", () => {
  expect(serverInstructions(setpilot, true)).toContain(
    "Keyscope's: store, currency, timezone, time of the data, and notes.",
  );
  expect(serverInstructions(sendpilot, true)).toContain("Keyscope's: the product, and notes.");
});

it("have no empty line where a connector gives no guidance", () => {
  expect(serverInstructions(invented({ guidance: "" }), true)).not.toContain("\n\n");
});

it("stay below 2 KB for the longest definition that a person can add", () => {
  const longest = invented({
    id: "a".repeat(20),
    title: "T".repeat(60),
    about: "a".repeat(200),
    guidance: "g".repeat(1_000),
    endpoints: [listOf("teas")],
  });
  expect(Buffer.byteLength(serverInstructions(longest, true))).toBeLessThanOrEqual(2_048);
});

it("send questions over many rows to the query in two sentences, where it can be asked", () => {
  const sentences =
    "A question over many rows (totals, rankings, months): one ebiz_query after ebiz_list_tables, never pages added up. Where a tool reports the figure itself, use that.";
  expect(serverInstructions(ebiz, true)).toContain(`\n${sentences}\n`);
  expect(serverInstructions(ebiz, false)).not.toMatch(/ebiz_query|ebiz_list_tables/);
});

it("say the same for a connector of one's own, which has a list", () => {
  const own = invented({ endpoints: [listOf("teas")] });
  expect(serverInstructions(own, true)).toContain("one ledger_query after ledger_list_tables");
  expect(serverInstructions(invented({}), true)).not.toContain("ledger_query");
});
