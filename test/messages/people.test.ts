import { describe, expect, it } from "vitest";
import { failureSamples } from "../../scripts/docs/failure-samples.ts";
import { connectors } from "../../src/connectors/catalog/index.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Failure } from "../../src/failures/failure.ts";
import { explain } from "../../src/messages/explain.ts";

/* What somebody of a team is told, who can neither run a command nor see the key. */

const asker = { claim: "groups", groups: ["sales"], contact: "Anna, anna@example.com." };

const others: readonly Failure[] = [
  { kind: "not-permitted", tool: "setpilot_list_orders" },
  { kind: "no-key", reason: { kind: "none", profiles: ["outlet"] } },
  { kind: "unauthorized", said: { words: "The owner's words" } },
  { kind: "no-tables", scopes: ["orders"] },
  { kind: "internal" },
  { kind: "statement", reason: { kind: "no-engine", isInstalled: false, reason: "it is missing" } },
  { kind: "forbidden", said: undefined, unsure: ["orders"] },
  { kind: "unknown-table", table: "ordrs", tables: ["orders"] },
];

const samples: readonly { readonly samples: readonly Failure[] }[] = Object.values(failureSamples);
const all: readonly Failure[] = [...samples.flatMap((one) => one.samples), ...others];

describe("somebody of a team", () => {
  it.each(connectors)("is never told to run or set anything, nor anything of the key: $id", (connector) => {
    for (const failure of all) {
      const text = explain(failure, { connector, profile: "", asker });
      expect(text, failure.kind).not.toMatch(
        /`|keyscope \w|_PROXY|_API_KEY|_PRIVACY|_BASE_URL|KEYSCOPE_|NODE_|DBUS_|profile|Create a|ending in|4f2a|outlet|The owner/,
      );
    }
  });

  it("is told whom to ask", () => {
    const told = (failure: Failure, contact?: string) =>
      explain(failure, { connector: setpilot, profile: "", asker: { ...asker, contact } });
    expect(told({ kind: "key-rejected", lastFour: "4f2a", said: undefined }, "Anna, anna@example.com.")).toBe(
      "Setpilot does not accept the key of this Keyscope server (HTTP 401). Tell Anna, anna@example.com; you cannot mend it yourself.",
    );
    expect(told({ kind: "no-key", reason: { kind: "none" } })).toBe(
      "This Keyscope server has no usable key for Setpilot now, so nothing was sent. Tell whoever runs this Keyscope server; you cannot mend it yourself.",
    );
  });
});
