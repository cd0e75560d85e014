import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearestName } from "../../src/calls/nearest.ts";
import { argumentNames, validateArguments } from "../../src/calls/validate.ts";
import type { Argument, Endpoint } from "../../src/connectors/connector.ts";
import { connectors } from "../../src/connectors/index.ts";
import { setpilot } from "../../src/connectors/setpilot.ts";

function endpoint(tool: string): Endpoint {
  const found = setpilot.endpoints.find((candidate) => candidate.tool === tool);
  if (found === undefined) throw new Error(`no tool ${tool}`);
  return found;
}

const orders = endpoint("setpilot_list_orders");
const inventory = endpoint("setpilot_list_inventory");
const daily = endpoint("setpilot_get_daily");
const summary = endpoint("setpilot_get_summary");

/** What is sent, or what is wrong. */
function sent(target: Endpoint, given: unknown) {
  const outcome = validateArguments(target, given);
  return outcome.ok ? outcome.value.sent : outcome.failure;
}

function fields(given: unknown) {
  const outcome = validateArguments(orders, { fields: given });
  return outcome.ok ? outcome.value.fields : outcome.failure;
}

describe("what is not given", () => {
  it.each([
    undefined,
    null,
    {},
    "{}",
    { page: null },
    { page: undefined, search: null },
    { fields: null },
    { nonsense: null },
  ])("is not sent: %j", (given) => {
    expect(validateArguments(orders, given)).toEqual({ ok: true, value: { sent: {}, fields: undefined } });
  });
});

describe("what is plainly meant", () => {
  it.each<[Endpoint, unknown, object]>([
    [orders, { page: 2, page_size: 20 }, { page: 2, page_size: 20 }],
    [orders, { page: "2", page_size: " 20 " }, { page: 2, page_size: 20 }],
    [orders, { page: "+2" }, { page: 2 }],
    [orders, { page: 2.0 }, { page: 2 }],
    [orders, { search: 1001 }, { search: "1001" }],
    [orders, { search: " žluťoučký & kůň?=# " }, { search: " žluťoučký & kůň?=# " }],
    [orders, '{"page": "2", "search": "x"}', { page: 2, search: "x" }],
    [inventory, { include_low_stock_only: true }, { include_low_stock_only: true }],
    [inventory, { include_low_stock_only: "true" }, { include_low_stock_only: true }],
    [inventory, { include_low_stock_only: " FALSE " }, { include_low_stock_only: false }],
    [inventory, { sort_by: "whatever_it_is" }, { sort_by: "whatever_it_is" }],
    [daily, { start_date: "2024-02-29", end_date: "2024-02-29" }, { start_date: "2024-02-29", end_date: "2024-02-29" }],
    [daily, { start_date: " 2026-03-01 " }, { start_date: "2026-03-01" }],
    [daily, { end_date: "2026-01-01" }, { end_date: "2026-01-01" }],
    [daily, { country: "DE", days: "7" }, { country: "DE", days: 7 }],
  ])("%# %j", (target, given, expected) => {
    expect(sent(target, given)).toEqual(expected);
  });
});

describe("what is not allowed", () => {
  const wholeNumber = (minimum: number, maximum: number) => `a whole number from ${minimum} to ${maximum}`;
  const date = "a date written YYYY-MM-DD, such as 2026-03-31";
  const flag = "true or false";

  it.each<[Endpoint, string, unknown, string]>([
    ...[
      0,
      101,
      -1,
      1.5,
      "0",
      "101",
      "1.5",
      "1e1",
      "0x10",
      "twenty",
      "",
      " ",
      "2 0",
      true,
      [20],
      {},
      "9".repeat(30),
    ].map((value) => [orders, "page_size", value, wholeNumber(1, 100)] as [Endpoint, string, unknown, string]),
    ...[1, 0, "yes", "1", "", [], {}].map(
      (value) => [inventory, "include_low_stock_only", value, flag] as [Endpoint, string, unknown, string],
    ),
    ...[
      "2026-02-29",
      "2026-02-30",
      "2026-13-01",
      "2026-00-10",
      "2026-04-31",
      "2026-4-1",
      "26-04-01",
      "01.04.2026",
      "2026-04-01T00:00:00Z",
      "yesterday",
      "",
      20260401,
      ["2026-04-01"],
    ].map((value) => [daily, "start_date", value, date] as [Endpoint, string, unknown, string]),
    [orders, "search", "", "text of 1 to 200 characters"],
    [orders, "search", "  ", "text of 1 to 200 characters"],
    [orders, "search", "x".repeat(201), "text of 1 to 200 characters"],
    [orders, "search", "half \ud83d", "text of 1 to 200 characters"],
    [orders, "search", true, "text of 1 to 200 characters"],
    [orders, "search", ["x"], "text of 1 to 200 characters"],
  ])("%# %s %j", (target, argument, value, allowed) => {
    const failure = sent(target, { [argument]: value });
    expect(failure).toMatchObject({ kind: "bad-argument", argument, allowed });
  });

  it.each(["[]", "[1]", "no json", "{", "null", '"{}"', "", 5, true, [], [{}]])("is no object: %j", (given) => {
    expect(sent(orders, given)).toMatchObject({ kind: "bad-argument", argument: "arguments" });
  });

  it("is shown as it was given, cut short", () => {
    expect(sent(orders, { page: "two" })).toMatchObject({ given: '"two"' });
    const long = sent(orders, { page: "x".repeat(1_000_000) });
    expect("given" in long && String(long.given).length).toBe(80);
  });

  it("is a start after the end, and says which end", () => {
    expect(sent(daily, { start_date: "2026-03-02", end_date: "2026-03-01" })).toEqual({
      kind: "bad-argument",
      argument: "start_date",
      given: '"2026-03-02"',
      allowed: "a date not after end_date, which is 2026-03-01",
    });
  });
});

describe("an argument that the tool does not have", () => {
  it("is refused with the valid names, and the nearest", () => {
    expect(sent(orders, { pagesize: 5 })).toEqual({
      kind: "unknown-argument",
      argument: "pagesize",
      valid: ["page", "page_size", "search", "fields"],
      nearest: "page_size",
    });
  });

  it("has no nearest name when none is close", () => {
    expect(sent(orders, { customer_lifetime_value: 5 })).toMatchObject({ nearest: undefined });
    expect(nearestName("x".repeat(3_000), ["page", "page_size"])).toBeUndefined();
  });

  it("is `fields` where there is no list of rows", () => {
    expect(sent(summary, { fields: ["a"] })).toMatchObject({ kind: "unknown-argument", valid: ["year"] });
  });

  it.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "", "PAGE"])(
    "may be called %j",
    (name) => {
      const parsed: unknown = JSON.parse(`{${JSON.stringify(name)}: {"page": 5}, "page": 2}`);
      expect(sent(orders, parsed)).toMatchObject({ kind: "unknown-argument", argument: name });
      expect(sent(orders, JSON.stringify(parsed))).toMatchObject({ kind: "unknown-argument", argument: name });
      expect(Object.hasOwn(Object.prototype, "page")).toBe(false);
    },
  );

  it("is not found in what an object inherits", () => {
    expect(sent(orders, Object.create({ page: 5 }))).toEqual({});
  });
});

describe("fields", () => {
  it.each<[unknown, string[]]>([
    [
      ["id", "customer.name"],
      ["id", "customer.name"],
    ],
    ['["id", "customer.name"]', ["id", "customer.name"]],
    [' ["id"] ', ["id"]],
    ["id", ["id"]],
    ["id, customer.name ,total", ["id", "customer.name", "total"]],
    [["with, comma"], ["with, comma"]],
    [
      ["__proto__", "constructor"],
      ["__proto__", "constructor"],
    ],
    [Array(50).fill("x"), Array(50).fill("x")],
  ])("%# %j", (given, expected) => {
    expect(fields(given)).toEqual(expected);
    const outcome = validateArguments(orders, { fields: given, page: 1 });
    expect(outcome.ok && outcome.value.sent).toEqual({ page: 1 });
  });

  const unreadable = [[], "", " ", ",", "a,,b", "[]", "[1]", '["a"', 5, true, {}, [""], ["a", 1], ["x".repeat(201)]];
  it.each(unreadable.map((given) => ({ given })))("%# cannot be $given", ({ given }) => {
    const allowed = "1 to 50 names of fields";
    expect(fields(given)).toMatchObject({ kind: "bad-argument", argument: "fields", allowed });
  });

  it("are 50 at most", () => {
    expect(fields(Array(51).fill("x"))).toMatchObject({ kind: "bad-argument", argument: "fields" });
  });
});

/** Values that an argument takes, and values that it does not, from the connector's own data. */
function good(argument: Argument): fc.Arbitrary<unknown> {
  switch (argument.type) {
    case "integer":
      return fc
        .integer({ min: argument.minimum, max: argument.maximum })
        .chain((n) => fc.constantFrom<unknown>(n, `${n}`));
    case "boolean":
      return fc.constantFrom<unknown>(true, false, "true", "false");
    case "date":
      return day.map((date) => date.toISOString().slice(0, 10));
    case "string":
      return fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== "");
    default:
      return argument satisfies never;
  }
}

const day = fc.date({ min: new Date("1000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });

function bad(argument: Argument): fc.Arbitrary<unknown> {
  const neverRight = fc.constantFrom<unknown>([], {}, [1], { a: 1 }, "");
  switch (argument.type) {
    case "integer": {
      const { minimum, maximum } = argument;
      const outside = fc.oneof(fc.integer({ min: maximum + 1 }), fc.integer({ max: minimum - 1 }));
      return fc.oneof(neverRight, outside, outside.map(String), fc.double({ noInteger: true }), fc.boolean());
    }
    case "boolean":
      return fc.oneof(neverRight, fc.integer(), fc.constantFrom("yes", "no", "1", "0", "null"));
    case "date":
      return fc.oneof(neverRight, fc.integer(), day.map(String), fc.constantFrom("2026-02-30", "2025-02-29"));
    case "string":
      return fc.oneof(neverRight, fc.boolean(), fc.constant("x".repeat(argument.maxLength + 1)));
    default:
      return argument satisfies never;
  }
}

const everyEndpoint = connectors.flatMap((connector) => connector.endpoints);
const withArguments = everyEndpoint.filter((candidate) => candidate.arguments.length > 0);
const anEndpoint = fc.constantFrom(...everyEndpoint);
const anArgument = fc
  .constantFrom(...withArguments)
  .chain((target) => fc.record({ target: fc.constant(target), argument: fc.constantFrom(...target.arguments) }));

describe("every endpoint of every connector", () => {
  it("takes what its data allows, also as text, and sends it as the type it says", () => {
    const one = anArgument.chain((chosen) => good(chosen.argument).map((value) => ({ ...chosen, value })));
    fc.assert(
      fc.property(one, ({ target, argument, value }) => {
        const outcome = sent(target, { [argument.name]: value });
        const types = { integer: "number", boolean: "boolean", date: "string", string: "string" } as const;
        expect(Object.keys(outcome)).toEqual([argument.name]);
        expect(Object.values(outcome).map((is: unknown) => typeof is)).toEqual([types[argument.type]]);
        expect(Object.values(outcome).map(String)).toEqual([String(value)]);
      }),
      { numRuns: 500 },
    );
  });

  it("refuses everything else, names the argument and says what is allowed", () => {
    const one = anArgument.chain((chosen) => bad(chosen.argument).map((value) => ({ ...chosen, value })));
    fc.assert(
      fc.property(one, ({ target, argument, value }) => {
        expect(sent(target, { [argument.name]: value })).toMatchObject({
          kind: "bad-argument",
          argument: argument.name,
        });
      }),
      { numRuns: 500 },
    );
  });

  it("takes both bounds of every whole number, and nothing one beyond", () => {
    for (const target of withArguments) {
      for (const argument of target.arguments) {
        if (argument.type !== "integer") continue;
        const { name, minimum, maximum } = argument;
        expect(sent(target, { [name]: minimum })).toEqual({ [name]: minimum });
        expect(sent(target, { [name]: String(maximum) })).toEqual({ [name]: maximum });
        expect(sent(target, { [name]: minimum - 1 })).toMatchObject({ kind: "bad-argument" });
        expect(sent(target, { [name]: String(maximum + 1) })).toMatchObject({ kind: "bad-argument" });
      }
    }
  });

  it("refuses a start after the end, and no other order", () => {
    const periods = everyEndpoint.flatMap((target) => {
      const start = target.arguments.find(({ period }) => period === "start");
      const end = target.arguments.find(({ period }) => period === "end");
      return start && end ? [{ target, start: start.name, end: end.name }] : [];
    });
    expect(periods.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.constantFrom(...periods), day, day, ({ target, start, end }, first, last) => {
        const [from, to] = [first, last].map((date) => date.toISOString().slice(0, 10));
        const outcome = validateArguments(target, { [start]: from, [end]: to });
        expect(outcome.ok).toBe(String(from) <= String(to));
      }),
    );
  });

  it("never throws, and sends only arguments that it has, whatever is given", () => {
    const anything = fc.oneof(fc.anything({ withNullPrototype: true }), fc.json(), fc.object());
    const named = anEndpoint.chain((target) =>
      fc.record({
        target: fc.constant(target),
        given: fc.oneof(
          anything,
          fc.dictionary(fc.constantFrom("__proto__", "constructor", ...argumentNames(target)), fc.jsonValue()),
        ),
      }),
    );
    fc.assert(
      fc.property(named, ({ target, given }) => {
        const outcome = validateArguments(target, given);
        if (!outcome.ok) return;
        const names = target.arguments.map(({ name }) => name);
        for (const name of Object.keys(outcome.value.sent)) expect(names).toContain(name);
      }),
      { numRuns: 1_000 },
    );
  });
});
