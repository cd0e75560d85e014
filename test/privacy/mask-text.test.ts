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
    "DE89.3704.0044.0532.0130.00",
    "de89 3704 0044 0532 0130 00",
    "ES91-2100-0418-4502-0005-1332",
    "4111 1111 1111 1111",
    "5500005555555559",
    "3714-496353-98431",
    "https://www.linkedin.com/in/ann-lee-4711",
    "612 345 678",
    "612345678",
    "612-34-56-78",
    "(+34) 612 345 678",
    "347 1234567",
    "06-12345678",
    "(12) 421 23 45",
    "600.100.200",
    "777 123 456",
    "0034612345678",
    "1-800-555-1234",
  ])("%s is found", (detail) => {
    const [alone, inside] = [masked({ note: detail }), masked({ note: `Ask at ${detail}, please, OK` })];
    expect(alone).toEqual({ note: expect.stringMatching(pseudonym()) });
    expect(inside).toEqual({ note: expect.stringMatching(/^Ask at \(?[a-z]+_\w{10}, please, OK$/) });
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
    "52.5200080 13.4049540",
    "0.12345678",
    "1.234.567,89 EUR",
    "1 249,00 zł",
    "612 345 678 Kč",
    "€ 612 345 678",
    "100 x 200 x 300",
    "2026-00123",
    "FV/2026/05/123",
    "1778000000",
    "6123 4567 8901 2345 6789",
    "00340434161094042557",
    "4111 1111 1111 1112",
    "de12 gute Tage im Mai und 4 im Juni",
    "order 612345678",
    "Bestellung Nr. 512345678",
    "nr zamówienia 600123456",
    "číslo objednávky 777123456",
    "numero ordine 3331234567",
    "EAN 8412345678905",
    "tracking 4111111111111111",
    "IMEI 356938035643809",
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

  it.each([
    ["Llamadme al 612345678 si hay problema", "612345678"],
    ["Si no, 666 77 88 99 / 677889900", "677889900"],
    ["Order 512345678 was late, call 612 345 678", "612 345 678"],
    ["tel.600 100 200", "600 100 200"],
    ["whatsapp 254722000111", "254722000111"],
    ["Kundentelefon: 4711 815", "4711 815"],
  ])("the words before a number tell that it is a phone's: %s", (note, phone) => {
    expect(masked({ note })).toEqual({ note: expect.not.stringContaining(phone) });
  });

  it("the country beside it tells whose numbers are phone numbers", () => {
    const note = "Eller 91234567";
    expect(masked({ country_code: "NO", note })).toEqual({
      country_code: "NO",
      note: expect.stringMatching(/^Eller phone_\w{10}$/),
    });
    expect(masked({ country_code: "DE", note })).toEqual({ country_code: "DE", note });
  });

  it("several details are masked, and the rest stays", () => {
    expect(masked(["b@x.example;B@X.example <+49 30 1234567> IBAN DE89 3704 0044 0532 0130 00 NOW"])).toEqual([
      expect.stringMatching(/^(email_\w{10});\1 <phone_\w{10}> IBAN account_\w{10} NOW$/),
    ]);
  });

  it.each([
    "a",
    "a@",
    "+1",
    "0800 ",
    "DE89 ",
    "@a.",
    "a.",
    "(030) ",
    "linkedin.com/in/",
    "[.+",
    "612 345 678 ",
    "tel 4111 ",
    "1.",
    "{",
    "[1,",
    "é1 ",
  ])("takes no longer than the text is long: %j", (piece) => {
    const started = performance.now();
    masked({ note: piece.repeat(100_000), [piece.repeat(50_000)]: 1 });
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
