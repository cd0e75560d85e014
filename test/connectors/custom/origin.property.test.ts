import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDefinition } from "../../../src/connectors/custom/check.ts";
import { usualBaseUrl } from "../../../src/connectors/schema/connector.ts";
import { parseBaseUrl } from "../../../src/credentials/base-url.ts";
import { validateArguments } from "../../../src/requests/arguments.ts";
import { endpointUrl, probeUrl } from "../../../src/requests/url.ts";
import { teapots } from "./examples.ts";

/** Pieces of which addresses and paths are made, harmless and not. */
const piece = fc.constantFrom(
  ..."/ // . .. : @ ? # % %2e %2f \\ { } {id} {a} - _ ~ ; = & + ( ) ' http: https: evil.example localhost 127.0.0.1 [::1] :443 :8080 a é x1 v1".split(
    " ",
  ),
  "\t",
  "\n",
  " ",
  "\u202e",
);
const path = fc.oneof(
  fc
    .array(fc.constantFrom("pots", "{id}", "{a}", "x.{id}", "{a}:lid", "v1.0", "a~b", "@me"), {
      minLength: 1,
      maxLength: 4,
    })
    .map((segments) => segments.join("/")),
  fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join("")),
);
const baseUrl = fc.oneof(
  fc.constantFrom(
    "https://api.teapots.example",
    "https://api.teapots.example/v1/",
    "http://127.0.0.1:8080/x",
    "http://[::1]:1",
  ),
  fc.array(piece, { maxLength: 6 }).map((pieces) => `https://api.teapots.example${pieces.join("")}`),
  fc.array(piece, { maxLength: 6 }).map((pieces) => `https://${pieces.join("")}`),
);
const value = fc.oneof(
  piece,
  fc.string({ unit: "binary" }),
  fc.constantFrom("..", ".", "../../x", "%2e%2e", "a/b", "?x=1", "#"),
);

/** A definition whose address and paths are anything, with an argument for each part of the path. */
const definition = fc
  .record({ baseUrl, path, probe: path, parameter: fc.option(fc.string()) })
  .map(({ baseUrl, path, probe, parameter }) => ({
    ...teapots,
    baseUrl,
    keyProbe: { path: probe, query: { [parameter ?? "limit"]: "1" } },
    endpoints: [
      {
        ...teapots.endpoints[0],
        path,
        arguments: [
          ...[...new Set([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].map((name) => ({
            name,
            in: "path",
            type: "string",
            description: "Which",
          })),
          { name: "q", type: "string", description: "Words", ...(parameter === null ? {} : { parameter }) },
        ],
      },
    ],
  }));

describe("whatever a definition says, if it passes", () => {
  it("its base URL is one that the credentials take as it stands", () => {
    fc.assert(
      fc.property(baseUrl, (text) => {
        const checked = checkDefinition({ ...teapots, baseUrl: text });
        if (!checked.ok) return;
        const address = usualBaseUrl(checked.connector) ?? "";
        expect(parseBaseUrl(address)).toEqual({ ok: true, url: new URL(address) });
        expect(new URL(address).href).toBe(address);
      }),
      { numRuns: 2_000 },
    );
  });

  it("every request stays at the base URL's origin and below its path", () => {
    let passed = 0;
    fc.assert(
      fc.property(definition, value, value, value, (file, id, a, q) => {
        const checked = checkDefinition(file);
        if (!checked.ok) return;
        passed += 1;
        const { connector } = checked;
        const base = new URL(usualBaseUrl(connector) ?? "");
        const urls = connector.keyProbe === undefined ? [] : [probeUrl(base, connector.keyProbe)];
        for (const endpoint of connector.endpoints) {
          const wanted = Object.entries({ id, a, q }).filter(([name]) =>
            endpoint.arguments.some((each) => each.name === name),
          );
          const read = validateArguments(endpoint, Object.fromEntries(wanted));
          if (read.ok) urls.push(endpointUrl(base, endpoint, read.value.sent));
        }
        for (const url of urls) {
          expect(url.origin).toBe(base.origin);
          expect(url.pathname.startsWith(base.pathname)).toBe(true);
          expect([url.username, url.password, url.hash]).toEqual(["", "", ""]);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(passed).toBeGreaterThan(20);
  });

  it("checking never throws, whatever JSON the file holds", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(...Object.keys(teapots), "scopes", "extends", "authentication"),
        (json, name) => {
          expect(() => checkDefinition(json)).not.toThrow();
          expect(() => checkDefinition({ ...teapots, [name]: json })).not.toThrow();
        },
      ),
    );
  });
});
