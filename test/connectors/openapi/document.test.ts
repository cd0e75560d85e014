import { describe, expect, it } from "vitest";
import { parseDocument } from "../../../src/connectors/openapi/index.ts";

describe("parseDocument", () => {
  it("reads JSON and YAML, and tells OpenAPI documents from definitions", async () => {
    expect(await parseDocument('{"openapi": "3.1.0"}')).toEqual({
      ok: true,
      document: { openapi: "3.1.0" },
      isOpenApi: true,
    });
    expect(await parseDocument("swagger: '2.0'")).toMatchObject({ ok: true, isOpenApi: true });
    expect(await parseDocument("\uFEFFid: shop\n")).toEqual({ ok: true, document: { id: "shop" }, isOpenApi: false });
    expect(await parseDocument("")).toMatchObject({ ok: false });
  });

  it.each([
    ['{\n  "id": "shop"\n  "title": "Shop"\n}', /at 3:3\b/],
    ["a: 1\nb: [1, 2\nc: 3\n", /at [23]:\d+/],
    ["a: 1\na: 2\n", /at 2:1/],
    ["<!doctype html><title>Sign in</title>", /web page/],
  ])("says where %j is wrong and what to do", async (text, failure) => {
    expect(await parseDocument(text)).toMatchObject({ ok: false, failure: expect.stringMatching(failure) });
  });

  it("makes no objects of YAML's tags, and lets no key change what objects are", async () => {
    expect(await parseDocument("a: !!js/function 'x'")).toMatchObject({ ok: false });
    const parsed = await parseDocument("__proto__: { openapi: 3.0.0 }");
    expect(parsed).toMatchObject({ ok: true, isOpenApi: false });
  });

  it("does not let aliases grow a small document into a large one", async () => {
    const levels = Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]`);
    const parsed = await parseDocument(`a0: &a0 [x]\n${levels.join("\n")}`);
    expect(parsed).toMatchObject({ ok: true });
  });
});
