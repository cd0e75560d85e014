import { describe, expect, it } from "vitest";
import { createPrivacy } from "../../src/privacy/mask-answer.ts";
import { KEY, masked, pseudonym } from "./masked.ts";

describe("in any text", () => {
  it.each([
    "ann.lee+shop@mail.example.co.uk",
    "änne@bücher.example",
    "ann%40lee.example",
    "+49 30 1234567",
    "+49 (0)30/123-4567",
    "+254712345678",
    "+1.212.555.0199",
    "0049 30 123456",
    "0712 345 678",
    "0171-1234567",
    "020 7946 0958",
    "(030) 1234567",
    "(212) 555-0199",
    "212-555-0199",
    "01 23 45 67 89",
    "DE89 3704 0044 0532 0130 00",
    "GB82WEST12345698765432",
    "https://www.linkedin.com/in/ann-lee-4711",
  ])("%s is found", (detail) => {
    const [alone, inside] = [masked({ note: detail }), masked({ note: `Ask at ${detail}, please, OK` })];
    expect(alone).toEqual({ note: expect.stringMatching(pseudonym()) });
    expect(inside).toEqual({ note: expect.stringMatching(/^Ask at [a-z]+_\w{10}, please, OK$/) });
  });

  it.each([
    "2026-05-12",
    "2026-05-12T09:30:00.000+01:00",
    "12.05.2026 09:30",
    "05/12/2026",
    "2026-05-12 09:30 - 2026-05-13 10:00",
    "0900-1700",
    "550e8400-e29b-41d4-a716-446655440000",
    "4006381333931",
    "0123456789012",
    "ORD-0800-123-456",
    "#0800-123-456",
    "1 234 567.89",
    "-12345678.90",
    "+12345678.90",
    "+20%",
    "978-3-16-148410-0",
    "lodash@4.17.21",
    "https://cdn.example/logo@2x.png",
    "2 @ 3.50",
    "@ann",
    "AB12 3456 7890 1234 5678",
    "Rooms 100 200 3000",
    "1.2.3",
    "300.1.2.3",
    "v1.2.3.4",
  ])("%s is left alone", (text) => {
    expect(masked({ note: text })).toEqual({ note: text });
    expect(masked({ note: `See ${text} there` })).toEqual({ note: `See ${text} there` });
  });

  it("an IP address is masked where it is all, unless it is a version", () => {
    expect(masked({ seen_from: "192.168.10.1", version: "1.2.3.4", text: "Runs 1.2.3.4" })).toEqual({
      seen_from: expect.stringMatching(pseudonym("ip")),
      version: "1.2.3.4",
      text: "Runs 1.2.3.4",
    });
  });

  it("codes may look like local phone numbers", () => {
    const codes = { sku: "0800 123 456", tracking: "212-555-0199", barcode: "012-345-6789" };
    expect(masked(codes)).toEqual(codes);
  });

  it("what people write may have a phone number without any separator, and codes that look like it stay", () => {
    const masking = masked({
      note: "Call 0712345678 or 02079460958",
      customer_message: "0712345678",
      alt_contact: "0712345678",
      order: "0712345678",
      title: "Cartridge 0712345678",
      notes: ["EAN 0123456789012, order 1234567890"],
    });
    expect(masking).toEqual({
      note: expect.stringMatching(/^Call phone_\w{10} or phone_\w{10}$/),
      customer_message: expect.stringMatching(pseudonym("phone")),
      alt_contact: expect.stringMatching(pseudonym("phone")),
      order: "0712345678",
      title: "Cartridge 0712345678",
      notes: ["EAN 0123456789012, order 1234567890"],
    });
  });

  it("an API's own words, which have no field's name, are read as what people write", () => {
    expect(createPrivacy(KEY).words("Phone 0712345678 or ann@lee.example is taken")).toMatch(
      /^Phone phone_\w{10} or email_\w{10} is taken$/,
    );
  });

  it("several details are masked, and the rest stays", () => {
    expect(masked(["b@x.example;B@X.example <+49 30 1234567> IBAN DE89 3704 0044 0532 0130 00 NOW"])).toEqual([
      expect.stringMatching(/^(email_\w{10});\1 <phone_\w{10}> IBAN account_\w{10} NOW$/),
    ]);
  });

  it.each(["a", "a@", "+1", "0800 ", "DE89 ", "@a.", "a.", "(030) ", "linkedin.com/in/", "[.+"])(
    "takes no longer than the text is long: %j",
    (piece) => {
      const started = performance.now();
      masked({ note: piece.repeat(100_000), [piece.repeat(50_000)]: 1 });
      expect(performance.now() - started).toBeLessThan(2000);
    },
  );
});
