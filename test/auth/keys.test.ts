import { describe, expect, it, vi } from "vitest";
import { explainTrouble } from "../../src/auth/explain.ts";
import { MOST_ISSUER_BYTES } from "../../src/auth/oauth/issuer.ts";
import { createHttpClient, type HttpClient } from "../../src/http/client.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { serve } from "../helpers/loopback.ts";
import { JWKS, json, METADATA, makeKey, OPENID, type Provider } from "./provider.ts";
import { openWorld, type World } from "./world.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What whoever runs the server is told; undefined where all is well. */
function trouble({ authenticator }: World): string | undefined {
  const found = authenticator.findTrouble?.();
  return found && explainTrouble(found);
}

/** A token that is good for days, so that only its key can be the reason of a refusal. */
function lasting({ token }: World): string {
  return token({ exp: 4_000_000_000 });
}

function goDown(provider: Provider): void {
  provider.answer(METADATA, json({ error: "down" }, 503));
  provider.answer(OPENID, json({ error: "down" }, 503));
}

function comeBack(provider: Provider): void {
  provider.answer(METADATA, json({ issuer: provider.issuer, jwks_uri: `${provider.issuer}${JWKS}` }));
}

describe("the provider's keys", () => {
  it("are asked for once, for all tokens that come meanwhile and after", async () => {
    const world = await openWorld();
    const seen = await Promise.all(Array.from({ length: 20 }, () => world.ask(world.token())));
    expect(seen.map(({ status }) => status)).toEqual(Array(20).fill(200));
    await world.ask(world.token());
    expect(world.provider.requests()).toBe(2);
    expect(trouble(world)).toBeUndefined();
  });

  it("are found where only OpenID Connect has them, behind the path of the issuer", async () => {
    const world = await openWorld({
      path: "/realms/firm",
      prepare: (provider) => {
        provider.answer(`${METADATA}/realms/firm`, json({ error: "not found" }, 404));
        const at = new URL(provider.issuer).origin;
        provider.answer(`/realms/firm${OPENID}`, json({ issuer: provider.issuer, jwks_uri: `${at}${JWKS}` }));
      },
    });
    expect((await world.ask(world.token())).status).toBe(200);
    expect(world.provider.requests(`${METADATA}/realms/firm`)).toBe(1);
  });

  it("may change: a token of a new one is let in after another look", async () => {
    const world = await openWorld();
    await world.ask(world.token());
    const next = makeKey("ES256");
    world.provider.publish([world.key, next]);
    await world.clock.advance(10 * SECOND);
    expect((await world.ask(world.token({}, {}, next))).status).toBe(200);
    expect((await world.ask(world.token())).status).toBe(200);
  });

  it("are not asked for again and again by tokens of unknown keys", async () => {
    const world = await openWorld();
    await world.ask(world.token());
    const flood = () => Promise.all(Array.from({ length: 25 }, () => world.ask(world.token({}, { kid: "unknown" }))));
    await flood();
    expect(world.provider.requests(JWKS)).toBe(1);
    await world.clock.advance(10 * SECOND);
    const seen = await flood();
    expect(new Set(seen.map(({ status }) => status))).toEqual(new Set([401]));
    expect(world.provider.requests(JWKS)).toBe(2);
  });

  it("that were withdrawn open nothing after 10 minutes, not even once", async () => {
    const world = await openWorld();
    const token = lasting(world);
    await world.ask(token);
    world.provider.publish([makeKey("ES256")]);
    await world.clock.advance(10 * MINUTE - 1);
    expect((await world.ask(token)).status).toBe(200);
    await world.clock.advance(1);
    expect((await world.ask(token)).challenge).toContain("does not publish");
  });

  it("are kept for 6 hours while the provider is down, and no longer", async () => {
    const world = await openWorld();
    const token = lasting(world);
    await world.ask(token);
    goDown(world.provider);
    await world.clock.advance(6 * HOUR - 1);
    expect((await world.ask(token)).status).toBe(200);
    expect(world.failures).toMatchObject([{ kind: "status", status: 503 }]);
    expect(trouble(world)).toBeUndefined();
    await world.clock.advance(1);
    expect(await world.ask(token)).toMatchObject({ status: 503, retryAfter: "10" });
    comeBack(world.provider);
    await world.clock.advance(10 * SECOND);
    expect((await world.ask(token)).status).toBe(200);
  });

  it("are waited for by nobody who need not, while the provider hangs", async () => {
    const http = createHttpClient({}, MOST_ISSUER_BYTES);
    let get: HttpClient["get"] = http.get;
    const world = await openWorld({ http: { get: (...asked) => get(...asked) } });
    const token = lasting(world);
    await world.ask(token);
    get = async () => ({ kind: "failure", reason: "timeout", code: undefined });
    await world.clock.advance(10 * MINUTE);
    await world.ask(token);
    let requests = 0;
    get = () => {
      requests += 1;
      return new Promise(() => undefined);
    };
    await world.clock.advance(10 * SECOND);
    expect((await world.ask(token)).status).toBe(200);
    expect((await world.ask(token)).status).toBe(200);
    expect(requests).toBe(1);
  });
});

/** The ways in which a provider can fail, and what whoever runs the server reads. */
const failing: readonly (readonly [name: string, prepare: (provider: Provider) => void, says: RegExp])[] = [
  [
    "is down",
    (provider) => goDown(provider),
    /oauth-authorization-server answered HTTP 503|openid-configuration answered HTTP 503/,
  ],
  [
    "is not one",
    (provider) => provider.answer(METADATA, json({}, 404)),
    /openid-configuration answered HTTP 404\. .*give --issuer/,
  ],
  [
    "answers with a page",
    (provider) => provider.answer(METADATA, page),
    /something that is not JSON\. Check --issuer\.$/,
  ],
  [
    "answers with JSON that is no object",
    (provider) => provider.answer(METADATA, json(7)),
    /something that is not JSON/,
  ],
  [
    "leads elsewhere",
    (provider) => {
      const elsewhere = (_: unknown, response: import("node:http").ServerResponse) =>
        response.writeHead(302, { location: `${provider.issuer}/elsewhere` }).end();
      provider.answer(METADATA, elsewhere);
      provider.answer(OPENID, elsewhere);
    },
    /leads elsewhere \(HTTP 302\), and nothing follows it/,
  ],
  ["sends without end", (provider) => provider.answer(METADATA, json("x".repeat(300_000))), /more than 262144 bytes/],
  ["hangs up", (provider) => provider.answer(METADATA, (request) => request.socket.destroy()), /broke off/],
  [
    "names another issuer",
    (provider) =>
      provider.answer(METADATA, json({ issuer: "https://evil.example.com", jwks_uri: `${provider.issuer}${JWKS}` })),
    /is of the issuer https:\/\/evil\.example\.com, not of http:\/\/127\.0\.0\.1:\d+\. If that is the one you mean, give it to --issuer exactly so\.$/,
  ],
  [
    "names itself with a slash",
    (provider) =>
      provider.answer(METADATA, json({ issuer: `${provider.issuer}/`, jwks_uri: `${provider.issuer}${JWKS}` })),
    /give it to --issuer exactly so/,
  ],
  [
    "names no issuer",
    (provider) => provider.answer(METADATA, json({ jwks_uri: `${provider.issuer}${JWKS}` })),
    /does not name its issuer/,
  ],
  [
    "names no keys",
    (provider) => provider.answer(METADATA, json({ issuer: provider.issuer })),
    /names no https address/,
  ],
  [
    "has its keys at an address that anybody can answer for",
    keysAt("http://keys.example.com/jwks"),
    /names no https address/,
  ],
  ["has its keys in a file", keysAt("file:///etc/passwd"), /names no https address/],
  ["has its keys behind a login", keysAt("https://anna:secret@keys.example.com/jwks"), /names no https address/],
  [
    "has a page where its keys should be",
    (provider) => provider.answer(JWKS, page),
    /jwks answered with something that is not JSON/,
  ],
  ["has no keys", (provider) => provider.answer(JWKS, json({ keys: [] })), /holds no public keys/],
  ["has keys that are none", (provider) => provider.answer(JWKS, json({ keys: ["tea"] })), /holds no public keys/],
  ["has a list in place of keys", (provider) => provider.answer(JWKS, json([])), /holds no public keys/],
];

function page(_: unknown, response: import("node:http").ServerResponse): void {
  response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Welcome</title>");
}

function keysAt(address: string): (provider: Provider) => void {
  return (provider) => provider.answer(METADATA, json({ issuer: provider.issuer, jwks_uri: address }));
}

describe("when the provider", () => {
  it.each(failing)("%s, nobody is let in, and whoever runs the server reads why", async (_, prepare, says) => {
    const world = await openWorld({ prepare });
    const { status, retryAfter, challenge, body } = await world.ask(world.token());
    expect({ status, retryAfter, challenge }).toEqual({ status: 503, retryAfter: "10", challenge: null });
    const { host } = new URL(world.provider.issuer);
    expect(JSON.parse(body).error.message).toBe(
      `No token can be checked now, because the keys of ${host} cannot be had. Try again in 10 s.`,
    );
    expect(trouble(world)).toMatch(says);
    expect(world.failures).toHaveLength(1);
    expect(world.people).toEqual([]);
  });

  it("has not answered yet, that is said, and it is given 5 s for each document", async () => {
    const asked: number[] = [];
    const never: HttpClient = {
      get: (_url, _headers, timeoutMs) => {
        asked.push(timeoutMs);
        return new Promise(() => undefined);
      },
    };
    const world = await openWorld({ http: never });
    expect(asked).toEqual([5 * SECOND]);
    expect(trouble(world)).toBe(`${new URL(world.provider.issuer).host} has not told its keys yet.`);
  });

  it("comes back, a server is ready that nobody asks before", async () => {
    const world = await openWorld({ prepare: goDown });
    await world.ask(world.token());
    comeBack(world.provider);
    expect(trouble(world)).toContain("HTTP 503");
    await world.clock.advance(10 * SECOND);
    expect(trouble(world)).toContain("HTTP 503");
    await vi.waitFor(() => expect(trouble(world)).toBeUndefined());
    expect(world.provider.requests(JWKS)).toBe(1);
  });

  it("does not answer in time, it is not asked for a second document", async () => {
    let requests = 0;
    const slow: HttpClient = {
      get: async () => {
        requests += 1;
        return { kind: "failure", reason: "timeout", code: undefined };
      },
    };
    const world = await openWorld({ http: slow });
    expect((await world.ask(world.token())).status).toBe(503);
    expect(requests).toBe(1);
    expect(trouble(world)).toMatch(/^The identity provider \(.*\) did not answer in time\./);
  });

  it("leads elsewhere, nobody asks there", async () => {
    const elsewhere = await openForTest(serve(json({ keys: [] })));
    const world = await openWorld({
      prepare: (provider) =>
        provider.answer(JWKS, (_, response) => response.writeHead(307, { location: elsewhere.url.href }).end()),
    });
    expect((await world.ask(world.token())).status).toBe(503);
    expect(elsewhere.connections()).toBe(0);
    expect(trouble(world)).toContain("leads elsewhere (HTTP 307)");
  });

  it("has a private key among its keys by mistake, its tokens are refused", async () => {
    const world = await openWorld({
      prepare: (provider) =>
        provider.answer(JWKS, json({ keys: [{ kty: "oct", k: "c2VjcmV0", kid: "key", alg: "HS256" }] })),
    });
    expect((await world.ask(world.token())).status).toBe(401);
  });
});
