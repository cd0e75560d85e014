// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders as people leave them
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findKeyTextFailure, readKeyPair, readKeyText } from "../../src/credentials/key-text.ts";

const VARIABLE = "SETPILOT_API_KEY";

function keyOf(text: string): string | undefined {
  const found = readKeyText(text, VARIABLE);
  return found.kind === "key" ? found.secret.reveal() : undefined;
}

describe("readKeyText", () => {
  it.each([
    "spa_sk_abc123",
    "  spa_sk_abc123\r\n",
    '"spa_sk_abc123"',
    "'spa_sk_abc123'",
    "“spa_sk_abc123”",
    "Bearer spa_sk_abc123",
    "bearer\tspa_sk_abc123",
    '"Bearer  spa_sk_abc123" ',
    "Authorization: Bearer spa_sk_abc123",
    "\ufeffspa_sk_abc123\u200b",
    "X-API-Key: spa_sk_abc123",
    '"x-api-key:spa_sk_abc123"',
    "SETPILOT_API_KEY=spa_sk_abc123",
    'export SETPILOT_API_KEY="spa_sk_abc123"',
    "'SETPILOT_API_KEY=spa_sk_abc123'",
    "SETPILOT_API_KEY='spa_sk_abc123';",
    "SETPILOT_API_KEY = spa_sk_abc123",
    "set SETPILOT_API_KEY=spa_sk_abc123",
    '$env:SETPILOT_API_KEY = "spa_sk_abc123"',
    '  "SETPILOT_API_KEY": "spa_sk_abc123",',
    "ACCESS_TOKEN: spa_sk_abc123",
    '"spa_sk_abc123",',
  ])("takes off what surrounds a pasted key: %j", (text) => {
    expect(keyOf(text)).toBe("spa_sk_abc123");
  });

  it.each(["", "   ", "\n", '""', "Bearer ", "\u200b", "SETPILOT_API_KEY=", 'export SETPILOT_API_KEY=""'])(
    "counts as absent: %j",
    (text) => {
      expect(readKeyText(text, VARIABLE)).toEqual({ kind: "absent" });
    },
  );

  it.each([
    "${SETPILOT_API_KEY}",
    "${SETPILOT_API_KEY:-}",
    "$SETPILOT_API_KEY",
    "$X",
    "${env:X}",
    "$env:X",
    "${input:setpilot-key}",
    "${user_config.api_key}",
    "Bearer ${SETPILOT_API_KEY}",
    "$(pass setpilot)",
    "%SETPILOT_API_KEY%",
    "{env:X}",
    "{{setpilot_key}}",
    "YOUR_API_KEY",
    "your-api-key-here",
    "<your key>",
    "<API_KEY>",
    "[your key]",
    "spa_sk_your_key_here",
    "spa_sk_...",
    "spa_sk_xxxxxxxx",
    "xxxx",
    "****",
    "changeme",
    "REPLACE_ME",
    "undefined",
    "op://Private/Setpilot/key",
    "SETPILOT_API_KEY=${SETPILOT_API_KEY}",
    "export SETPILOT_API_KEY=your-key-here",
    VARIABLE,
  ])("knows a placeholder: %j", (text) => {
    expect(readKeyText(text, VARIABLE).kind).toBe("placeholder");
  });

  it.each([
    "spa_sk_your1",
    "spa_sk_A1b2",
    "sk-live-51xxxxQ",
    "a$b",
    "bearertoken1",
    "abc{1}",
    "x",
    "YourselfKeyABC",
    "a+b/c==",
    "api_key=1",
  ])("lets a key through that only looks a little like one: %j", (text) => {
    expect(keyOf(text)).toBe(text);
  });

  it("shows a placeholder on one line and not in full length", () => {
    const found = readKeyText(`<a\u0007${"b".repeat(300)}>`);
    expect(found).toEqual({ kind: "placeholder", text: `<a ${"b".repeat(77)}…` });
  });

  it.each([
    ["spa_sk_a spa_sk_b", "white-space"],
    ["spa_sk_a\nspa_sk_b", "white-space"],
    ["spa_sk_\u0000a", "control-character"],
    ["spa_sk_\u001ba", "control-character"],
    ["spa_sk_ключ", "not-ascii"],
    ["spa_sk_é1", "not-ascii"],
    ["spa_sk_a\u200bb", "not-ascii"],
    ["1".repeat(5000), "too-long"],
  ])("names what cannot go into a header: %j", (text, reason) => {
    expect(readKeyText(text)).toEqual({ kind: "unusable", reason });
  });

  it("never throws, and every key it lets through goes into a header and reads as itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const key = keyOf(text);
        if (key === undefined) return;
        expect(findKeyTextFailure(key)).toBeUndefined();
        expect(new Headers({ authorization: `Bearer ${key}` }).get("authorization")).toBe(`Bearer ${key}`);
        expect(keyOf(key)).toBe(key);
      }),
    );
  });
});

describe("a placeholder that has a key in or beside it", () => {
  const key = "spa_sk_4f9a8b7c6d5e4f3a2b1c";

  it.each([`<${key}>`, `[${key}]`])("brackets around a key came along by mistake", (text) => {
    const read = readKeyText(text);
    expect(read.kind === "key" && read.secret.reveal()).toBe(key);
  });

  it.each([`{"key":"${key}"}`, `${key}...`, `$(echo ${key})`, `\${X} ${key}`, `<your key> ${key}`])(
    "never shows the key of %j",
    (text) => {
      expect(JSON.stringify(readKeyText(text))).not.toContain("4f9a8b7c");
    },
  );

  it("still names the variable that was not replaced", () => {
    const text = "${SETPILOT_API_KEY_2026}";
    expect(readKeyText(text)).toEqual({ kind: "placeholder", text });
  });
});

describe("readKeyPair", () => {
  const halves = (text: string) =>
    readKeyPair(text)?.map((read) => (read.kind === "key" ? read.secret.reveal() : read.kind));

  it.each([
    ["ck_1:cs_2", ["ck_1", "cs_2"]],
    [' "ck_1:cs_2"\n', ["ck_1", "cs_2"]],
    ["ck_1:a:b", ["ck_1", "a:b"]],
    ["ck_1:YOUR_SECRET", ["ck_1", "placeholder"]],
    ["ck_1: cs 2", ["ck_1", "unusable"]],
  ])("takes %j apart at the first colon", (text, parts) => {
    expect(halves(text)).toEqual(parts);
  });

  it.each(["ck_1", "ck_1:", ":cs_2", "", "op://Private/e-biz/key", "${env:KEY}"])("leaves %j alone", (text) => {
    expect(readKeyPair(text)).toBeUndefined();
  });
});
