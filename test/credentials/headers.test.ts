import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { Credential } from "../../src/credentials/credential.ts";
import { authorizationHeaders, keyFingerprint } from "../../src/credentials/headers.ts";
import { Secret } from "../../src/credentials/secret.ts";

const credential: Credential = {
  connectorId: "setpilot",
  profile: "default",
  secret: new Secret("spa_sk_0123456789abcdef"),
  baseUrl: new URL("https://app.setpilot.io/api/v2/"),
  source: { kind: "environment", variable: "SETPILOT_API_KEY" },
};

describe("authorizationHeaders", () => {
  it("sends a bearer key", () => {
    expect(authorizationHeaders({ kind: "bearer" }, credential.secret)).toEqual({
      authorization: "Bearer spa_sk_0123456789abcdef",
    });
  });
});

const own = await keyFingerprint(credential);

describe("keyFingerprint", () => {
  it("stays the same from version to version, so that a grant on disk keeps its name", () => {
    expect(own).toBe("9c6ecbec5cf5c3e837dd3d1eab0dab1785b54ce70618958a10313ee2e92fdee6");
  });

  it("depends on key, connector and address, and on nothing else", async () => {
    const changed: Partial<Credential>[] = [
      { secret: new Secret("spa_sk_0123456789abcdeg") },
      { connectorId: "setora" },
      { baseUrl: new URL("https://app.setpilot.io/api/v3/") },
    ];
    for (const change of changed) expect(await keyFingerprint({ ...credential, ...change })).not.toBe(own);
    const source = { kind: "keychain", store: "Secret Service" } as const;
    expect(await keyFingerprint({ ...credential, profile: "other", source })).toBe(own);
  });
});

describe("a credential", () => {
  it("prints without its key", () => {
    const printed = [
      JSON.stringify(credential),
      inspect(credential, { depth: 9, showHidden: true }),
      `${credential.secret}`,
    ];
    for (const text of printed) {
      expect(text).not.toContain("0123456789");
      expect(text).toContain("[secret]");
    }
  });
});
