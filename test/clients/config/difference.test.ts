import { describe, expect, it } from "vitest";
import { difference } from "../../../src/clients/config/difference.ts";

function shown(before: string, after: string): string {
  return difference(before, after)
    .map(({ kind, text }) => `${kind} ${text}`)
    .join("\n");
}

describe("a difference", () => {
  it("hides what may be a secret in lines that were there", () => {
    const lines = [
      '"env": { "GITHUB_TOKEN": "ghp_abc", "X_Y": "with \\" quote" },',
      '"headers": { "Authorization": "Bearer abc" },',
      '"args": ["--key", "abcdefghij0123456789"],',
      'api_key = "abc" # toml',
      "token = 'abc'",
      '"url": "https://jo:abc@host/x",',
    ];
    const text = lines.map((line) => shown(`${line}\n`, `${line}\nnew\n`)).join("\n");
    expect(text).not.toMatch(/abc|quote/);
    expect(text).toContain('"GITHUB_TOKEN": "…", "X_Y": "…"');
    expect(text).toContain("https://…@host/x");
  });

  it("hides it also in an old line that only got a comma", () => {
    expect(
      shown('{\n  "a": ["abcdefghij0123456789"]\n}', '{\n  "a": ["abcdefghij0123456789"],\n  "b": 1\n}'),
    ).not.toContain("abcdefghij");
  });

  it("shows our own paths", () => {
    const text = shown("a: b\n", '"/tmp/abcdefghij0123456789/keyscope.cjs"\n');
    expect(text).toBe('hunk @@ line 1 @@\nremoved a: b\nadded "/tmp/abcdefghij0123456789/keyscope.cjs"');
  });

  it("of a file on one long line shows the change only", () => {
    const rest = `"z":"${"x".repeat(400)}","k":"hush"`;
    expect(shown(`{${rest}}`, `{${rest},"new":1}`)).toBe('hunk @@ character 419 @@\nadded ,"new":1');
  });
});
