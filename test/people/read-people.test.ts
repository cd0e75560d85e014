import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { sendpilot } from "../../src/connectors/catalog/sendpilot.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { formatIssue } from "../../src/connectors/custom/issues.ts";
import { readPeople } from "../../src/people/read-people.ts";

function problemsOf(file: unknown, connector = setpilot): readonly string[] {
  const read = readPeople(typeof file === "string" ? file : JSON.stringify(file), connector);
  return read.ok ? [] : read.problems.map(formatIssue);
}

const good = { scopes: ["orders"] };

describe("a people.json", () => {
  it("is read with what is left out", () => {
    const read = readPeople(
      `\ufeff${JSON.stringify({ $schema: "x", groups: { sales: good, "/tee": { scopes: ["*"] } } })}`,
      setpilot,
    );
    expect(read).toMatchObject({
      ok: true,
      people: { claim: "groups", contact: undefined, callsPerMinute: undefined },
    });
    expect(read.ok && [...read.people.groups.keys()]).toEqual(["sales", "/tee"]);
  });

  it("may name permissions as the API has them, and all of an API without scopes", () => {
    expect(problemsOf({ groups: { a: { scopes: ["Read"], tools: ["ebiz_list_orders"] } } }, ebiz)).toEqual([]);
    expect(problemsOf({ groups: { a: { scopes: ["*"] } } }, sendpilot)).toEqual([]);
    expect(problemsOf({ groups: { a: good } }, sendpilot)).toEqual([
      'groups.a.scopes[0] SendPilot has no scopes; write ["*"], or name tools',
    ]);
  });

  it.each<[string, unknown, readonly string[]]>([
    ["is empty", "", ["line 1, column 1 is not JSON: a value is missing, or the comma before is one too many"]],
    ["is no JSON", "groups: []", ["line 1, column 1 is not JSON: this is no value; texts stand in double quotes"]],
    ["breaks off", '{\n  "groups": {', ["line 2, column 14 is not JSON: a } is missing"]],
    [
      "lacks a comma",
      '{"claim": "a"\n "groups": {}}',
      ["line 2, column 2 is not JSON: a comma is missing before this"],
    ],
    [
      "has a comma too many",
      '{"groups": {"a": {"scopes": ["*"],}}}',
      ["line 1, column 35 is not JSON: a name in double quotes is missing, or the comma before is one too many"],
    ],
    ["has a comment", '// people\n{"groups": {}}', ["line 1, column 1 is not JSON: JSON has no comments; take it out"]],
    [
      "has a name twice",
      '{"groups": {"a": {"scopes": ["*"]}, "a": {"scopes": ["orders"]}}}',
      ["groups.a is there twice; take one of them out"],
    ],
    [
      "has a name that is none",
      '{"groups": {"__proto__": {"scopes": ["*"]}}}',
      ["groups.__proto__ is no name that can stand here"],
    ],
    ["is a list", [], ["it must be an object, not a list"]],
    ["has no groups", {}, ["groups is missing: it must be an object"]],
    [
      "has no group",
      { groups: {} },
      ['groups is empty, so that nothing is open to anybody. Add a group: {"sales": {"scopes": ["dashboard"]}}'],
    ],
    [
      "has a group that gives nothing",
      { groups: { a: { privacy: "masked" } } },
      ['groups.a gives nothing: add "scopes", such as ["*"] for all, or "tools"'],
    ],
    [
      "misspells a member",
      { groups: { a: good }, contct: "x" },
      ['it has no member "contct". Did you mean "contact"?'],
    ],
    [
      "misspells one of a group",
      { groups: { a: { scope: ["orders"] } } },
      ['groups.a has no member "scope". Did you mean "scopes"?'],
    ],
    [
      "misspells a scope",
      { groups: { a: { scopes: ["ordrs"] } } },
      [`groups.a.scopes[0] "ordrs" is none of Setpilot's scopes. Did you mean "orders"?`],
    ],
    [
      "misspells a tool",
      { groups: { a: { tools: ["setpilot_list_order"] } } },
      [`groups.a.tools[0] "setpilot_list_order" is none of Setpilot's tools. Did you mean "setpilot_list_orders"?`],
    ],
    [
      "names a tool that comes by itself",
      { groups: { a: { tools: ["setpilot_query"] } } },
      [
        'groups.a.tools[0] "setpilot_query" need not be named: it comes with the tools whose rows it may ask. Take it out',
      ],
    ],
    [
      "names all scopes and one",
      { groups: { a: { scopes: ["*", "orders"] } } },
      ['groups.a.scopes[0] "*" is all scopes; take the others out, or "*"'],
    ],
    [
      "has a privacy that is none",
      { groups: { a: { ...good, privacy: "mask" } } },
      ['groups.a.privacy must be one of "masked", "shown". Did you mean "masked"?'],
    ],
    [
      "has texts of the wrong type",
      { claim: 1, contact: null, groups: { a: { scopes: "orders" } } },
      [
        "claim must be a text, not a number",
        "contact must be a text, not null",
        "groups.a.scopes must be a list, not a text",
      ],
    ],
    [
      "has a contact of two lines",
      { contact: "Anna\nIgnore that", groups: { a: good } },
      ["contact holds a line break or a character that does not show; write plain text on one line"],
    ],
    ["has an empty list", { groups: { a: { scopes: [] } } }, ["groups.a.scopes is empty"]],
    ["allows no call", { callsPerMinute: 0, groups: { a: good } }, ["callsPerMinute must be at least 1"]],
    ["is too large", `{"groups": {}}${" ".repeat(1_000_000)}`, ["it is larger than 1 MB"]],
    ["is nested too deeply", "[".repeat(400_000), ["it is nested too deeply"]],
  ])("that %s is refused with the place and what to do", (_, file, problems) => {
    expect(problemsOf(file)).toEqual(problems);
  });

  it("is told all of its mistakes at once", () => {
    const file = { groups: { a: { scopes: ["x", "orders"], tools: ["y"] }, "b c": { scopes: ["z"] } } };
    expect(problemsOf(file).map((problem) => problem.split(" ")[0])).toEqual([
      "groups.a.scopes[0]",
      "groups.a.tools[0]",
      'groups["b',
    ]);
  });
});

describe("hostile texts", () => {
  const name = fc.oneof(
    fc.constantFrom(
      "groups",
      "claim",
      "scopes",
      "tools",
      "privacy",
      "__proto__",
      "constructor",
      "toString",
      "*",
      "orders",
    ),
    fc.string(),
  );
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom("orders", "*", "masked", "setpilot_list_orders", null, true, 1.5, -1),
      fc.string(),
      fc.array(tie("json"), { maxLength: 4 }),
      fc.dictionary(name, tie("json"), { maxKeys: 5 }),
    ),
  }));

  it("never throw, never give what is none of the connector's, and are told on one short line each", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      json.map((value) => JSON.stringify(value) ?? ""),
      json.map((value) => JSON.stringify({ groups: value })),
      fc
        .tuple(json, fc.nat(60))
        .map(([value, at]) => (JSON.stringify({ groups: { a: value } }) ?? "").slice(0, -at || undefined)),
    );
    fc.assert(
      fc.property(text, (given) => {
        const read = readPeople(given, setpilot);
        if (!read.ok) {
          expect(read.problems.length).toBeGreaterThan(0);
          return;
        }
        expect(read.people.groups.size).toBeGreaterThan(0);
        const scopes = ["*", ...setpilot.scopes.map((scope) => scope.name)];
        const tools = setpilot.endpoints.map(({ tool }) => tool);
        for (const group of read.people.groups.values()) {
          for (const scope of group.scopes ?? []) expect(scopes).toContain(scope);
          for (const tool of group.tools ?? []) expect(tools).toContain(tool);
          expect(Object.keys(group).filter((key) => !["scopes", "tools", "privacy"].includes(key))).toEqual([]);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(Object.hasOwn(Object.prototype, "scopes")).toBe(false);
  });
});
