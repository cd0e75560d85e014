import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Secret } from "../../src/credentials/secret.ts";
import { decodeStoredKey, encodeStoredKey } from "../../src/credentials/stored-key.ts";

const baseUrl = new URL("https://app.setpilot.io/api/v2/");

describe("a stored key", () => {
  it("reads back as it was written", () => {
    const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
    const keys = fc.array(visible, { minLength: 1 }).map((chars) => chars.join(""));
    fc.assert(
      fc.property(keys, (key) => {
        const stored = decodeStoredKey(encodeStoredKey(new Secret(key), baseUrl));
        if (stored.kind !== "key") throw new Error(stored.kind);
        expect(stored.secret.reveal()).toBe(key);
        expect(stored.baseUrl.href).toBe(baseUrl.href);
      }),
    );
  });

  it.each([
    ["", "damaged"],
    ["spa_sk_plain", "damaged"],
    ["null", "damaged"],
    ["[]", "damaged"],
    ['{"v":1}', "damaged"],
    ['{"v":2,"secret":"a","baseUrl":"https://a.test/"}', "damaged"],
    ['{"v":1,"secret":"","baseUrl":"https://a.test/"}', "damaged"],
    ['{"v":1,"secret":7,"baseUrl":"https://a.test/"}', "damaged"],
    ['{"v":1,"secret":"a\\r\\nb","baseUrl":"https://a.test/"}', "unusable"],
    ['{"v":1,"secret":"a","baseUrl":"http://evil.test/"}', "bad-base-url"],
    ['{"v":1,"secret":"a","baseUrl":"https://u:p@evil.test/"}', "bad-base-url"],
  ])("is checked when it is read: %j is %s", (text, kind) => {
    expect(decodeStoredKey(text).kind).toBe(kind);
  });
});
