import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyText, bodyOf, documents } from "../answers/arbitraries.ts";
import { masked, maskedBody } from "./masked.ts";

const letters = fc.stringMatching(/^[a-z]{3,10}$/);
const email = fc.tuple(letters, letters).map(([user, host]) => `${user}.qq@${host}.example`);
const phone = fc
  .tuple(fc.constantFrom("+49", "+254 ", "+1 (212) ", "0049 "), fc.stringMatching(/^[1-9]\d{2} ?\d{5}$/))
  .map((parts) => parts.join(""));
const street = fc.tuple(letters, fc.integer({ min: 1, max: 99 })).map(([name, number]) => `${name}qq street ${number}`);

const named = fc.oneof(
  fc.tuple(fc.constantFrom("email", "e-mail", "customerEmail", "EMAIL_2", "x"), email),
  fc.tuple(fc.constantFrom("phone", "mobile", "Tel", "whats_app", "contactPhone2", "x"), phone),
  fc.tuple(fc.constantFrom("street", "address1", "AddressLine2", "billing_address", "street-address"), street),
);

/** A personal detail somewhere in a document, beside anything: the document and the detail. */
const planted = fc
  .tuple(
    named,
    fc.array(fc.tuple(fc.constantFrom("list", "object", "key", "row"), anyText, documents(anyText)), { maxLength: 5 }),
  )
  .map(([[name, detail], layers]) => {
    // As a key too where the name is not needed to tell it.
    const leaf: Record<string, unknown> = detail.includes("street")
      ? { [name]: detail }
      : { [name]: detail, [detail]: detail };
    return { detail, document: layers.reduce<unknown>(wrapped, leaf) };
  });

/** What a detail stands in. Names that say "business" would rightly keep a phone number: none comes up by chance. */
function wrapped(inner: unknown, [how, text, other]: readonly [string, string, unknown]): unknown {
  if (how === "list") return [other, inner, inner];
  if (how === "key") return { [text]: inner };
  if (how === "object") return { a: other, data: inner, text };
  return { customers: [inner, { name: text, other }] };
}

describe("masking", () => {
  it("lets no e-mail address, phone number or street survive, wherever it stands", () => {
    fc.assert(
      fc.property(planted, ({ document, detail }) => {
        expect(maskedBody(bodyOf(document)).body).not.toContain(detail);
      }),
      { numRuns: 500 },
    );
  });

  it("twice is masking once", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          planted.map(({ document }) => document),
          documents(anyText),
        ),
        (document) => {
          const once = maskedBody(bodyOf(document)).body;
          expect(maskedBody(once)).toMatchObject({ body: once, masked: 0 });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("keeps what analysis needs: ids, numbers, dates, money, places", () => {
    const kept = fc.record({
      id: fc.oneof(fc.integer(), fc.uuid(), fc.stringMatching(/^[A-Z]{2,4}-\d{3,8}$/)),
      customer_id: fc.oneof(fc.nat(), fc.uuid()),
      quantity: fc.integer(),
      total: fc
        .tuple(fc.nat(10_000_000), fc.nat(99))
        .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, "0")}`),
      price: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
      created_at: fc
        .date({ noInvalidDate: true, min: new Date("1990-01-01"), max: new Date("2090-01-01") })
        .map((date) => date.toISOString()),
      day: fc
        .date({ noInvalidDate: true, min: new Date("1990-01-01"), max: new Date("2090-01-01") })
        .map((date) => date.toISOString().slice(0, 10)),
      country: fc.constantFrom("KE", "Czechia", "GB"),
      city: fc.constantFrom("Nairobi", "Praha 1", "St. Ives"),
      product: fc.record({
        name: letters,
        sku: fc.stringMatching(/^\d{3}-\d{3}-\d{4}$/),
        barcode: fc.stringMatching(/^\d{13}$/),
      }),
    });
    fc.assert(
      fc.property(fc.array(kept), (rows) => {
        for (const document of [{ orders: rows }, { customers: rows }, { data: rows }]) {
          expect(masked(document)).toEqual(JSON.parse(JSON.stringify(document)));
        }
      }),
    );
  });

  it("changes texts, and no structure", () => {
    fc.assert(
      fc.property(documents(anyText), (document) => {
        const body = bodyOf(document);
        expect(shapeOf(JSON.parse(maskedBody(body).body))).toEqual(shapeOf(JSON.parse(body)));
      }),
      { numRuns: 300 },
    );
  });
});

/** A document without its texts and the names of its keys. */
function shapeOf(value: unknown): unknown {
  if (typeof value === "string") return "text";
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? value.map(shapeOf) : { of: Object.values(value).map(shapeOf) };
}
