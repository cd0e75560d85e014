import { describe, expect, it } from "vitest";
import { connectors as builtIns } from "../../../src/connectors/catalog/index.ts";
import { FIELDS } from "../../../src/requests/arguments.ts";
import { argumentWith, connectorOf, endpointWith, issuesOf, teapots, teapotsWith } from "./examples.ts";

/** Every way in which a definition could send a key elsewhere, write, read what is not its own, or mislead. */
describe("a hostile definition is refused", () => {
  const HIDDEN = ["\u202e", "\u200b", "\n", "\u001b[31m", "\u2028", "\u{e0041}", "\u0000"];

  it.each(builtIns)("that calls itself $id", ({ id }) => {
    expect(issuesOf(teapotsWith({ id })).join()).toContain(`"${id}" is a connector that Keyscope has itself`);
  });

  it.each(["../teapots", "a/b", "a_b", "A", "", "-a", "a--b", "con", "lpt1", "x".repeat(21), "__proto__"])(
    "with the id %j",
    (id) => {
      expect(issuesOf(teapotsWith({ id }))[0]).toMatch(/^id: /);
    },
  );

  it.each([
    "http://api.teapots.example",
    "http://127.0.0.2",
    "http://localhost.evil.example",
    "https://user:pass@api.teapots.example",
    "https://api.teapots.example?x=1",
    "https://api.teapots.example/#x",
    "https://api.teapots.example\\@evil.example",
    "https://api.teapots.example/../x",
    "https://api.teapots.example/%2e%2e/x",
    "https:///api.teapots.example",
    "https://0x7f.1",
    "file:///etc/passwd",
    "//api.teapots.example",
    " https://api.teapots.example",
  ])("with the address %s", (baseUrl) => {
    expect(issuesOf(teapotsWith({ baseUrl }))[0]).toMatch(/^baseUrl: /);
  });

  it.each([
    "https://evil.example/x",
    "https:evil",
    "/absolute",
    "//evil.example/x",
    "../up",
    "pots/../../up",
    "pots/./x",
    "..",
    "pots/..",
    "pots//x",
    "%2e%2e/up",
    "pots/%2E%2e/up",
    "pots%2fx",
    "pots\\x",
    "pots?delete=1",
    "pots#x",
    "pots\nx",
    "pots x",
    "{../}",
    "",
  ])("with the path %j", (path) => {
    expect(issuesOf(endpointWith({ path })).join()).toMatch(/^endpoints\[0\]\.path: /);
    expect(issuesOf(teapotsWith({ keyProbe: { path } })).join()).toMatch(/^keyProbe\.path: /);
  });

  it.each([
    "Host",
    "host",
    "Cookie",
    "Set-Cookie",
    "Connection",
    "Content-Length",
    "Content-Type",
    "Transfer-Encoding",
    "Accept",
    "Accept-Encoding",
    "User-Agent",
    "Proxy-Authorization",
    "X-Forwarded-Host",
    "X-HTTP-Method-Override",
    "Expect",
    "TE",
    "Upgrade",
    "Origin",
    "X Key",
    "X-Key:",
    "X-Key\r\nHost",
    "",
  ])("that sends the key in the header %j", (name) => {
    const found = issuesOf(teapotsWith({ authentication: { kind: "header", name } }));
    expect(found.join()).toMatch(/^authentication\.name: /);
  });

  it.each(["Bearer x", "a\r\nHost: evil", "", "x".repeat(41)])("that writes %j before the key", (prefix) => {
    const authentication = { kind: "header", name: "X-Key", prefix };
    expect(issuesOf(teapotsWith({ authentication })).join()).toMatch(/^authentication\.prefix: /);
  });

  it.each([
    ["a variable", { environment: { baseUrl: "X", privacy: "HOME" } }],
    ["a key", { key: "sk_live_1" }],
    ["a method", { endpoints: [{ ...teapots.endpoints[0], method: "DELETE" }] }],
    ["a body", { endpoints: [{ ...teapots.endpoints[0], body: {} }] }],
    ["a whole key form", { keyForms: [{ parts: [{ variable: "GITHUB_TOKEN" }] }] }],
    ["an own address", { address: { kind: "own", url: "https://evil.example" } }],
  ])("that names %s", (_, members) => {
    expect(issuesOf(teapotsWith(members)).join()).toContain("has no member");
  });

  it.each([
    "_method",
    "_METHOD",
    "method",
    ".method",
    "[method",
    "  _method",
    "X-HTTP-Method-Override",
    "_http_method",
    "_HttpMethod",
    "http-method",
    "x_http_method_override",
  ])("that sends the parameter %s", (parameter) => {
    expect(issuesOf(argumentWith({ parameter })).join()).toMatch(/arguments\[0\]\.parameter: cannot be sent/);
    expect(issuesOf(teapotsWith({ keyProbe: { path: "x", query: { [parameter]: "DELETE" } } }))).toHaveLength(1);
  });

  it.each(["method", "http_method", "x_http_method_override", "methodoverride"])(
    "that sends an argument under its own name %s",
    (name) => {
      expect(issuesOf(argumentWith({ name })).join()).toMatch(/arguments\[0\]\.name: cannot be sent/);
      expect(issuesOf(argumentWith({ name, parameter: "paymentMethod" }))).toEqual([]);
    },
  );

  it.each(HIDDEN)("with %j in a text", (hidden) => {
    const text = `a${hidden}b`;
    expect(issuesOf(teapotsWith({ title: text }))).toHaveLength(1);
    expect(issuesOf(teapotsWith({ keyGuide: { menu: text, create: text, who: text } }))).toHaveLength(3);
    expect(issuesOf(endpointWith({ description: text, title: text }))).toHaveLength(2);
    expect(issuesOf(argumentWith({ description: text, parameter: text }))).toHaveLength(2);
    expect(issuesOf(argumentWith({ type: "choice", values: [text] }))).toHaveLength(1);
    expect(issuesOf(teapotsWith({ refusalHints: [{ status: 403, advice: text }] }))).toHaveLength(1);
  });

  it("with more than anybody needs", () => {
    const many = (count: number, make: (at: number) => unknown) => Array.from({ length: count }, (_, at) => make(at));
    const pot = (at: number) => ({ ...teapots.endpoints[0], tool: `list_${at}` });
    const size = (at: number) => ({ name: `a${at}`, type: "boolean", description: "x" });
    expect(issuesOf(teapotsWith({ endpoints: many(128, pot) }))).toEqual([]);
    expect(issuesOf(teapotsWith({ endpoints: many(129, pot) }))).toEqual(["endpoints: may have at most 128 entries"]);
    expect(issuesOf(endpointWith({ arguments: many(40, size) }))).toEqual([]);
    expect(issuesOf(endpointWith({ arguments: many(41, size) }))).toHaveLength(1);
    expect(issuesOf(endpointWith({ description: "x".repeat(1_001) }))).toHaveLength(1);
    expect(issuesOf(teapotsWith({ guidance: "x".repeat(1_001) }))).toHaveLength(1);
    expect(issuesOf(argumentWith({ type: "integer", maximum: 1e300 }))).toHaveLength(1);
  });

  it("with the access tool's name, or another connector's tool", () => {
    expect(issuesOf(endpointWith({ tool: "check_access" })).join()).toContain("choose another name");
    const tea = connectorOf(
      teapotsWith({ id: "tea", endpoints: [{ ...teapots.endpoints[0], tool: "pots_list_pots" }] }),
    );
    const clash = teapotsWith({ id: "tea-pots" });
    expect(issuesOf(clash)).toEqual([]);
    expect(issuesOf(clash, [tea])).toEqual([
      "endpoints[0].tool: tea_pots_list_pots is a tool of tea already; choose another name",
    ]);
  });

  it("with the argument by which columns are chosen", () => {
    expect(issuesOf(argumentWith({ name: FIELDS.name })).join()).toMatch(/arguments\[0\]\.name: /);
  });

  it.each(["__proto__", "constructor.name", "a.__proto__.b", "a..b", ""])("that looks into %j of an answer", (path) => {
    expect(issuesOf(teapotsWith({ errorBody: { message: path } }))).toHaveLength(1);
    expect(issuesOf(teapotsWith({ envelope: { data: "data", facts: { store: path } } }))).toHaveLength(1);
  });
});
