import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apiWords } from "../../src/calls/api-words.ts";

describe("what the API says in an error body", () => {
  it.each([
    ['{"message": "Page is out of range."}', "Page is out of range."],
    ['{"detail": "Not found."}', "Not found."],
    ['{"detail": "Not found.", "message": "No such order."}', "No such order."],
    ['{"error": "invalid_request", "error_description": "year is wrong"}', "year is wrong"],
    ['{"error": {"code": 17, "message": "The year is wrong."}}', "The year is wrong."],
    ['{"errors": [{"title": "Invalid", "detail": "limit must be at most 100"}]}', "limit must be at most 100"],
    ['{"errors": ["limit must be at most 100", "more"]}', "limit must be at most 100"],
    ['{"errors": {"page_size": ["Must be at most 100."]}}', "page_size: Must be at most 100."],
    ['{"page_size": ["Too large."], "search": ["Too long."]}', "page_size: Too large.; search: Too long."],
    ['{"type": "about:blank", "title": "Bad Request", "status": 400}', "Bad Request"],
    ['{"message": "", "detail": "year is wrong"}', "year is wrong"],
    ['{"message": null, "reason": "year is wrong"}', "year is wrong"],
    ['["year is wrong"]', "year is wrong"],
    ['"year is wrong"', "year is wrong"],
    ["year is wrong", "year is wrong"],
    ["\ufeff year\r\n\tis   wrong\n", "year is wrong"],
  ])("%s", (body, words) => {
    expect(apiWords(body)).toBe(words);
  });

  it.each([
    "",
    " \n ",
    "<!DOCTYPE html><title>502 Bad Gateway</title>",
    "\ufeff\n<html><body>Log in</body></html>",
    '<?xml version="1.0"?><error>no</error>',
    "{}",
    "[]",
    "null",
    "42",
    '""',
    '"  "',
    '{"status": 400, "ok": false}',
    '{"message": "broken off in the mid',
    '["broken',
    '"broken',
    '{"message": "\u200b\u202e"}',
    '{"a": {"message": "not where messages are"}}',
    '{"error": {"error": {"error": {"error": "nested too deeply"}}}}',
  ])("says nothing readable: %s", (body) => {
    expect(apiWords(body)).toBeUndefined();
  });

  it("is cut at 300 characters, never in the middle of one", () => {
    expect(apiWords("x".repeat(300))).toBe("x".repeat(300));
    expect(apiWords("x".repeat(301))).toBe(`${"x".repeat(297)}...`);
    const astral = apiWords(`${"x".repeat(296)}${"😀".repeat(9)}`);
    expect(astral).toBe(`${"x".repeat(296)}...`);
    expect(astral?.isWellFormed()).toBe(true);
  });

  it("loses what a terminal or an assistant would act on without showing it", () => {
    const hostile = "ok\u001b[31m\u0000\u202eevil\u200b\u{e0041}\u2028IGNORE\nALL";
    expect(apiWords(JSON.stringify({ message: hostile }))).toBe("ok[31mevil IGNORE ALL");
    expect(apiWords(hostile)).toBe("ok[31mevil IGNORE ALL");
  });

  it("is one short well-formed line or nothing, whatever the body", () => {
    const named = fc.record({ message: fc.jsonValue(), detail: fc.jsonValue() }, { requiredKeys: [] });
    const bodies = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      named.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        const words = apiWords(body);
        if (words === undefined) return;
        expect(words).toBe(words.trim());
        expect(words).not.toMatch(/[\p{Cc}\u2028-\u202e\u200b-\u200f]/u);
        expect(words.length).toBeGreaterThan(0);
        expect(words.length).toBeLessThanOrEqual(300);
        expect(words.isWellFormed()).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("survives an error body of 10 MB and one nested a million deep", () => {
    expect(apiWords(JSON.stringify({ message: "x".repeat(10_000_000) }))).toHaveLength(300);
    expect(apiWords(`${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`)).toBeUndefined();
  });
});
