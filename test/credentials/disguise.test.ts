import { describe, expect, it } from "vitest";
import { connectors } from "../../src/connectors/catalog/index.ts";
import { authorizationHeaders } from "../../src/credentials/credential.ts";
import { redact } from "../../src/credentials/redact.ts";
import { Secret } from "../../src/credentials/secret.ts";
import { startSandbox } from "../../src/sandbox/index.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { apiId } from "../helpers/emulated.ts";
import { disguises } from "./disguises.ts";
import { draw, keys, makeEchoes, places } from "./echoes.ts";

describe("a key that is echoed in disguise", () => {
  it("is tried in 37 encodings, of 25 keys, in 10 places", () => {
    expect([disguises, places].map((table) => Object.keys(table).length)).toEqual([37, 10]);
    expect(keys).toHaveLength(25);
  });

  it("shows 12 characters in a row in none of 92,500 texts", { timeout: 120_000 }, () => {
    let echoed = 0;
    const leaks: string[] = [];
    for (const { disguise, place, secret, text, readableIn } of makeEchoes(10)) {
      if (readableIn(text) !== undefined) echoed += 1;
      const left = redact(text, secret);
      if (readableIn(left) !== undefined) leaks.push(`${disguise}, ${place}: ${text} became ${left}`);
    }
    expect(echoed).toBe(92_500);
    expect(leaks.slice(0, 5)).toEqual([]);
  });
});

/** What an API's data is full of and a key could be mistaken for. */
const ordinary: Readonly<Record<string, (seed: string) => string>> = {
  "an order number": (seed) => `#${Number.parseInt(draw("hex", 6, seed), 16)}`,
  "a UUID": (seed) => draw("hex", 32, seed).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
  "a digest": (seed) => `sha256:${draw("hex", 64, seed)}`,
  "another key": (seed) => `spa_sk_live_${draw("base62", 32, seed)}`,
  "a placeholder": () => "Keys begin with spa_sk_live_, such as spa_sk_live_…, or with ck_live_ and cs_.",
  "a thumbnail": (seed) => `data:image/png;base64,${Buffer.from(draw("hex", 600, seed), "hex").toString("base64")}`,
  "a cursor": (seed) => Buffer.from(JSON.stringify({ after: draw("base62", 16, seed), page: 4 })).toString("base64"),
  "somebody's token": (seed) =>
    ['{"alg":"HS256"}', `{"sub":"${draw("hex", 24, seed)}","scope":"live"}`, draw("base62", 32, seed)]
      .map((part) => Buffer.from(part).toString("base64url"))
      .join("."),
  "an e-mail address": (seed) => `${draw("hex", 9, seed)}@shop.example`,
  "a list of SKUs": (seed) => (draw("capitals", 48, seed).match(/.{6}/g) ?? []).join(", "),
  "a long address": (seed) =>
    `https://cdn.example/${draw("base62", 22, seed)}/a%20b.jpg?next=https%3A%2F%2Fx.example%2F%3Fid%3D${draw("hex", 12, seed)}&w=8`,
  "a list of numbers": (seed) => [...Buffer.from(draw("hex", 80, seed), "hex")].join(","),
};

describe("what is no key", () => {
  it("stays as it is: 60,000 texts of twelve kinds, for five kinds of key", () => {
    const secrets = keys.slice(0, 5).map(({ secret }) => secret);
    const changed: string[] = [];
    for (const [name, make] of Object.entries(ordinary)) {
      for (let turn = 0; turn < 1_000; turn += 1) {
        const text = make(`${name} ${turn}`);
        changed.push(...secrets.map((secret) => redact(text, secret)).filter((left) => left !== text));
      }
    }
    expect(changed).toEqual([]);
  });

  it("stays as it is in all that the five sandboxes answer", async () => {
    const sandbox = await openForTest(startSandbox());
    const bodies: string[] = [];
    for (const connector of connectors) {
      const id = apiId(connector);
      const [first = "", second]: readonly string[] = sandbox.examples[id].all.parts;
      const secret = new Secret(first, second);
      const headers = authorizationHeaders(connector.keyForms[0].authentication, secret);
      for (const { path } of connector.endpoints.filter((endpoint) => !endpoint.path.includes("{"))) {
        const answer = await fetch(`${sandbox.baseUrl(id)}${path}`, { headers });
        const body = await answer.text();
        if (answer.status === 200) bodies.push(body);
        for (const some of [secret, ...keys.map((key) => key.secret)]) expect(redact(body, some)).toBe(body);
      }
    }
    expect(bodies.join("").length).toBeGreaterThan(100_000);
  });
});
