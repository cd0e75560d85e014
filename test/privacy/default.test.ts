import { describe, expect, it } from "vitest";
import { manifest } from "../../scripts/package/mcpb-manifest.ts";
import { connectors } from "../../src/connectors/catalog/index.ts";
import { USUAL_SETTINGS } from "../../src/credentials/profile.ts";

/** What the form of the bundle has ticked. */
function tickOf(form: object, name: string): unknown {
  const fields = new Map(Object.entries("user_config" in form && form.user_config ? form.user_config : {}));
  const field: unknown = fields.get(name);
  return typeof field === "object" && field !== null && "default" in field ? field.default : undefined;
}

describe("whether personal data is hidden as long as nobody decides", () => {
  it.each(connectors)("$id says whose data its answers hold, so that login and the bundle's form ask", (connector) => {
    expect(connector.personalData?.what).toBeDefined();
    const usual = USUAL_SETTINGS.privacy === "masked";
    expect(tickOf(manifest(connector), connector.environment.privacy.toLowerCase())).toBe(usual);
  });
});
