import { describe, expect, it } from "vitest";
import { authorizationHeaders } from "../../src/credentials/authorization.ts";
import { Secret } from "../../src/credentials/secret.ts";

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
