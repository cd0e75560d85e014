import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectors } from "../../src/connectors/catalog/index.ts";
import type { Argument, ListStyle } from "../../src/connectors/schema/connector.ts";
import { validateArguments } from "../../src/requests/arguments.ts";
import { endpointUrl, probeUrl } from "../../src/requests/url.ts";

const base = new URL("http://127.0.0.1:8080/shop%20one/api/v2/");
const told = { description: "Told elsewhere" } as const;
const id: Argument = { ...told, name: "lead_id", parameter: "id", type: "string", maxLength: 200, in: "path" };
const state: Argument = { ...told, name: "status", parameter: "filter[status]", type: "string", maxLength: 200 };
const page: Argument = { ...told, name: "page", type: "integer", minimum: 1, maximum: 99 };

function list(style: ListStyle): Argument {
  return { ...told, name: "ids", type: "list", maxItems: 9, style };
}

describe("the address of a call", () => {
  it("lies below the base URL that the key belongs to, with the arguments as its query", () => {
    const url = endpointUrl(
      base,
      { path: "orders/", arguments: [page, state] },
      { status: "../../x?y#z@host", page: 2 },
    );
    expect(url.href).toBe(`${base.href}orders/?filter%5Bstatus%5D=..%2F..%2Fx%3Fy%23z%40host&page=2`);
    expect(base.href).toBe("http://127.0.0.1:8080/shop%20one/api/v2/");
  });

  it("is the same in whatever order the arguments came, so that equal calls are joined", () => {
    const endpoint = { path: "orders", arguments: [state, page] };
    const one = endpointUrl(base, endpoint, { page: 1, status: "x" });
    expect(endpointUrl(base, endpoint, { status: "x", page: 1 }).href).toBe(one.href);
  });

  it("has path arguments as one segment each, and not in the query", () => {
    const endpoint = { path: "leads/{id}/notes/{page}", arguments: [id, { ...page, in: "path" }, state] } as const;
    const url = endpointUrl(base, endpoint, { lead_id: "a/b?c#d e", page: 3, status: "x" });
    expect(url.href).toBe(`${base.href}leads/a%2Fb%3Fc%23d%20e/notes/3?filter%5Bstatus%5D=x`);
  });

  it.each<[ListStyle, string]>([
    ["repeat", "ids=b&ids=a"],
    ["comma", "ids=b%2Ca"],
    ["brackets", "ids%5B%5D=b&ids%5B%5D=a"],
    ["space", "ids=b+a"],
    ["pipe", "ids=b%7Ca"],
  ])("writes lists in the style %s, in their own order", (style, query) => {
    const url = endpointUrl(base, { path: "rows", arguments: [list(style)] }, { ids: ["b", "a"] });
    expect(url.search).toBe(`?${query}`);
  });

  it("of a probe is written in the same way", () => {
    expect(probeUrl(base, { path: "orders/", query: { page_size: "1", a: "x y" } }).href).toBe(
      `${base.href}orders/?a=x+y&page_size=1`,
    );
  });

  it.each([".", ".."])("is refused where a value of %j would lead to another path", (value) => {
    expect(() => endpointUrl(base, { path: "leads/{id}", arguments: [id] }, { lead_id: value })).toThrow("leads/{id}");
  });

  it.each(["../orders", "../../../x", "a/../../../../x", "%2e%2e/x", "./x", "x/.", "x/.\t./y", "x\\..\\y"])(
    "is refused for the path %s",
    (path) => {
      expect(() => endpointUrl(base, { path, arguments: [] }, {})).toThrow("leads out of the base URL");
      expect(() => probeUrl(base, { path, query: {} })).toThrow("leads out of the base URL");
    },
  );

  it("is refused without a value for its path", () => {
    expect(() => endpointUrl(base, { path: "leads/{id}", arguments: [id] }, {})).toThrow("{id}");
    expect(() => endpointUrl(base, { path: "leads/{other}", arguments: [id] }, { lead_id: "x" })).toThrow("{other}");
  });
});

describe("whatever an assistant sends", () => {
  const tricky = [
    ..."/ \\ ? # & = . .. ... ../ ..\\ /.. %2e %2e%2e %2f ..%2f .%2e ; : @ // \\\\ + % { } {id} [ ] ~ \t \n \r \0".split(
      " ",
    ),
    "http://evil.example/",
    "//evil.example",
    "\\\\evil.example",
    "@evil.example",
    "?admin=1",
    "&admin=1",
    "#",
    "\ufeff",
    "é/ü",
    "．．／",
  ];
  const hostile = fc
    .array(fc.oneof(fc.constantFrom(...tricky), fc.string({ unit: "binary", maxLength: 3 })), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.join(""));

  const endpoints = [
    { path: "leads/{id}", arguments: [id, state, page, list("repeat")] },
    { path: "leads/{id}/notes", arguments: [id, state, list("comma")] },
    { path: "{id}", arguments: [id, list("brackets")] },
    { path: "leads/{id}.json", arguments: [id, list("pipe")] },
    { path: "orders/", arguments: [state, list("space")] },
    ...connectors.flatMap((connector) => connector.endpoints),
  ].map((endpoint) => ({ ...endpoint, list: false }));

  it("keeps origin, path, number of segments and names of parameters", () => {
    let built = 0;
    const call = fc.constantFrom(...endpoints).chain((endpoint) => {
      const values = endpoint.arguments.map(({ type }) =>
        fc.oneof(type === "list" ? fc.array(hostile, { maxLength: 3 }) : hostile, fc.constantFrom("1", undefined)),
      );
      return fc.tuple(...values).map((drawn) => ({
        endpoint,
        given: Object.fromEntries(endpoint.arguments.map(({ name }, at) => [name, drawn[at]])),
      }));
    });
    fc.assert(
      fc.property(call, ({ endpoint, given }) => {
        const valid = validateArguments(endpoint, given);
        if (!valid.ok) return;
        built += 1;
        const url = endpointUrl(base, endpoint, valid.value.sent);
        expect(url.origin).toBe(base.origin);
        expect(url.pathname.startsWith(base.pathname)).toBe(true);
        expect(url.pathname.split("/")).toHaveLength((base.pathname + endpoint.path).split("/").length);
        expect(url.hash + url.username + url.password).toBe("");
        const names = endpoint.arguments.filter((argument) => argument.in !== "path");
        const known = names.flatMap(({ name, parameter = name }) => [parameter, `${parameter}[]`]);
        for (const name of url.searchParams.keys()) expect(known).toContain(name);
        // What the API decodes is what was asked for.
        const fixed = endpoint.path.split("{")[0] ?? "";
        const argument = endpoint.arguments.find((candidate) => candidate.in === "path");
        if (argument?.name === "lead_id") {
          const segment = url.pathname.slice(base.pathname.length + fixed.length).split("/")[0] ?? "";
          expect(decodeURIComponent(segment).startsWith(String(valid.value.sent["lead_id"]))).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
    expect(built).toBeGreaterThan(500);
  });
});

describe("arguments that are called like what every object inherits", () => {
  const inherited = ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__", "__defineGetter__"];
  const endpoint = {
    path: "orders",
    list: false,
    arguments: inherited.map((name) => ({ name, type: "string", maxLength: 50, description: name }) as const),
  };
  const base = new URL("https://api.example/v1/");

  it("are not sent when nobody gave them", () => {
    const valid = validateArguments(endpoint, {});
    expect(valid).toMatchObject({ ok: true });
    expect(valid.ok && endpointUrl(base, endpoint, valid.value.sent).href).toBe("https://api.example/v1/orders");
  });

  it.each(inherited)("are sent as they were given: %s", (name) => {
    const valid = validateArguments(endpoint, JSON.parse(`{${JSON.stringify(name)}: "x"}`));
    expect(valid.ok && endpointUrl(base, endpoint, valid.value.sent).search).toBe(`?${name}=x`);
  });
});
