import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setora } from "../../src/connectors/catalog/setora.ts";
import { readErrorBody } from "../../src/requests/error-body.ts";

/** The words of an API of which nothing is known. */
function apiWords(body: string): string | undefined {
  return readErrorBody({ body, headers: {} }, {})?.words;
}

/** What Setora says, whose documents name the places. */
function setoraSaid(body: unknown, headers = {}) {
  return readErrorBody({ body: JSON.stringify(body), headers }, setora);
}

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

  it("reads none that is too long to be one, and survives one nested a million deep", () => {
    expect(apiWords(JSON.stringify({ message: "x".repeat(190_000) }))).toHaveLength(300);
    expect(apiWords(JSON.stringify({ message: "x".repeat(200_000) }))).toBeUndefined();
    expect(apiWords(`${"[".repeat(50_000)}${"]".repeat(50_000)}`)).toBeUndefined();
    expect(apiWords(`${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`)).toBeUndefined();
  });
});

describe("what an API says at the places that its connector names", () => {
  it("is the message, its name for programs, and the parameter", () => {
    const error = { code: "invalid_request", message: "No such day.", param: "date" };
    expect(setoraSaid({ error })).toEqual({ words: "No such day.", code: "invalid_request", parameter: "date" });
  });

  it("is looked for at the usual places where nothing stands there", () => {
    expect(setoraSaid({ detail: "No such day." })).toEqual({ words: "No such day." });
    expect(setoraSaid({ error: { message: ["No such day.", "Nor hour."] } })).toEqual({ words: "No such day." });
  });

  it("is cleaned, and a name is at most 100 characters of one line", () => {
    const { code } = setoraSaid({ error: { code: `a\u202e\n${"x".repeat(200)}` } }) ?? {};
    expect(code).toBe(`a ${"x".repeat(95)}...`);
    expect(setoraSaid({ error: { code: { deep: 1 }, param: true } })).toBeUndefined();
  });

  it("has the id of the request, if it can be one", () => {
    expect(setoraSaid({}, { "x-request-id": "req_1:a.b-C" })).toEqual({ requestId: "req_1:a.b-C" });
    for (const id of ["", "two words", "<b>", "x".repeat(101), "a\u202e b"]) {
      expect(setoraSaid({}, { "x-request-id": id })).toBeUndefined();
    }
    expect(readErrorBody({ body: "", headers: { "x-request-id": "req_1" } }, {})).toBeUndefined();
  });

  it("holds no secret that a cleaner takes out, not even half of one", () => {
    const clean = (text: string) => text.replaceAll("key_123", "[secret]");
    const body = JSON.stringify({ error: { message: `${"x".repeat(294)}key_123`, code: "key_123", param: "key_123" } });
    const said = readErrorBody({ body, headers: { "x-request-id": "key_123" } }, setora, clean);
    expect(said).toEqual({ words: `${"x".repeat(294)}[se...`.slice(0, 300), code: "[secret]", parameter: "[secret]" });
  });
});
