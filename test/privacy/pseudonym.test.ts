import { describe, expect, it } from "vitest";
import { KEY, masked, maskedBody } from "./masked.ts";

const maskedValue = (name: string, value: string, key = KEY) => Object(masked({ [name]: value }, { key }))[name];

describe("a pseudonym", () => {
  it.each([
    [
      "email",
      [
        "ann@lee.example",
        "Ann@Lee.EXAMPLE",
        " ann@lee.example ",
        "mailto:ann@lee.example",
        "Ann Lee <ann@lee.example>",
      ],
    ],
    ["phone", ["+49 30 1234567", "0049301234567", "+49 (0)30 / 123-45-67", "4930 1234567"]],
    ["full_name", ["Ann Lee", "ANN  LEE", " ann lee"]],
    ["street", ["Dean St. 1", "dean st 1"]],
    ["linkedin_url", ["https://www.linkedin.com/in/ann", "linkedin.com/in/ann/", "http://de.linkedin.com/in/ann?x=1"]],
    ["iban", ["DE89 3704 0044 0532 0130 00", "de89370400440532013000"]],
  ])("of %s is the same for all spellings", (name, spellings) => {
    expect(new Set(spellings.map((spelling) => maskedValue(name, spelling))).size).toBe(1);
  });

  it("is the same wherever the detail stands: in another field, in a text, in a key", () => {
    const document = {
      a: { email: "ann@lee.example" },
      b: { user_name: "ANN@lee.example" },
      c: "ann@lee.example",
      d: { "Ann@lee.example": 1 },
    };
    const found = JSON.stringify(masked(document)).match(/email_\w{10}/g);
    expect(found).toHaveLength(4);
    expect(new Set(found).size).toBe(1);
  });

  it("is another for another person, another kind and another key", () => {
    const all = [
      maskedValue("email", "ann@lee.example"),
      maskedValue("email", "bob@lee.example"),
      maskedValue("first_name", "12345"),
      maskedValue("phone", "12345"),
      maskedValue("email", "ann@lee.example", new Uint8Array(32).fill(8)),
    ].map((text) => String(text).split("_")[1]);
    expect(new Set(all).size).toBe(5);
  });

  it("that two keys of an object share is numbered", () => {
    const { body, traits } = maskedBody(
      '{"customers":{"ann@lee.example":{"name":"Ann"},"ANN@lee.example":{"name":"Bob"}}}',
    );
    expect(body).toMatch(
      /^{"customers":{"(email_\w{10})":{"name":"person_\w{10}"},"\1 \(2\)":{"name":"person_\w{10}"}}}$/,
    );
    expect(traits.numberedKeys).toBe(true);
  });

  it("is counted, and a document without any says so by zero", () => {
    expect(maskedBody('{"email":"ann@lee.example","phone":"","ann@lee.example":1,"total":5}').masked).toBe(2);
    expect(maskedBody('{"name":"Mug","total":5}').masked).toBe(0);
  });

  it("leaves numbers as exact as they came", () => {
    const body = '{"customer":{"id":12345678901234567890,"total":0.1234567890123456789,"phone":12345678901234567890}}';
    expect(maskedBody(body).body).toMatch(
      /^{"customer":{"id":12345678901234567890,"total":0.1234567890123456789,"phone":"phone_\w{10}"}}$/,
    );
  });
});
