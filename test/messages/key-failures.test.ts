import { expect, it } from "vitest";
import { commerceKitty } from "../../src/connectors/catalog/commerce-kitty.ts";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { setora } from "../../src/connectors/catalog/setora.ts";
import type { Connector } from "../../src/connectors/schema/connector.ts";
import type { KeyFailure } from "../../src/credentials/credential.ts";
import { explainKeyFailure } from "../../src/messages/key-failures.ts";

/** What a person is told who has no usable key. */

function text(connector: Connector, failure: KeyFailure, profile = "default"): string {
  return explainKeyFailure(failure, { connector, profile });
}

it("who makes a first key is told with what care, before the key exists", () => {
  expect(text(commerceKitty, { kind: "none" })).toContain(
    "→ Generate API Key. A key may do whatever its user may, so make it for a user in a read-only group",
  );
  expect(text(ebiz, { kind: "none" })).toContain("under Settings → API → Add API Key. Tick Read; Write is not needed.");
});

it("no button is named that the documents do not name", () => {
  expect(text(setora, { kind: "none" })).toContain(
    "Create a key in Setora under hub.setora.co.uk → Settings → Developer. An owner or admin",
  );
});

it("a keychain out of reach ends in what is left to do, for a named profile too", () => {
  const refused = { kind: "unreachable", store: "kernel keyring", reason: "access-denied", detail: "" } as const;
  expect(text(ebiz, refused)).toMatch(/give the key in the environment variables EBIZ_CONSUMER_KEY, .*\.$/);
  expect(text(ebiz, refused, "second")).toMatch(
    / Only the profile "default" can have its key in the environment instead\.$/,
  );
});
