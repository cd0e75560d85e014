import { createHmac, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { encode, jwkOf, makeKey, signWith, writeToken } from "./provider.ts";
import { openWorld, PUBLIC_URL, type World } from "./world.ts";

const MINUTE = 60;
const METADATA_URL = "https://keyscope.example.com/.well-known/oauth-protected-resource/mcp";

/** Seconds since 1970 by the world's clock. */
function now({ clock }: World): number {
  return Math.floor(clock.wall().getTime() / 1000);
}

type Attempt = (world: World) => string;

/** A token with a header as it stands here, signed as it says with the provider's own key. */
function withHeader(world: World, header: object): string {
  return writeToken({ ...header }, world.claims(), signWith(world.key));
}

function publicPem({ key }: World): Buffer {
  return Buffer.from(key.publicKey.export({ type: "spki", format: "pem" }));
}

const HMAC = (secret: Buffer | string) => (input: Buffer) => createHmac("sha256", secret).update(input).digest();

const refused: readonly (readonly [name: string, attempt: Attempt, says: RegExp])[] = [
  ["a word that is no token", () => "setpilot-key-of-somebody", /no token that can be read/],
  ["three parts that are none", () => "a.b.c", /no token that can be read/],
  ["an encrypted token", () => "e30.e30.e30.e30.e30", /no token that can be read/],
  ["a token that is too long", (world) => world.token({ groups: "x".repeat(9_500) }), /too long/],
  ["an expired token", (world) => world.token({ exp: now(world) - MINUTE }), /has expired/],
  ["a token that is not valid yet", (world) => world.token({ nbf: now(world) + MINUTE + 1 }), /not valid yet/],
  ["a token for another server", (world) => world.token({ aud: "https://other.example.com/mcp" }), /another server/],
  ["a token for the host alone", (world) => world.token({ aud: "https://keyscope.example.com" }), /another server/],
  ["a token for the address with more behind it", (world) => world.token({ aud: `${PUBLIC_URL}/x` }), /another server/],
  ["a token for the address in capitals", (world) => world.token({ aud: PUBLIC_URL.toUpperCase() }), /another server/],
  ["a token for nobody", (world) => world.token({ aud: undefined }), /another server/],
  ["a token for an empty list", (world) => world.token({ aud: [] }), /another server/],
  ["a token for a number", (world) => world.token({ aud: 7 }), /another server/],
  [
    "a token of another issuer",
    (world) => world.token({ iss: "https://evil.example.com" }),
    /another identity provider/,
  ],
  [
    "a token of the issuer with a slash",
    (world) => world.token({ iss: `${world.provider.issuer}/` }),
    /another identity/,
  ],
  ["a token of nobody", (world) => world.token({ iss: undefined }), /another identity provider/],
  ["a token of two issuers", (world) => world.token({ iss: [world.provider.issuer] }), /another identity provider/],
  ["a token without an expiry", (world) => world.token({ exp: undefined }), /lacks a subject \(sub\) or an expiry/],
  ["a token whose expiry is a text", (world) => world.token({ exp: "9999999999" }), /lacks a subject/],
  ["a token without a subject", (world) => world.token({ sub: undefined }), /lacks a subject/],
  ["a token with an empty subject", (world) => world.token({ sub: "" }), /lacks a subject/],
  ["a token whose subject is a list", (world) => world.token({ sub: ["anna"] }), /lacks a subject/],
  ["a token with a huge subject", (world) => world.token({ sub: "a".repeat(256) }), /lacks a subject/],
  ["a token whose start is a text", (world) => world.token({ nbf: "0" }), /lacks a subject/],
  ["alg none, not signed", (world) => writeToken({ alg: "none" }, world.claims(), () => Buffer.alloc(0)), /not signed/],
  ["alg None, with a signature", (world) => withHeader(world, { alg: "None", kid: world.key.kid }), /not signed/],
  ["no alg", (world) => withHeader(world, { kid: world.key.kid }), /no token that can be read/],
  [
    "HS256 with the public key as its secret",
    (world) => writeToken({ alg: "HS256", kid: world.key.kid }, world.claims(), HMAC(publicPem(world))),
    /not signed with RS256/,
  ],
  [
    "HS256 with the published key as its secret",
    (world) => writeToken({ alg: "HS256", kid: world.key.kid }, world.claims(), HMAC(JSON.stringify(jwkOf(world.key)))),
    /not signed with RS256/,
  ],
  ["ES384 in the header", (world) => withHeader(world, { alg: "ES384", kid: world.key.kid }), /not signed with RS256/],
  [
    "RS256 in the header with a key of ES256",
    (world) => withHeader(world, { alg: "RS256", kid: world.key.kid }),
    /key that .* does not publish/,
  ],
  ["a key that nobody published", (world) => world.token({}, {}, makeKey("ES256")), /key that .* does not publish/],
  [
    "a key of somebody else under the provider's name for its own",
    (world) => world.token({}, {}, { ...makeKey("ES256"), kid: world.key.kid }),
    /signature of the token is wrong/,
  ],
  [
    "a signature as other programs write it, in DER",
    ({ key, claims }) =>
      writeToken({ alg: "ES256", kid: key.kid }, claims(), (input) => sign("sha256", input, key.privateKey)),
    /signature of the token is wrong/,
  ],
  [
    "an empty signature",
    (world) => `${world.token().split(".").slice(0, 2).join(".")}.`,
    /signature of the token is wrong/,
  ],
  [
    "a key that the token brings along (jwk)",
    (world) => {
      const own = { ...makeKey("ES256"), kid: "own" };
      return world.token({}, { kid: "own", jwk: jwkOf(own) }, own);
    },
    /key that .* does not publish/,
  ],
  [
    "an extension that must be understood (crit)",
    (world) => world.token({}, { crit: ["admin"], admin: true }),
    /no token that can be read/,
  ],
  ["a text that is not encoded (b64)", (world) => world.token({}, { crit: ["b64"], b64: false }), /no token that can/],
  [
    "an ID token, by its at_hash",
    (world) => world.token({ at_hash: "x" }, { typ: "JWT" }),
    /only tells who somebody is/,
  ],
  ["an ID token, by its nonce", (world) => world.token({ nonce: "x" }, { typ: undefined }), /only tells who/],
  ["an ID token of Keycloak", (world) => world.token({ typ: "ID" }, { typ: "JWT" }), /only tells who somebody is/],
  ["an ID token of Cognito", (world) => world.token({ token_use: "id" }, { typ: undefined }), /only tells who/],
  ["a logout token", (world) => world.token({}, { typ: "logout+jwt" }), /only tells who somebody is/],
  ["a token bound to a key of its client", (world) => world.token({ cnf: { jkt: "x" } }), /only with a proof/],
  ["claims that are a list", ({ key }) => writeTokenOf("[]", key), /no token that can be read/],
  ["claims that are no JSON", ({ key }) => writeTokenOf("{", key), /no token that can be read/],
];

function writeTokenOf(claims: string, key: World["key"]): string {
  const input = `${encode(JSON.stringify({ alg: key.alg, kid: key.kid }))}.${encode(claims)}`;
  return `${input}.${encode(signWith(key)(Buffer.from(input)))}`;
}

describe("is refused:", () => {
  it.each(refused)("%s", async (_, attempt, says) => {
    const world = await openWorld();
    const token = attempt(world);
    const { status, challenge, body } = await world.ask(token);
    expect(status).toBe(401);
    expect(challenge).toMatch(
      /^Bearer realm="keyscope", error="invalid_token", error_description="[^"\\]+", resource_/,
    );
    expect(challenge).toContain(`resource_metadata="${METADATA_URL}"`);
    expect(challenge).toMatch(says);
    expect(JSON.parse(body).error.message).toMatch(says);
    expect(`${challenge}${body}`).not.toContain(token.slice(0, 12));
    expect(world.people).toEqual([]);
  });

  it.each([
    ["no header", undefined],
    ["an empty header", ""],
    ["another scheme", "Basic YW5uYTp0ZWE="],
    ["a scheme without a token", "Bearer"],
    ["two tokens", "Bearer abc def"],
    ["a token bound to its client's key", "DPoP abc"],
  ])("%s, without a word of an error", async (_, header) => {
    const world = await openWorld();
    const { status, challenge, body } = await world.send(header);
    expect(status).toBe(401);
    expect(challenge).toBe(`Bearer realm="keyscope", resource_metadata="${METADATA_URL}"`);
    expect(JSON.parse(body).error.message).toBe(
      `Log in at ${world.provider.issuer} and send its access token in the header Authorization: Bearer TOKEN.`,
    );
  });

  it("nothing that a token points to is asked for", async () => {
    const world = await openWorld();
    const own = makeKey("ES256");
    const at = (path: string) => `${world.provider.issuer}${path}`;
    await world.ask(world.token({}, { jku: at("/evil-keys"), x5u: at("/evil-certificate") }, own));
    await world.ask(world.token({ iss: at("/evil") }));
    expect(world.provider.requests("/evil-keys") + world.provider.requests("/evil-certificate")).toBe(0);
    expect(world.provider.requests("/.well-known/oauth-authorization-server/evil")).toBe(0);
  });

  it("a token for the address, where tokens must name another audience", async () => {
    const world = await openWorld({ audience: "0f1e-guid" });
    expect((await world.ask(world.token())).challenge).toContain("its tokens name the audience 0f1e-guid.");
    expect((await world.ask(world.token({ aud: "0f1e-guid" }))).status).toBe(200);
  });
});

describe("is let in:", () => {
  it.each(["RS256", "ES256", "EdDSA"] as const)("a token signed with %s", async (alg) => {
    const world = await openWorld({ alg });
    expect(await world.ask(world.token())).toMatchObject({ status: 200, body: '{"hello":"anna"}' });
    expect(world.people).toEqual([{ subject: "anna", client: "desk", claims: world.claims() }]);
  });

  const accepted: readonly (readonly [string, Attempt])[] = [
    ["as a JWT", (world) => world.token({}, { typ: "JWT" })],
    ["as application/at+jwt, in capitals", (world) => world.token({}, { typ: "Application/AT+JWT" })],
    ["without a type", (world) => world.token({}, { typ: undefined })],
    ["of Keycloak, of old with a nonce", (world) => world.token({ typ: "Bearer", nonce: "x" }, { typ: "JWT" })],
    ["of Cognito", (world) => world.token({ token_use: "access" }, { typ: undefined })],
    ["for several servers", (world) => world.token({ aud: ["https://other.example.com", PUBLIC_URL] })],
    ["for the address with a slash", (world) => world.token({ aud: `${PUBLIC_URL}/` })],
    ["that expired 59 s ago by this clock", (world) => world.token({ exp: now(world) - MINUTE + 1 })],
    ["that begins in 60 s by this clock", (world) => world.token({ nbf: now(world) + MINUTE })],
    ["without the name of its key, where there is one", (world) => world.token({}, { kid: undefined })],
  ];

  it.each(accepted)("a token %s", async (_, attempt) => {
    const world = await openWorld();
    expect((await world.ask(attempt(world))).status).toBe(200);
  });

  it("a token that names its client as azp", async () => {
    const world = await openWorld();
    await world.ask(world.token({ client_id: undefined, azp: "phone" }));
    expect(world.people[0]?.client).toBe("phone");
  });
});
