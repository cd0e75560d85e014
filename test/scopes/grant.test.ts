import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concluded, exactGrant, missingScopes, type ScopeState, withLastKnown } from "../../src/scopes/grant.ts";
import { narrow } from "../../src/scopes/narrowing.ts";
import { invented, listOf, scope } from "./invented.ts";

/** owner includes admin includes read; audit stands alone. */
const layered = invented({
  scopes: [scope("owner", "", ["admin"]), scope("admin", "", ["read"]), scope("read"), scope("audit")],
  endpoints: [listOf("orders", "read"), listOf("logs", "admin", "audit"), listOf("news")],
});

describe("what follows from the scopes that were found out", () => {
  const states = (found: Record<string, ScopeState>) => Object.fromEntries(concluded(layered, Object.entries(found)));

  it("nothing from nothing", () => {
    expect(states({})).toEqual({ owner: "unknown", admin: "unknown", read: "unknown", audit: "unknown" });
  });

  it("who holds a scope holds all that it includes, however deep", () => {
    expect(states({ owner: "granted" })).toEqual({
      owner: "granted",
      admin: "granted",
      read: "granted",
      audit: "unknown",
    });
  });

  it("who lacks a scope lacks all that include it, however deep", () => {
    expect(states({ read: "denied" })).toEqual({ owner: "denied", admin: "denied", read: "denied", audit: "unknown" });
  });

  it("what was granted stays so, whatever else was said", () => {
    expect(states({ admin: "granted", read: "denied" })).toMatchObject({ admin: "granted", read: "granted" });
  });

  it("a held scope says nothing about those that include it", () => {
    expect(states({ read: "granted" })).toMatchObject({ owner: "unknown", admin: "unknown" });
  });

  it("scopes that include each other come and go together", () => {
    const circle = invented({ scopes: [scope("a", "", ["b"]), scope("b", "", ["c"]), scope("c", "", ["a"])] });
    expect([...concluded(circle, [["b", "granted"]]).values()]).toEqual(["granted", "granted", "granted"]);
    expect([...concluded(circle, [["b", "denied"]]).values()]).toEqual(["denied", "denied", "denied"]);
  });

  it("holds for any scopes: what is granted is closed, and nothing granted is taken away", () => {
    const name = fc.constantFrom("a", "b", "c", "d", "e");
    const scopes = fc.uniqueArray(fc.tuple(name, fc.array(name)), { selector: ([own]) => own });
    const found = fc.dictionary(name, fc.constantFrom<ScopeState>("granted", "denied", "unknown"));
    fc.assert(
      fc.property(scopes, found, (declared, said) => {
        const connector = invented({ scopes: declared.map(([own, includes]) => scope(own, "", includes)) });
        const grant = concluded(connector, Object.entries(said));
        expect([...grant.keys()]).toEqual(declared.map(([own]) => own));
        for (const [own, includes] of declared) {
          if (said[own] === "granted") expect(grant.get(own)).toBe("granted");
          const inner = includes.map((one) => grant.get(one) ?? "undeclared");
          if (grant.get(own) === "granted") expect(inner).not.toContain("denied");
          if (inner.includes("denied")) expect(grant.get(own)).toBe("denied");
        }
        expect(concluded(connector, grant)).toEqual(grant);
      }),
    );
  });
});

describe("a fresh look beside what was known before", () => {
  const scopes = [scope("all", undefined, ["read", "audit"]), scope("read", "read"), scope("audit", "audit")];
  const api = invented({ scopes });
  const states = (now: Record<string, ScopeState>, before: Record<string, ScopeState>) =>
    Object.fromEntries(withLastKnown(api, concluded(api, Object.entries(now)), concluded(api, Object.entries(before))));

  it.each<[string, Record<string, ScopeState>, Record<string, ScopeState>, ScopeState[]]>([
    ["keeps what the API did not answer this time", {}, { read: "denied" }, ["denied", "denied", "unknown"]],
    [
      "goes by the fresh answer",
      { read: "granted" },
      { read: "denied", audit: "granted" },
      ["unknown", "granted", "granted"],
    ],
    ["puts both together", { read: "granted" }, { audit: "denied" }, ["denied", "granted", "denied"]],
    [
      "lets what followed go with its reason",
      { read: "granted", audit: "granted" },
      { read: "denied" },
      ["unknown", "granted", "granted"],
    ],
    ["forgets a scope that nobody can ask for any more", {}, { all: "denied" }, ["unknown", "unknown", "unknown"]],
  ])("%s", (_, now, before, expected) => {
    expect(Object.values(states(now, before))).toEqual(expected);
  });

  it("never overrules a fresh answer, whatever was known", () => {
    const name = fc.constantFrom("a", "b", "c", "d", "e");
    const scopesOf = fc.uniqueArray(fc.tuple(name, fc.array(name), fc.boolean()), { selector: ([own]) => own });
    const found = fc.dictionary(name, fc.constantFrom<ScopeState>("granted", "denied", "unknown"));
    fc.assert(
      fc.property(scopesOf, found, found, (declared, now, before) => {
        const connector = invented({
          scopes: declared.map(([own, includes, asked]) => scope(own, asked ? own : undefined, includes)),
        });
        const fresh = concluded(connector, Object.entries(now));
        const merged = withLastKnown(connector, fresh, concluded(connector, Object.entries(before)));
        for (const [own, state] of fresh) if (state !== "unknown") expect(merged.get(own)).toBe(state);
      }),
    );
  });
});

describe("the tools of a key", () => {
  it("need all of their scopes", () => {
    const grant = exactGrant(layered, ["owner"]);
    expect(narrow(layered, grant, undefined).shown.map(({ path }) => path)).toEqual(["orders", "news"]);
    expect(missingScopes(listOf("logs", "admin", "audit"), grant)).toEqual(["audit"]);
  });

  it("without scopes are everybody's", () => {
    expect(narrow(layered, exactGrant(layered, []), undefined).shown.map(({ path }) => path)).toEqual(["news"]);
  });
});
