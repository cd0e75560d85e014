import { describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { authorizationHeaders, type Credential, keyFingerprint } from "../../src/credentials/credential.ts";
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

describe("authorizationHeaders", () => {
  it("sends a bearer key", () => {
    expect(authorizationHeaders({ kind: "bearer" }, new Secret("spa_sk_0123456789abcdef"))).toEqual({
      authorization: "Bearer spa_sk_0123456789abcdef",
    });
  });

  it("sends a key in a header of the API's own, with a word before it where the API wants one", () => {
    const secret = new Secret("abc123");
    expect(authorizationHeaders({ kind: "header", name: "X-API-Key" }, secret)).toEqual({ "X-API-Key": "abc123" });
    const prefixed = authorizationHeaders({ kind: "header", name: "Authorization", prefix: "Token" }, secret);
    expect(prefixed).toEqual({ Authorization: "Token abc123" });
  });

  it.each([
    ["a key of two parts as user name and password", new Secret("ck_1", "cs_2"), "ck_1:cs_2"],
    ["a key of one part as user name, without a password", new Secret("sk_1"), "sk_1:"],
    ["letters beyond ASCII as UTF-8", new Secret("ü", "ß"), "ü:ß"],
  ])("sends by HTTP Basic %s", (_, secret, credentials) => {
    const { authorization = "" } = authorizationHeaders({ kind: "basic" }, secret);
    expect(authorization).toMatch(/^Basic /);
    expect(Buffer.from(authorization.slice("Basic ".length), "base64").toString("utf8")).toBe(credentials);
  });
});
