import { describe, expect, it } from "vitest";
import { readAnswer } from "../../src/answers/answer.ts";
import { atOnce } from "../../src/utils/turns.ts";

describe("bodies that are no answer", () => {
  it.each<[string, string | undefined, object]>([
    ["", undefined, { kind: "empty" }],
    [" \r\n\t", "application/json", { kind: "empty" }],
    ["\ufeff", undefined, { kind: "empty" }],
    [
      "<!DOCTYPE html><html><head><title> 502\n Bad\u202e Gateway </title>",
      undefined,
      { kind: "html", title: "502 Bad Gateway" },
    ],
    ["<HTML><body>no title", undefined, { kind: "html" }],
    [`<html><title>${"x".repeat(500)}</title>`, undefined, { kind: "html", title: "x".repeat(100) }],
    ["<center>nginx</center>", "text/html; charset=utf-8", { kind: "html" }],
    ['<?xml version="1.0"?><a/>', "application/xml", { kind: "not-json" }],
    ['{"data":{"rows":[1,2', "application/json", { kind: "cut-off" }],
    ['{"data":"half a str', "application/json", { kind: "cut-off" }],
    ['{"data":"\\"', "application/json", { kind: "cut-off" }],
    ['{"data":"\\\\",', "application/json", { kind: "cut-off" }],
    ['{"data":1}}', undefined, { kind: "not-json" }],
    ["[1,2}", undefined, { kind: "not-json" }],
    ["Service unavailable", "text/plain", { kind: "not-json" }],
    ["{'data':1}", undefined, { kind: "not-json" }],
    ["[".repeat(100_000), undefined, { kind: "too-deep" }],
    ["[".repeat(100_000) + "]".repeat(100_000), undefined, { kind: "too-deep" }],
    ['{"a":'.repeat(100_000) + 1 + "}".repeat(100_000), undefined, { kind: "too-deep" }],
    [`{"a":1,"a":2,"b":${"[".repeat(2000)}${"]".repeat(2000)}}`, undefined, { kind: "too-deep" }],
  ])("%.40s", (body, contentType, failure) => {
    expect(atOnce(readAnswer(body, contentType, undefined))).toEqual({ ok: false, failure });
  });

  it.each(["text/html", "text/plain", undefined])("JSON sent as %s is an answer all the same", (contentType) => {
    expect(atOnce(readAnswer('\ufeff {"data":[]}', contentType, undefined))).toMatchObject({
      ok: true,
      answer: { document: { data: [] } },
    });
  });
});
