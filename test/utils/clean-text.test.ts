import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beginning, cleanText, isDirty, quoted } from "../../src/utils/clean-text.ts";
import { anyText } from "../answers/arbitraries.ts";

describe("cleanText", () => {
  it.each([
    ["controls", "a\u0000b\u0007c\u001bd\u007fe\u009bf", "abcdef"],
    ["tabs and new lines stay", "a\tb\nc", "a\tb\nc"],
    ["Windows line ends", "a\r\nb", "a\nb"],
    ["other line ends", "a\u2028b\u2029c\u0085d", "a\nb\nc\nd"],
    ["bidirectional", "\u202eabc\u202c\u2066d\u2069\u200e\u200f\u061c", "abcd"],
    ["zero width", "a\u200bb\u200cc\u200dd\u2060e\ufefff", "abcdef"],
    ["tags", "a\u{e0001}\u{e0041}\u{e007f}b", "ab"],
    ["half characters", "a\ud800b\udc00", "a\ufffdb\ufffd"],
    [
      "soft hyphen, no-break space, emoji, letters of any script stay",
      "a\u00adb\u00a0 😀 é ʻ 日本 עב",
      "a\u00adb\u00a0 😀 é ʻ 日本 עב",
    ],
  ])("%s", (_, text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned);
    expect(isDirty(text)).toBe(text !== cleaned);
  });

  it("leaves nothing to clean and loses nothing else", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const cleaned = cleanText(text);
        expect(isDirty(cleaned)).toBe(false);
        expect(cleaned).not.toMatch(/[\p{Cs}\u2028\u2029\u202e\u200b]/u);
        if (/^[\x20-\x7e\n\t]*$/.test(text)) expect(cleaned).toBe(text);
      }),
    );
  });

  it("knows every character that is dirty, and no other", () => {
    const dirty =
      /[^\P{Cc}\t\n]|[\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/u;
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const char = String.fromCodePoint(code);
      if (isDirty(`a${char}b`) !== dirty.test(char)) expect.fail(`U+${code.toString(16)}`);
    }
  });
});

describe("texts inside Keyscope's own lines", () => {
  it("are bare when one word and quoted on one line otherwise", () => {
    expect(quoted("demo.myshopify.com")).toBe("demo.myshopify.com");
    expect(quoted("2026-10-05T11:59:00+02:00")).toBe("2026-10-05T11:59:00+02:00");
    expect(quoted("a, b\n# c\u2028d")).toBe('"a, b\\n# c\\nd"');
    expect(quoted("null")).toBe('"null"');
    expect(quoted("17")).toBe('"17"');
    expect(quoted("x".repeat(500))).toBe(`"${"x".repeat(160)}…"`);
  });

  it("are never cut inside a character", () => {
    expect(beginning("a😀b", 2)).toBe("a");
    expect(beginning("a😀b", 3)).toBe("a😀");
  });
});
