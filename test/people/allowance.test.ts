import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Connector, Endpoint } from "../../src/connectors/schema/connector.ts";
import { claimedNames, findPerson, personWith } from "../../src/people/allowance.ts";
import type { Group } from "../../src/people/schema.ts";
import { peopleOf } from "./team.ts";

const [first] = setpilot.endpoints;
if (first === undefined) throw new Error("no endpoint");
/** With tools that need several scopes, none, and one that includes another. */
const connector: Connector = {
  ...setpilot,
  scopes: [
    { name: "a", grants: "" },
    { name: "b", grants: "" },
    { name: "c", grants: "", includes: ["a"] },
  ],
  endpoints: [[], ["a"], ["b"], ["a", "b"], ["c"]].map((scopes) => endpoint(scopes)),
};

function endpoint(scopes: string[]): Endpoint {
  return { ...(first as Endpoint), tool: `setpilot_${scopes.join("") || "none"}`, path: scopes.join("/"), scopes };
}

const opened = (groups: Record<string, Group>, ...names: string[]) => {
  const { allowance } = personWith(peopleOf(connector, { groups }), names);
  return allowance && [...allowance.endpoints].map(({ tool }) => tool.slice("setpilot_".length)).join(" ");
};

describe("groups", () => {
  it.each<[string, Record<string, Group>, string]>([
    ["a scope", { x: { scopes: ["a"] } }, "none a"],
    ["a scope with what it includes", { x: { scopes: ["c"] } }, "none a c"],
    ["all", { x: { scopes: ["*"] } }, "none a b ab c"],
    ["scopes that add up", { x: { scopes: ["a"] }, y: { scopes: ["b"] } }, "none a b ab"],
    ["tools", { x: { tools: ["setpilot_b", "setpilot_ab"] } }, "b ab"],
    ["tools within scopes", { x: { tools: ["setpilot_b", "setpilot_ab"], scopes: ["b"] } }, "b"],
    [
      "tools within their own scopes and others'",
      { x: { tools: ["setpilot_ab"], scopes: ["b"] }, y: { scopes: ["a"] } },
      "none a ab",
    ],
    [
      "tools beside tools",
      { x: { tools: ["setpilot_a"], scopes: ["a"] }, y: { tools: ["setpilot_ab"], scopes: ["b"] } },
      "a",
    ],
    ["tools that scopes have not", { x: { tools: ["setpilot_b"] }, y: { scopes: ["a"] } }, "none a b"],
    ["all and tools", { x: { tools: ["setpilot_b"], scopes: ["b"] }, y: { scopes: ["*"] } }, "none a b ab c"],
  ])("give %s", (_, groups, expected) => {
    expect(opened(groups, ...Object.keys(groups))).toBe(expected);
  });

  it("that the file does not know give nothing", () => {
    expect(findPerson(peopleOf(connector, { groups: { x: { scopes: ["*"] } } }), { groups: ["X", "y"] })).toEqual({
      asker: { claim: "groups", groups: [], contact: undefined },
      allowance: undefined,
    });
  });

  it.each<[string, Record<string, Group>, boolean]>([
    ["nobody masks", { x: { scopes: ["a"] }, y: { scopes: ["b"], privacy: "shown" } }, false],
    ["all mask", { x: { scopes: ["a"], privacy: "masked" } }, true],
    ["who masks gives something of its own", { x: { scopes: ["a"] }, y: { scopes: ["b"], privacy: "masked" } }, true],
    ["the others give all of it themselves", { x: { scopes: ["*"] }, y: { scopes: ["b"], privacy: "masked" } }, false],
    [
      "only together they give a tool",
      { x: { tools: ["setpilot_none", "setpilot_b"] }, y: { scopes: ["a"], privacy: "masked" } },
      true,
    ],
  ])("mask or not where %s", (_, groups, isMasked) => {
    expect(personWith(peopleOf(connector, { groups }), Object.keys(groups)).allowance?.isMasked).toBe(isMasked);
  });
});

describe("a claim", () => {
  it.each<[string, object, readonly string[]]>([
    ["groups", { groups: ["a", "b"] }, ["a", "b"]],
    ["groups", { groups: "a b,c" }, ["a b,c"]],
    ["groups", { groups: ["a", 1, null, ["b"], { c: 1 }] }, ["a"]],
    ["groups", { groups: { a: true } }, []],
    ["groups", { groups: 7 }, []],
    ["groups", {}, []],
    ["realm_access.roles", { realm_access: { roles: ["a"] } }, ["a"]],
    ["realm_access.roles", { "realm_access.roles": ["b"], realm_access: { roles: ["a"] } }, ["b"]],
    ["https://example.com/groups", { "https://example.com/groups": ["a"] }, ["a"]],
    ["a.0.b", { a: [{ b: "x" }] }, []],
    ["constructor", {}, []],
    ["constructor.name", {}, []],
    ["groups.length", { groups: ["a"] }, []],
    ["__proto__", {}, []],
    ["a..b", { a: { "": { b: "x" } } }, ["x"]],
  ])("%s of %j names %j", (claim, claims, names) => {
    expect(claimedNames(claims as Record<string, unknown>, claim)).toEqual(names);
  });
});

describe("whatever the groups", () => {
  const scopeList: fc.Arbitrary<string[]> = fc.oneof(
    fc.constant<string[]>(["*"]),
    fc.uniqueArray(fc.constantFrom<string[]>("a", "b", "c"), { minLength: 1 }),
  );
  const toolList = fc.uniqueArray(fc.constantFrom(...connector.endpoints.map(({ tool }) => tool)), { minLength: 1 });
  const privacy = fc.constantFrom<("masked" | "shown")[]>("masked", "shown");
  const group: fc.Arbitrary<Group> = fc.oneof(
    fc.record({ scopes: scopeList, privacy }, { requiredKeys: ["scopes"] }),
    fc.record({ tools: toolList, scopes: scopeList, privacy }, { requiredKeys: ["tools"] }),
  );
  const file = fc.dictionary(fc.constantFrom("p", "q", "r", "s"), group, { minKeys: 1, noNullPrototype: true });
  const claims = fc.oneof(
    fc.record({ groups: fc.array(fc.oneof(fc.constantFrom("p", "q", "r", "s", "t"), fc.anything())) }),
    fc.record({ groups: fc.anything() }),
    fc.dictionary(fc.string(), fc.anything(), { noNullPrototype: true }),
  );

  it("nobody sees what no group of theirs reaches, and what is masked alone is masked", () => {
    fc.assert(
      fc.property(file, claims, (groups, claimed) => {
        const { asker, allowance } = findPerson(peopleOf(connector, { groups }), claimed);
        const own = asker.groups.map((name) => groups[name]);
        const value: unknown = Object.hasOwn(claimed, "groups") ? claimed.groups : undefined;
        const said: readonly unknown[] = Array.isArray(value) ? value : [value];
        expect(asker.groups.every((name) => said.includes(name))).toBe(true);
        if (own.length === 0) expect(allowance).toBe(undefined);
        const scopes = own.flatMap((one) =>
          one?.scopes === undefined || one.scopes.includes("*") ? ["a", "b", "c"] : one.scopes,
        );
        const withIncluded = new Set(scopes.flatMap((name) => (name === "c" ? ["a", "c"] : [name])));
        for (const { tool, scopes: needed } of allowance?.endpoints ?? []) {
          expect(own.some((one) => one?.tools === undefined || one.tools.includes(tool))).toBe(true);
          expect(needed.filter((name) => !withIncluded.has(name))).toEqual([]);
        }
        const isEveryMasked = own.length > 0 && own.every((one) => one?.privacy === "masked");
        if (isEveryMasked && allowance !== undefined && allowance.endpoints.size > 0)
          expect(allowance.isMasked).toBe(true);
        if (own.every((one) => one?.privacy !== "masked")) expect(allowance?.isMasked ?? false).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("another group takes no tool and no scope away", () => {
    fc.assert(
      fc.property(
        file,
        fc.array(fc.constantFrom("p", "q", "r", "s")),
        fc.constantFrom("p", "q", "r", "s"),
        (groups, names, more) => {
          const people = peopleOf(connector, { groups });
          const before = findPerson(people, { groups: names }).allowance;
          const after = findPerson(people, { groups: [...names, more] }).allowance;
          expect([...(before?.endpoints ?? [])].filter((one) => after?.endpoints.has(one) !== true)).toEqual([]);
          expect([...(before?.scopes ?? [])].filter((one) => after?.scopes.has(one) !== true)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
