import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectors } from "../../src/connectors/catalog/index.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Argument, Endpoint } from "../../src/connectors/schema/connector.ts";
import { argumentNames, validateArguments } from "../../src/requests/arguments.ts";
import { nearestName } from "../../src/utils/nearest-name.ts";

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
function sent(target: Pick<Endpoint, "arguments" | "list">, given: unknown) {
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

/** A tool with one argument, which is the one in question. */
function taking(argument: Argument): Pick<Endpoint, "arguments" | "list"> {
  return { arguments: [argument], list: false };
}

const ask = { name: "x", description: "The argument in question" } as const;
const price: Argument = { ...ask, type: "number", minimum: -1, maximum: 99.5 };
const anyNumber: Argument = { ...ask, type: "number" };
const status: Argument = { ...ask, type: "choice", values: ["active", "DRAFT", "In progress", "7", "true"] };
const cased: Argument = { ...ask, type: "choice", values: ["asc", "ASC", "desc"] };
const tags: Argument = { ...ask, type: "list", maxItems: 3, style: "repeat" };
const joined: Argument = { ...ask, type: "list", maxItems: 3, style: "comma" };
const states: Argument = { ...ask, type: "list", maxItems: 2, style: "pipe", values: ["open", "CLOSED", "on hold"] };
const id: Argument = { ...ask, type: "string", maxLength: 50, in: "path" };

describe("arguments of the types that Setpilot does not have", () => {
  it.each<[Argument, unknown, unknown]>([
    [price, 12.5, 12.5],
    [price, " 12.50 ", 12.5],
    [price, "-1", -1],
    [anyNumber, 1e21, 1e21],
    [status, "active", "active"],
    [status, " Draft ", "DRAFT"],
    [status, "IN PROGRESS", "In progress"],
    [status, 7, "7"],
    [status, true, "true"],
    [cased, "ASC", "ASC"],
    [cased, "Desc", "desc"],
    [tags, ["b", "a", "b"], ["b", "a", "b"]],
    [tags, ["with, comma", 5], ["with, comma", "5"]],
    [tags, '["b", 1]', ["b", "1"]],
    [tags, "b, a", ["b", "a"]],
    [tags, "b", ["b"]],
    [tags, 12, ["12"]],
    [joined, "b, a", ["b", "a"]],
    [states, "closed,Open", ["CLOSED", "open"]],
    [states, ["ON HOLD"], ["on hold"]],
    [id, "a/b?c#d%2e", "a/b?c#d%2e"],
    [id, "..a", "..a"],
    [id, 17, "17"],
  ])("%# %j takes %j", (argument, given, expected) => {
    const outcome = validateArguments(taking(argument), { x: given });
    expect(outcome).toEqual({ ok: true, value: { sent: { x: expected }, fields: undefined } });
  });

  it.each<[Argument, readonly unknown[], string]>([
    [price, [-1.1, 99.6, "1e1", "1,5", "", " ", true, [1], {}, "Infinity"], "a number from -1 to 99.5"],
    [anyNumber, ["x", Number.NaN, Number.POSITIVE_INFINITY], "a number"],
    [{ ...ask, type: "number", minimum: 0 }, [-0.1], "a number of 0 or more"],
    [{ ...ask, type: "number", maximum: 5 }, [6], "a number of 5 or less"],
    [status, ["", "no", ["active"], {}], 'one of active, DRAFT, "In progress", "7", "true"'],
    [cased, ["Asc", 1], "one of asc, ASC, desc"],
    [{ ...ask, type: "choice", values: ["on"] }, ["off"], "on"],
    [
      tags,
      [[], "", ",", ["a", ""], ["a", "b", "c", "d"], "a,b,c,d", "[]", '["a"', [["a"]], [null], {}, true, ["\ud83d"]],
      "a list of 1 to 3 values, each of 1 to 200 characters",
    ],
    [joined, [["a,b"]], "a list of 1 to 3 values, each of 1 to 200 characters and without commas"],
    [
      { ...joined, style: "pipe", maxItems: 1 },
      [["a|b"], ["a", "b"]],
      "a list of one value, each of 1 to 200 characters and without upright strokes (|)",
    ],
    [
      states,
      [
        ["open", "no"],
        ["open", "open", "open"],
      ],
      'a list of 1 to 2 values, of open, CLOSED, "on hold"',
    ],
    [
      id,
      [".", "..", "../x", "a/..", "a/./b", "..\\x", "a\\.."],
      'text of 1 to 50 characters, other than "." and ".." (also between slashes)',
    ],
  ])("%# %j refuses %j", (argument, values, allowed) => {
    for (const given of values) {
      const outcome = validateArguments(taking(argument), { x: given });
      expect(outcome, JSON.stringify(given)).toMatchObject({
        ok: false,
        failure: { kind: "bad-argument", argument: "x", allowed },
      });
    }
  });

  it("names no more choices than a sentence can hold", () => {
    const values = Array.from({ length: 500 }, (_, at) => `choice_number_${at}`);
    const outcome = validateArguments(taking({ ...ask, type: "choice", values }), { x: "none" });
    const allowed = !outcome.ok && "allowed" in outcome.failure ? outcome.failure.allowed : "";
    expect(allowed).toMatch(/^one of choice_number_0, choice_number_1, .* and \d{3} more$/);
    expect(allowed.length).toBeLessThan(700);
  });
});

describe("arguments that a call cannot do without", () => {
  const campaign = { name: "campaign", description: "Which campaign", type: "string", maxLength: 50 } as const;
  const target: Pick<Endpoint, "arguments" | "list"> = {
    arguments: [
      { ...campaign, in: "path" },
      { ...campaign, name: "account", required: true },
      { ...campaign, name: "note", default: "none" },
    ],
    list: true,
  };

  it.each([[undefined], [{}], [{ account: null, note: "x", fields: "id" }]])("are named all at once: %j", (given) => {
    expect(validateArguments(target, given)).toEqual({
      ok: false,
      failure: { kind: "missing-argument", arguments: ["campaign", "account"] },
    });
  });

  it("are enough; what has a default is not filled in", () => {
    expect(validateArguments(target, { campaign: "c", account: "a" })).toMatchObject({
      value: { sent: { campaign: "c", account: "a" } },
    });
  });

  it("are asked for after what is wrong has been named", () => {
    expect(validateArguments(target, { acount: "a" })).toMatchObject({ failure: { nearest: "account" } });
    expect(validateArguments(target, { account: [] })).toMatchObject({ failure: { kind: "bad-argument" } });
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
      return aText;
    case "number":
      return fc.double({ min: argument.minimum ?? -1e9, max: argument.maximum ?? 1e9, noNaN: true });
    case "choice":
      return fc.constantFrom(...argument.values);
    case "list":
      return fc.array(argument.values === undefined ? aWord : fc.constantFrom(...argument.values), {
        minLength: 1,
        maxLength: argument.maxItems,
      });
    default:
      return argument satisfies never;
  }
}

const aWord = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
const aText = fc.oneof(aWord, fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 })).filter(isPlain);

/** No dots, because in a path some of them have a meaning. */
function isPlain(text: string): boolean {
  return text.trim() !== "" && !text.includes(".");
}

const day = fc.date({ min: new Date("1000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });

function bad(argument: Argument): fc.Arbitrary<unknown> {
  const neverRight = fc.constantFrom<unknown>([], {}, [1], { a: 1 }, "");
  switch (argument.type) {
    case "integer": {
      const { minimum, maximum } = argument;
      const outside = fc.constantFrom(maximum + 1, maximum + 1000, minimum - 1, minimum - 1000);
      return fc.oneof(neverRight, outside, outside.map(String), fc.double({ noInteger: true }), fc.boolean());
    }
    case "boolean":
      return fc.oneof(neverRight, fc.integer(), fc.constantFrom("yes", "no", "1", "0", "null"));
    case "date":
      return fc.oneof(neverRight, fc.integer(), day.map(String), fc.constantFrom("2026-02-30", "2025-02-29"));
    case "string":
      return fc.oneof(neverRight, fc.boolean(), fc.constant("x".repeat(argument.maxLength + 1)));
    case "number":
      return fc.oneof(neverRight, fc.boolean(), fc.constantFrom("1e5", "0x1", Number.NaN));
    case "choice":
      return fc.oneof(neverRight, fc.constant("no such choice"));
    case "list":
      return fc.constantFrom<unknown>([], {}, "", [""], [{}], [null], true);
    default:
      return argument satisfies never;
  }
}

/** An endpoint with a good value for each of its arguments, and dates in an order that it takes. */
function allArguments(target: Endpoint) {
  const values = target.arguments.map((argument) =>
    argument.period === "end" ? fc.constant("9999-12-31") : good(argument),
  );
  return fc.tuple(...values).map((drawn) => ({
    target,
    given: Object.fromEntries(target.arguments.map(({ name }, at) => [name, drawn[at]])),
  }));
}

const everyEndpoint = connectors.flatMap((connector) => connector.endpoints);
const withArguments = everyEndpoint.filter((candidate) => candidate.arguments.length > 0);
const anEndpoint = fc.constantFrom(...everyEndpoint);
const anArgument = fc
  .constantFrom(...withArguments)
  .chain((target) => fc.record({ target: fc.constant(target), argument: fc.constantFrom(...target.arguments) }));

describe("every endpoint of every connector", () => {
  it("takes what its data allows, also as text, and sends it as the type it says", () => {
    const types = {
      integer: "number",
      number: "number",
      boolean: "boolean",
      date: "string",
      string: "string",
      choice: "string",
      list: "object",
    } as const;
    fc.assert(
      fc.property(fc.constantFrom(...withArguments).chain(allArguments), ({ target, given }) => {
        const outcome = sent(target, given);
        expect(outcome).not.toHaveProperty("kind", "bad-argument");
        for (const argument of target.arguments) {
          const value = "kind" in outcome ? undefined : outcome[argument.name];
          expect(typeof value).toBe(types[argument.type]);
          expect(String(value)).toBe(String(given[argument.name]));
        }
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
        const alone = taking(argument);
        expect(sent(alone, { [name]: minimum })).toEqual({ [name]: minimum });
        expect(sent(alone, { [name]: String(maximum) })).toEqual({ [name]: maximum });
        expect(sent(alone, { [name]: minimum - 1 })).toMatchObject({ kind: "bad-argument" });
        expect(sent(alone, { [name]: String(maximum + 1) })).toMatchObject({ kind: "bad-argument" });
      }
    }
  });

  it("refuses a start after the end, and no other order", () => {
    const periods = everyEndpoint.flatMap((endpoint) => {
      const start = endpoint.arguments.find(({ period }) => period === "start");
      const end = endpoint.arguments.find(({ period }) => period === "end");
      const target = { arguments: [start, end].filter((argument) => argument !== undefined), list: false };
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
