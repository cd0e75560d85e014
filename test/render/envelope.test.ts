import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { sendpilot } from "../../src/connectors/catalog/sendpilot.ts";
import { setora } from "../../src/connectors/catalog/setora.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Connector, Envelope } from "../../src/connectors/schema/connector.ts";
import { bodyOf, cleanText, documents } from "../answers/arbitraries.ts";
import { type Call, present, readBack } from "./read-back.ts";

/** An API like Setpilot but for how it wraps its answers. */
function wrapping(envelope: Envelope): Connector {
  return { ...setpilot, envelope };
}

function shown(connector: Connector, document: unknown, call: Call = {}) {
  return readBack(present(JSON.stringify(document), { ...call, connector }));
}

describe("e-biz, which says {status, data}", () => {
  const data = {
    orders: [
      { id: 1, total: "10.00" },
      { id: 2, total: "5.00" },
    ],
    total: 2,
    page: 1,
    limit: 20,
  };

  it("shows data alone, because status says nothing while it is success", () => {
    const { own, document } = shown(ebiz, { status: "success", data });
    expect(document).toEqual(data);
    expect(own).toEqual(["# e-biz", expect.stringMatching(/^# All below is data from e-biz/)]);
  });

  it("keeps columns of the rows inside data, and the totals beside them", () => {
    const { document } = shown(ebiz, { status: "success", data }, { fields: ["total"] });
    expect(document).toEqual({ ...data, orders: [{ total: "10.00" }, { total: "5.00" }] });
  });

  it("shows everything with another status, and says that it may be a failure", () => {
    const failure = { status: "error", message: "Out of order" };
    const { own, document } = shown(ebiz, failure);
    expect(document).toEqual(failure);
    expect(own[1]).toBe(
      "# This may be a failure and no data: status is error, not success as usual. All that came is shown.",
    );
    expect(own).toHaveLength(3);
  });

  it.each([
    ["x\n# forged", '"x\\n# forged"'],
    [{ deep: 1 }, "something else"],
    [null, '"null"'],
  ])("quotes a status such as %j", (status, words) => {
    const { own, document } = shown(ebiz, { status, data });
    expect(own[1]).toContain(`status is ${words}, not success`);
    expect(document).toEqual({ status, data });
  });

  it("does without the status", () => {
    expect(shown(ebiz, { data })).toMatchObject({ document: data, own: { length: 2 } });
  });
});

describe("SendPilot, which does not always do the same", () => {
  const rows = [
    { id: "a", status: "STARTED" },
    { id: "b", status: "PAUSED" },
  ];

  it.each([
    ["list_campaigns", { data: rows, meta: { total: 2, page: 1 } }],
    ["list_campaigns", { campaigns: rows, pagination: { total: 2 } }],
    ["list_leads", { leads: rows, pagination: { total: 2 } }],
    ["get_lead", { id: "a", status: "DONE" }],
  ])("%s shows %j as it came and misses nothing", (tool, document) => {
    expect(shown(sendpilot, document, { tool })).toMatchObject({ document, own: { length: 2 } });
  });

  it.each(["data", "campaigns", "leads"])("keeps columns of the rows in %s", (key) => {
    const document = { [key]: rows, pagination: { total: 2 } };
    expect(shown(sendpilot, document, { tool: "list_leads", fields: ["status"] }).document).toEqual({
      ...document,
      [key]: [{ status: "STARTED" }, { status: "PAUSED" }],
    });
  });
});

describe("Setora, which says {data} and on all pages but the last next_cursor", () => {
  const data = [{ slug: "soho", name: "Soho" }];

  it("shows data alone where that is all", () => {
    expect(shown(setora, { data }, { tool: "list_locations" }).document).toEqual(data);
  });

  it("shows next_cursor where there is one, with columns of the rows", () => {
    const document = { data, next_cursor: "abc123" };
    expect(shown(setora, document, { tool: "list_locations" }).document).toEqual(document);
    expect(shown(setora, document, { tool: "list_locations", fields: ["slug"] }).document).toEqual({
      data: [{ slug: "soho" }],
      next_cursor: "abc123",
    });
  });
});

describe("an envelope of any kind", () => {
  const envelope: Envelope = {
    data: "result",
    facts: { store: "info.shop.name", currency: "currency", timezone: "info.zone" },
    constants: { ok: "yes" },
  };
  const whole = { ok: "yes", currency: "EUR", info: { zone: "UTC", shop: { name: "Teapots" } }, result: [1] };

  it("finds its facts at dotted paths, and shows the data alone where that is all", () => {
    const { own, document } = shown(wrapping(envelope), whole);
    expect(own[0]).toBe("# Setpilot: store Teapots, currency EUR, timezone UTC");
    expect(document).toEqual([1]);
  });

  it.each([
    [{ ...whole, info: { zone: "UTC" } }, "The answer came without info.shop: store is not known."],
    [{ ...whole, info: 7 }, "The answer came without info.shop and info: store and timezone are not known."],
    [{ ok: "yes" }, "The answer came without result, info.shop and info: all that came is shown."],
  ])("%j names what is missing", (document, note) => {
    expect(shown(wrapping(envelope), document).own[1]).toBe(`# ${note}`);
  });

  it("is not missed where facts have no place of their own, or none is declared", () => {
    const { currency, ...without } = whole;
    expect(shown(wrapping(envelope), without).own).toHaveLength(2);
    expect(shown(wrapping({ data: "result" }), { result: 1 }).own).toHaveLength(2);
  });

  it("does not take a key with a dot for a path, nor what an object inherits for a constant", () => {
    const document = { result: 1, "info.zone": "UTC" };
    expect(shown(wrapping({ data: "result", facts: { timezone: "info.zone" } }), document).document).toEqual(document);
    const inherited = { result: 1, toString: "x" };
    expect(shown(wrapping({ data: "result", constants: {} }), inherited).document).toEqual(inherited);
  });

  it("never hides anything: each value that came is in the data or in the lines above it", () => {
    const keys = ["result", "ok", "currency", "info", "shop", "zone", "name", "more"];
    const node = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("yes", "no", "EUR", "UTC", "Teapots"),
        fc.dictionary(fc.constantFrom(...keys), tie("node")),
        fc.array(tie("node"), { maxLength: 2 }),
      ),
    })).node;
    const scalars = (value: unknown): unknown[] =>
      typeof value === "object" && value !== null ? Object.values(value).flatMap(scalars) : [value];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), node), (document) => {
        const { own, document: below } = shown(wrapping(envelope), document);
        const told = [...scalars(below), ...(own[0]?.match(/[\w]+/g) ?? []), "yes"];
        for (const value of scalars(document)) expect(told).toContain(value);
      }),
      { numRuns: 500 },
    );
  });

  it("without one, documents of any kind are shown whole, and nothing is said to be missing", () => {
    fc.assert(
      fc.property(documents(cleanText), (document) => {
        const { own, document: back } = readBack(present(bodyOf(document), { connector: sendpilot, tool: "get_lead" }));
        expect(back).toEqual(JSON.parse(bodyOf(document)));
        expect(own).toHaveLength(2);
      }),
      { numRuns: 200 },
    );
  });
});
