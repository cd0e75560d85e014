import { describe, expect, it } from "vitest";
import { answerTo, envelope, META, present, readBack } from "../render/read-back.ts";

const firstLine = (text: string) => text.split("\n")[0];

describe("the envelope", () => {
  it("is told in the first line, and only data is shown as data", () => {
    const text = present(envelope({ total: 1 }));
    expect(firstLine(text)).toBe(
      "# Setpilot: store demo.example, currency EUR, timezone Europe/Prague, generated_at 2026-10-05T11:59:00Z",
    );
    expect(readBack(text)).toMatchObject({ document: { total: 1 }, own: { length: 2 } });
  });

  it("may hold scalars of any kind", () => {
    expect(answerTo('{"data":1,"meta":{"shop":12345678901234567890,"currency":null,"timezone":true}}').meta).toEqual({
      store: "12345678901234567890",
      currency: null,
      timezone: true,
    });
    expect(firstLine(present('{"data":1,"meta":{"shop":7,"currency":null}}'))).toBe(
      "# Setpilot: store 7, currency null",
    );
  });

  it.each<[string, unknown, string | undefined]>([
    ['{"data":[1],"meta":{}}', [1], undefined],
    ['{"data":[1]}', [1], "without meta"],
    ['{"data":null}', null, "without meta"],
    ['{"meta":{"shop":"x"}}', { meta: { shop: "x" } }, "without data:"],
    ['{"data":1,"meta":7}', { data: 1, meta: 7 }, "without meta"],
    ["[1,2]", [1, 2], "without data and meta"],
    ['"text"', "text", "without data and meta"],
    ["17", 17, "without data and meta"],
    ["null", null, "without data and meta"],
    ['{"data":1,"meta":{"shop":"x","plan":"pro"}}', { data: 1, meta: { shop: "x", plan: "pro" } }, undefined],
    ['{"data":1,"meta":{"shop":{"id":1}}}', { data: 1, meta: { shop: { id: 1 } } }, undefined],
    ['{"data":1,"meta":{},"page":2}', { data: 1, meta: {}, page: 2 }, undefined],
  ])("%s shows all that came", (body, document, note) => {
    const back = readBack(present(body));
    expect(back.document).toEqual(document);
    if (note === undefined) expect(back.own).toHaveLength(2);
    else expect(back.own[1]).toContain(note);
  });

  it("with a value too long for the first line is shown whole below it", () => {
    const meta = { ...META, shop: "s".repeat(300) };
    const text = present(envelope(1, meta));
    expect(firstLine(text)?.length).toBeLessThan(300);
    expect(readBack(text).document).toEqual({ data: 1, meta });
  });
});
