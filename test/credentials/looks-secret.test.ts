import { describe, expect, it } from "vitest";
import {
  beginsAsKey,
  findLikelyKeys,
  findNamedKeys,
  hideKeys,
  hideLikelySecrets,
  hideLongWords,
  isKeyWithPrefix,
  splitWords,
} from "../../src/credentials/looks-secret.ts";
import type { Secret } from "../../src/credentials/secret.ts";

function textsOf(secrets: readonly Secret[]): string[] {
  return secrets.map((secret) => secret.reveal());
}

describe("what is hidden because it may be a key", () => {
  it.each([
    ["abcdefghijk1", "…", "abcdefghijk1", "abcdefghijk1"],
    ["abcdefghij1", "abcdefghij1", "abcdefghij1", "abcdefghij1"],
    ["abcdefghij0123456789", "…", "…", "…"],
    ["abcdefghijabcdefghijabc", "abcdefghijabcdefghijabc", "abcdefghijabcdefghijabc", "abcdefghijabcdefghijabc"],
    ["ABCDEFGHIJ_0123456789", "ABCDEFGHIJ_0123456789", "…", "…"],
    ["abcdefghij+012345678", "abcdefghij+012345678", "abcdefghij+012345678", "…"],
  ])("of %s: %s where a key belongs, %s in a message, %s in a configuration", (text, inKey, inMessage, inFile) => {
    expect([hideKeys(text), hideLongWords(text), hideLikelySecrets(text, false)]).toEqual([inKey, inMessage, inFile]);
  });

  it.each([
    ['"API_URL": "x"', '"API_URL": "…"'],
    ["authToken = 'x'", 'authToken = "…"'],
    ['"name": "x"', '"name": "x"'],
    ["https://me:pass@a.test/", "https://…@a.test/"],
  ])("of a configuration's line by its name, even where the line is ours: %s", (line, shown) => {
    expect(hideLikelySecrets(line, true)).toBe(shown);
    expect(hideLikelySecrets(line, false)).toBe(shown);
  });

  it("leaves long words of our own lines, which are paths", () => {
    expect(hideLikelySecrets("abcdefghij0123456789", true)).toBe("abcdefghij0123456789");
  });

  it.each([
    [["--api-key", "x1"], ["x1"]],
    [["--api-key", "--other"], []],
    [["--token=x1"], ["x1"]],
    [['{"password": "x1"}'], ["x1"]],
    [["--keyring", "kernel"], []],
    [["abcdefghij0123456789"], ["abcdefghij0123456789"]],
    [["/opt/abcdefghij0123456789/keyscope.cjs"], []],
    [["C:\\abcdefghij0123456789"], []],
    [["--key=x"], []],
  ])("among arguments: %j", (args, found) => {
    expect(textsOf(findLikelyKeys(args))).toEqual(found);
  });

  it("among variables by their names, unless it is too short", () => {
    const env = { A_KEY: "12345678", B_TOKEN: "1234567", secret_c: "abcdefgh", PATH: "/usr/bin:/bin" };
    expect(textsOf(findNamedKeys(env))).toEqual(["12345678", "abcdefgh"]);
  });
});

describe("what is refused or moved because it is a key", () => {
  it.each([
    ["spa_sk_1", "spa_sk_", true, false],
    ["spa_sk_123456", "spa_sk_", true, true],
    ["ck_0123456789ab", "ck_", true, true],
    ["ck_0123456789a", "ck_", false, false],
    ["ck_012345678_ab", "ck_", false, false],
    ["my_spa_sk_123456", "spa_sk_", false, false],
    ["spa123456789012", "spa", false, false],
    ["anything0123456789", "", false, false],
  ])("%s with the prefix %j: refused %s, moved %s", (word, prefix, isRefused, isMoved) => {
    expect([beginsAsKey(word, prefix), isKeyWithPrefix(word, prefix)]).toEqual([isRefused, isMoved]);
  });

  it("is looked for where a word begins, and keeps the dots of a placeholder", () => {
    expect(splitWords("--key=spa_sk_1 a/b search=ck_x... y***")).toEqual([
      "key",
      "spa_sk_1",
      "a",
      "b",
      "search",
      "ck_x...",
      "y***",
    ]);
  });
});
