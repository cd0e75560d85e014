import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact } from "../../src/credentials/redact.ts";
import { Secret } from "../../src/credentials/secret.ts";

/** So that what fails once fails again. */
const seed = 20_261_122;
const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
const keys = fc
  .array(visible, { minLength: 8, maxLength: 60 })
  .map((chars) => chars.join(""))
  // These stand in the replacement itself, or in what escapes look like.
  .filter((key) => !"[secret]".includes(key));

/** Every way in which a key may stand in a text. */
const disguises: Record<string, (key: string) => string> = {
  itself: (key) => key,
  json: (key) => JSON.stringify(key).slice(1, -1),
  "json in json": (key) => JSON.stringify(JSON.stringify(key)).slice(1, -1),
  "json with \\u": (key) => [...key].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
  "json with \\/": (key) => JSON.stringify(key).slice(1, -1).replaceAll("/", "\\/"),
  url: (key) => encodeURIComponent(key),
  "url, lower case": (key) => encodeURIComponent(key).replace(/%../g, (code) => code.toLowerCase()),
  "url twice": (key) => encodeURIComponent(encodeURIComponent(key)),
  "url, every byte": (key) => Buffer.from(key).toString("hex").replace(/../g, "%$&"),
  form: (key) => new URLSearchParams({ key }).toString().slice("key=".length),
  hex: (key) => Buffer.from(key).toString("hex"),
  HEX: (key) => Buffer.from(key).toString("hex").toUpperCase(),
  base64: (key) => Buffer.from(key).toString("base64"),
  base64url: (key) => Buffer.from(key).toString("base64url"),
  "base64 in a url": (key) => encodeURIComponent(Buffer.from(key).toString("base64")),
};

const pairs = fc.tuple(keys, keys).filter(([first, second]) => !first.includes(second) && !second.includes(first));

describe("redact, of a key with two parts", () => {
  it.each(Object.entries(disguises))("takes each part and both together out of any text: %s", (_, disguise) => {
    fc.assert(
      fc.property(fc.string(), pairs, fc.string(), (before, [first, second], after) => {
        const secret = new Secret(first, second);
        for (const shown of [first, second, `${first}:${second}`]) {
          const text = redact(`${before} ${disguise(shown)} ${after}`, secret);
          expect(text).toContain("[secret]");
          expect(text).not.toContain(disguise(shown));
          expect(text).not.toContain(disguise(second));
        }
      }),
      { seed },
    );
  });

  it("takes an echoed Basic header out whole, also one of the second part alone", () => {
    fc.assert(
      fc.property(pairs, ([first, second]) => {
        for (const user of [`${first}:${second}`, `:${second}`, `${second}:`, `${first}:`]) {
          const header = `Basic ${Buffer.from(user).toString("base64")}`;
          const redacted = redact(`${header}, they said`, new Secret(first, second));
          const rest = Buffer.from(redacted.replace(/^Basic |, they said$/g, ""), "base64").toString("latin1");
          expect(rest).not.toContain(first);
          expect(rest).not.toContain(second);
          expect(redacted).not.toContain(header);
        }
      }),
      { seed },
    );
  });

  it("leaves a second part alone that is too short for a secret, but not the two together", () => {
    const secret = new Secret("0123456789abcdef", "X");
    expect(redact("X and 0123456789abcdef:X", secret)).toBe("X and [secret]");
    expect(redact(`Basic ${Buffer.from("0123456789abcdef:X").toString("base64")}`, secret)).toBe("Basic [secret]");
  });
});

describe("redact", () => {
  it.each(Object.entries(disguises))("takes the key out of any text: %s", (_, disguise) => {
    fc.assert(
      fc.property(fc.string(), keys, fc.string(), (before, key, after) => {
        const text = redact(`${before} ${disguise(key)} ${after}`, new Secret(key));
        expect(text).toContain("[secret]");
        expect(text).not.toContain(disguise(key));
      }),
      { seed },
    );
  });

  // In JSON inside JSON the backslash that ends a key stands before the one of the quote that follows.
  it.each(["!!\\!!\\!\\", "!!!!\\!!\\", '!!!!"!!\\', "!!!!!!\\\\", "\\!#$%&'()*\\+,-./:;<=\\"])(
    "takes a key of signs with a backslash at its end out of JSON inside JSON: %s",
    (key) => {
      const text = disguises["json in json"]?.(key) ?? "";
      for (const secret of [new Secret(key), new Secret("!!!!!!!!", key)]) {
        expect(redact(text, secret)).toContain("[secret]");
        expect(redact(text, secret)).not.toContain(text.slice(2, -5));
      }
    },
  );

  it("takes the key out of base64 of a longer text, at every position", () => {
    const longKeys = keys.filter((key) => key.length >= 12);
    fc.assert(
      fc.property(fc.string({ maxLength: 4 }), longKeys, fc.string({ maxLength: 4 }), (before, key, after) => {
        const redacted = redact(Buffer.from(`${before}${key}${after}`).toString("base64"), new Secret(key));
        expect(redacted).toContain("[secret]");
        expect(Buffer.from(redacted, "base64").toString("latin1")).not.toContain(key);
      }),
      { seed },
    );
  });

  it("leaves every other text as it is", () => {
    const secret = new Secret("spa_sk_0123456789abcdef");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => redact(text, secret) === text),
      { seed },
    );
  });

  it("never throws, whatever the key", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (text, key) => {
        redact(text, new Secret(key));
      }),
      { seed },
    );
    expect(redact("as it is", new Secret(""))).toBe("as it is");
  });

  it("stays fast for a large text, also one that is made to be slow", () => {
    const secret = new Secret('\\\\\\\\"\\\\/aaaaaaaaaaaaaaaaaaaaaaaa!');
    const texts = ["\\".repeat(200_000), `%${"a".repeat(200_000)}`, '{"a":"b%\\n"}'.repeat(20_000)];
    const started = performance.now();
    for (const text of texts) redact(text, secret);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe("a credential", () => {
  const source = { kind: "environment", variables: ["SETPILOT_API_KEY"] };

  it.each([
    ["its key", { secret: new Secret("spa_sk_0123456789abcdef"), source }],
    ["either part of its key", { secret: new Secret("ck_0123456789", "cs_0123456789"), source }],
  ])("prints without %s", (_, printable) => {
    const printed = [
      JSON.stringify(printable),
      inspect(printable, { depth: 9, showHidden: true }),
      `${printable.secret}`,
    ];
    for (const text of printed) {
      expect(text).not.toContain("0123456789");
      expect(text).toContain("[secret]");
    }
  });
});
