import { verify } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { makeKey, type SigningKey, signWith, writeToken } from "./provider.ts";
import { openWorld, PUBLIC_URL, type World } from "./world.ts";

const keyNames = ["the provider's", "another", "the provider's name on another"] as const;

/** What is done to a good token: claims and headers take other values or go away, its text is damaged. */
const mutation = fc.record({
  claims: fc.dictionary(
    fc.constantFrom("iss", "aud", "sub", "exp", "nbf", "iat", "typ", "token_use", "nonce", "at_hash", "cnf"),
    fc.oneof(
      fc.constantFrom(undefined, null, "", 0, "Bearer", "ID", "access", PUBLIC_URL, [PUBLIC_URL, "x"], [], "anna"),
      fc.integer({ min: -7200, max: 7200 }).map((seconds) => ({ fromNow: seconds })),
      fc.jsonValue({ maxDepth: 1 }),
    ),
    { maxKeys: 3 },
  ),
  header: fc.dictionary(
    fc.constantFrom("alg", "kid", "typ", "crit", "jwk", "b64", "zip"),
    fc.oneof(
      fc.constantFrom(
        undefined,
        "none",
        "HS256",
        "ES256",
        "RS256",
        "EdDSA",
        "JWT",
        "at+jwt",
        "logout+jwt",
        ["exp"],
        [],
      ),
      fc.jsonValue({ maxDepth: 1 }),
    ),
    { maxKeys: 2 },
  ),
  key: fc.oneof({ weight: 4, arbitrary: fc.constant(keyNames[0]) }, fc.constantFrom(...keyNames)),
  damage: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    fc.tuple(fc.nat(), fc.constantFrom("A", "z", ".")),
  ),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(world: World, stranger: SigningKey, { claims, header, key, damage }: Mutation): string {
  const now = Math.floor(world.clock.wall().getTime() / 1000);
  const given = Object.entries(claims).map(([name, value]) => [name, isMoment(value) ? now + value.fromNow : value]);
  const signing = key === "the provider's" ? world.key : stranger;
  const kid = key === "another" ? stranger.kid : world.key.kid;
  const token = writeToken(
    { alg: "ES256", kid, typ: "at+jwt", ...header },
    world.claims(Object.fromEntries(given)),
    signWith(signing),
  );
  if (damage === undefined) return token;
  const at = damage[0] % token.length;
  return token.slice(0, at) + damage[1] + token.slice(at + 1);
}

function isMoment(value: unknown): value is { readonly fromNow: number } {
  return typeof value === "object" && value !== null && "fromNow" in value && typeof value.fromNow === "number";
}

/** Whether a token holds all that it must, written without jose and without a look at the code that is tested. */
function isGood(world: World, token: string): boolean {
  const parts = token.split(".");
  const [head = "", body = "", signature = ""] = parts;
  if (parts.length !== 3 || !parts.every((part) => Buffer.from(part, "base64url").toString("base64url") === part))
    return false;
  const [header, claims] = [read(head), read(body)];
  if (header === undefined || claims === undefined) return false;
  const now = Math.floor(world.clock.wall().getTime() / 1000);
  const { iss, aud, sub, exp, nbf } = claims;
  const key = { key: world.key.publicKey, dsaEncoding: "ieee-p1363" } as const;
  return (
    header["alg"] === "ES256" &&
    (header["kid"] === undefined || header["kid"] === world.key.kid) &&
    !("crit" in header) &&
    verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url")) &&
    iss === world.provider.issuer &&
    [aud].flat().some((one) => one === PUBLIC_URL || one === `${PUBLIC_URL}/`) &&
    typeof sub === "string" &&
    sub.length > 0 &&
    typeof exp === "number" &&
    exp > now - 60 &&
    (nbf === undefined || (typeof nbf === "number" && nbf <= now + 60)) &&
    claims["cnf"] === undefined &&
    isForAccess(header["typ"], claims)
  );
}

function isForAccess(typ: unknown, claims: Readonly<Record<string, unknown>>): boolean {
  if (typ === "at+jwt") return true;
  if (typ !== undefined && typ !== "JWT") return false;
  const said = claims["typ"] ?? claims["token_use"];
  if (said !== undefined && said !== null) return said === "Bearer" || said === "access";
  return claims["nonce"] === undefined && claims["at_hash"] === undefined;
}

function read(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(part, "base64url")));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

it("whatever is done to a token, it is let in only where it holds all that it must", async () => {
  const world = await openWorld();
  const stranger = makeKey("ES256");
  const counts = { in: 0, out: 0 };
  await fc.assert(
    fc.asyncProperty(mutation, async (given) => {
      const token = mutate(world, stranger, given);
      const { ok } = await world.authenticator.authenticate(`Bearer ${token}`);
      counts[ok ? "in" : "out"] += 1;
      if (ok) expect(isGood(world, token)).toBe(true);
    }),
    { numRuns: 2000 },
  );
  // Neither side of the question is empty.
  expect(Math.min(counts.in, counts.out)).toBeGreaterThan(50);
});
