import { describe, expect, it } from "vitest";
import { parseProfile } from "../../src/credentials/profile.ts";

describe("parseProfile", () => {
  it.each(["default", "shop-de", "shop_2.test", "1", "a".repeat(64)])("takes %j", (text) => {
    expect(parseProfile(text)).toEqual({ ok: true, profile: text });
  });

  it.each([
    ["", "empty"],
    ["a".repeat(65), "too-long"],
    ["Shop", "upper-case"],
    ["a:b", "characters"],
    ["../x", "characters"],
    [".x", "characters"],
    ["my shop", "characters"],
    ["bücher", "characters"],
    ["a\n", "characters"],
  ])("refuses %j: %s", (text, reason) => {
    expect(parseProfile(text)).toEqual({ ok: false, reason });
  });
});
