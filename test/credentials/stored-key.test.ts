import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { NO_CHANGES } from "../../src/credentials/key-changes.ts";
import type { Keychain } from "../../src/credentials/keychain/keychain.ts";
import { Secret } from "../../src/credentials/secret.ts";
import { decodeStoredKey, encodeStoredKey, storeKey } from "../../src/credentials/stored-key.ts";

const baseUrl = new URL("https://app.setpilot.io/api/v2/");
const usual = { form: setpilot.keyForms[0], settings: { privacy: "shown" } } as const;
const [consumer, legacy = consumer] = ebiz.keyForms;

const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
const keys = fc.array(visible, { minLength: 1 }).map((chars) => chars.join(""));
const settings = fc.record(
  {
    privacy: fc.constantFrom("shown", "masked"),
    requestsPerMinute: fc.integer({ min: 1, max: 10_000 }),
    choice: fc.record({ tools: fc.array(fc.string()), scopes: fc.array(fc.string()) }, { requiredKeys: [] }),
  },
  { requiredKeys: ["privacy"] },
);

describe("a stored key", () => {
  it("reads back as it was written, whatever its kind and settings", () => {
    const secrets = fc.oneof(
      fc.tuple(keys).map(([key]) => ({ form: legacy, secret: new Secret(key) })),
      fc.tuple(keys, keys).map((parts) => ({ form: consumer, secret: new Secret(...parts) })),
    );
    fc.assert(
      fc.property(secrets, settings, ({ form, secret }, decided) => {
        const stored = decodeStoredKey(
          ebiz,
          encodeStoredKey(ebiz, { secret, baseUrl, form, settings: decided }),
          "store",
        );
        if (stored.kind !== "key") throw new Error(stored.kind);
        expect(stored.secret.revealParts()).toEqual(secret.revealParts());
        expect(stored.baseUrl.href).toBe(baseUrl.href);
        expect(stored.form).toBe(form);
        expect(stored.settings).toEqual(decided);
      }),
    );
  });

  it("looks as it always did where nothing is unusual", () => {
    expect(encodeStoredKey(setpilot, { secret: new Secret("spa_sk_1"), baseUrl, ...usual })).toBe(
      '{"v":1,"baseUrl":"https://app.setpilot.io/api/v2/","secret":"spa_sk_1"}',
    );
  });

  it("is one entry of key, origin and settings", async () => {
    const store = "Secret Service";
    const written: string[] = [];
    const keychain: Keychain = {
      store,
      read: async () => ({ kind: "none" }),
      write: async (...entry) => {
        written.push(...entry);
        return { kind: "written", store };
      },
      remove: async () => ({ kind: "removed", store }),
    };
    const at = new URL("https://a.test/api/");
    const key = {
      ...usual,
      secret: new Secret("spa_sk_new_1234"),
      baseUrl: at,
      settings: { privacy: "masked" },
    } as const;
    await storeKey({ keychain, connector: setpilot, profile: "second", keyChanges: NO_CHANGES }, key);
    expect(written).toEqual([
      "setpilot:second",
      '{"v":1,"baseUrl":"https://a.test/api/","secret":"spa_sk_new_1234","settings":{"privacy":"masked"}}',
    ]);
  });

  it("names its kind, second part and settings where they are unusual", () => {
    const at = new URL("https://a.test/api/v1/");
    const decided = { privacy: "masked", requestsPerMinute: 90 } as const;
    const two = { secret: new Secret("ck_1", "cs_2"), baseUrl: at, form: consumer, settings: decided };
    expect(JSON.parse(encodeStoredKey(ebiz, two))).toEqual({
      v: 1,
      baseUrl: "https://a.test/api/v1/",
      secret: "ck_1",
      second: "cs_2",
      settings: { privacy: "masked", requestsPerMinute: 90 },
    });
    const old = { secret: new Secret("abc"), baseUrl: at, form: legacy, settings: usual.settings };
    expect(JSON.parse(encodeStoredKey(ebiz, old))).toMatchObject({ secret: "abc", form: "legacy" });
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
    expect(decodeStoredKey(setpilot, text, "store").kind).toBe(kind);
  });

  it.each([
    ["a part is missing", {}, "damaged"],
    ["a part is empty", { second: "" }, "damaged"],
    ["a part is no text", { second: 7 }, "damaged"],
    ["the kind of key is not known", { second: "cs_2", form: "other" }, "damaged"],
    ["the kind of key has one part and there are two", { second: "cs_2", form: "legacy" }, "damaged"],
    ["a part cannot be sent", { second: "a\r\nb" }, "unusable"],
    ["the settings are no object", { second: "cs_2", settings: ["masked"] }, "damaged"],
    ["the privacy is not understood", { second: "cs_2", settings: { privacy: "hidden" } }, "damaged"],
    ["the choice is not understood", { second: "cs_2", settings: { choice: { tools: "all" } } }, "damaged"],
    ["the choice is no object", { second: "cs_2", settings: { choice: ["ebiz_list_orders"] } }, "damaged"],
    ["the requests are none", { second: "cs_2", settings: { requestsPerMinute: 0 } }, "damaged"],
    ["the requests are a text", { second: "cs_2", settings: { requestsPerMinute: "60" } }, "damaged"],
    ["there are members of a later version", { second: "cs_2", later: 1, settings: { later: [] } }, "key"],
  ])("of two parts is checked as well: %s", (_, members, kind) => {
    const text = JSON.stringify({ v: 1, baseUrl: "https://a.test/api/v1/", secret: "ck_1", ...members });
    expect(decodeStoredKey(ebiz, text, "store").kind).toBe(kind);
  });
});
