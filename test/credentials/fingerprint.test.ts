import { describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Credential } from "../../src/credentials/credential.ts";
import { keyFingerprint } from "../../src/credentials/fingerprint.ts";
import { Secret } from "../../src/credentials/secret.ts";

const credential: Credential = {
  connectorId: "setpilot",
  profile: "default",
  secret: new Secret("spa_sk_0123456789abcdef"),
  baseUrl: new URL("https://app.setpilot.io/api/v2/"),
  source: { kind: "environment", variables: ["SETPILOT_API_KEY"] },
  form: setpilot.keyForms[0],
  settings: { privacy: "shown" },
};

const own = await keyFingerprint(credential);

describe("keyFingerprint", () => {
  it("stays the same from version to version, so that a grant on disk keeps its name", () => {
    expect(own).toBe("9c6ecbec5cf5c3e837dd3d1eab0dab1785b54ce70618958a10313ee2e92fdee6");
  });

  it("depends on the kind of key, where a connector has several: the same text is then sent in another way", async () => {
    const [consumer, legacy] = ebiz.keyForms;
    const names = await Promise.all(
      [consumer, legacy ?? consumer].map((form) => keyFingerprint({ ...credential, form })),
    );
    expect(new Set([own, ...names]).size).toBe(3);
  });

  it("depends on key, connector and address, and on nothing else", async () => {
    const changed: Partial<Credential>[] = [
      { secret: new Secret("spa_sk_0123456789abcdeg") },
      { secret: new Secret("spa_sk_0123456789abcdef", "second") },
      { connectorId: "setora" },
      { baseUrl: new URL("https://app.setpilot.io/api/v3/") },
    ];
    for (const change of changed) expect(await keyFingerprint({ ...credential, ...change })).not.toBe(own);
    const source = { kind: "keychain", store: "Secret Service" } as const;
    const settings = { privacy: "masked", requestsPerMinute: 7 } as const;
    expect(await keyFingerprint({ ...credential, profile: "other", source, settings })).toBe(own);
  });
});
