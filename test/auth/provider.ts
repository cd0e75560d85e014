import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Loopback, serve } from "../helpers/loopback.ts";

/** A pair of keys of an identity provider. */
export interface SigningKey {
  readonly alg: "RS256" | "ES256" | "EdDSA";
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

type Json = Readonly<Record<string, unknown>>;
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An identity provider on loopback that says whatever a test wants. Its tokens are written by hand, without jose. */
export interface Provider extends Loopback {
  readonly issuer: string;
  /** How often a path was asked for; all paths when none is named. */
  requests(path?: string): number;
  /** From now on the path gets this answer. */
  answer(path: string, answer: Answer): void;
  /** From now on these are the keys. */
  publish(keys: readonly SigningKey[]): void;
}

export const METADATA = "/.well-known/oauth-authorization-server";
export const OPENID = "/.well-known/openid-configuration";
export const JWKS = "/jwks";

let made = 0;

/** Makes a new pair of keys. Those of RSA take longest. */
export function makeKey(alg: SigningKey["alg"]): SigningKey {
  made += 1;
  return { alg, kid: `key-${made}`, ...makePair(alg) };
}

function makePair(alg: SigningKey["alg"]) {
  switch (alg) {
    case "RS256":
      return generateKeyPairSync("rsa", { modulusLength: 2048 });
    case "ES256":
      return generateKeyPairSync("ec", { namedCurve: "P-256" });
    case "EdDSA":
      return generateKeyPairSync("ed25519");
    default:
      return alg satisfies never;
  }
}

/** The key as a provider publishes it. */
export function jwkOf({ publicKey, alg, kid }: SigningKey): Json {
  return { ...publicKey.export({ format: "jwk" }), alg, kid, use: "sig" };
}

/** Writes a token: three parts, of which the last is made by `signed`. */
export function writeToken(header: Json, claims: Json, signed: (input: Buffer) => Buffer): string {
  const input = [header, claims].map((part) => encode(JSON.stringify(part))).join(".");
  return `${input}.${encode(signed(Buffer.from(input)))}`;
}

/** Signs as the key's algorithm does (RFC 7518, 3.3 and 3.4; RFC 8037, 3.1). */
export function signWith({ alg, privateKey }: SigningKey): (input: Buffer) => Buffer {
  return (input) => {
    if (alg === "EdDSA") return sign(null, input, privateKey);
    return sign("sha256", input, { key: privateKey, dsaEncoding: "ieee-p1363" });
  };
}

export function encode(bytes: string | Buffer): string {
  return Buffer.from(bytes).toString("base64url");
}

export function json(document: unknown, status = 200): Answer {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(document));
  };
}

/** Starts a provider that is well at first, and names itself with this path. */
export async function startProvider(keys: readonly SigningKey[], path = ""): Promise<Provider> {
  const answers = new Map<string, Answer>();
  const counts = new Map<string, number>();
  const loopback = await serve((request, response) => {
    const asked = request.url ?? "";
    counts.set(asked, (counts.get(asked) ?? 0) + 1);
    const answer = answers.get(asked) ?? json({ error: "not found" }, 404);
    answer(request, response);
  });
  const issuer = `${loopback.url.origin}${path}`;
  const publish = (all: readonly SigningKey[]) => {
    answers.set(JWKS, json({ keys: all.map(jwkOf) }));
  };
  publish(keys);
  answers.set(`${METADATA}${path}`, json({ issuer, jwks_uri: `${loopback.url.origin}${JWKS}` }));
  return {
    ...loopback,
    issuer,
    requests: (asked) =>
      asked === undefined ? [...counts.values()].reduce((sum, one) => sum + one, 0) : (counts.get(asked) ?? 0),
    answer: (asked, answer) => {
      answers.set(asked, answer);
    },
    publish,
  };
}
