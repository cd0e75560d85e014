import { expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { sendpilot } from "../../src/connectors/catalog/sendpilot.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { serverInstructions } from "../../src/messages/instructions.ts";
import { invented } from "../scopes/invented.ts";

it("begin with what it is about, and call scopes what the product calls them, or nothing where it has none", () => {
  expect(serverInstructions(ebiz)).toMatch(/^Read-only answers from e-biz: one e-biz shop's products/);
  expect(serverInstructions(ebiz)).toContain("it names the permission that is missing and where to add it");
  expect(serverInstructions(sendpilot)).toContain("use sendpilot_check_access: it says why and what to do");
  expect(serverInstructions(sendpilot)).not.toMatch(/\bscopes?\b|permission/);
});

it("promise in the lines of Keyscope's own only what answers of the API tell", () => {
  expect(serverInstructions(setpilot)).toContain("Keyscope's: store, currency, timezone, time of the data, and notes.");
  expect(serverInstructions(sendpilot)).toContain("Keyscope's: the product, and notes.");
});

it("have no empty line where a connector gives no guidance", () => {
  expect(serverInstructions(invented({ guidance: "" }))).not.toContain("\n\n");
});

it("stay below 2 KB for the longest definition that a person can add", () => {
  const longest = invented({
    id: "a".repeat(20),
    title: "T".repeat(60),
    about: "a".repeat(200),
    guidance: "g".repeat(1_000),
  });
  expect(Buffer.byteLength(serverInstructions(longest))).toBeLessThanOrEqual(2_048);
});
