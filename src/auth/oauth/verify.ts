import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { getMember } from "../../utils/own.ts";
import { CLOCK_TOLERANCE_S } from "../authenticator.ts";
import type { TokenFault } from "../failure.ts";

/** The public keys of an identity provider, by which jose finds that of a token. */
export type PublicKeys = ReturnType<typeof createLocalJWKSet>;

/** What a token must say. */
export interface Expected {
  /** Exactly, letter by letter. */
  readonly issuer: string;
  /** One of them must be among the token's. */
  readonly audiences: readonly string[];
  readonly now: Date;
}

export type Verified =
  | { readonly ok: true; readonly claims: JWTPayload & { readonly sub: string } }
  | { readonly ok: false; readonly fault: TokenFault };

/** A secret that signs is none of these: an identity provider's keys are public. */
const ALGORITHMS = ["RS256", "ES256", "EdDSA"];
/** OpenID Connect Core, section 2. */
const LONGEST_SUBJECT = 255;

/** Reads a JWK set (RFC 7517); undefined where it is none, or without a key. */
export function readKeys(document: unknown): PublicKeys | undefined {
  const keys = getMember(document, "keys");
  if (!Array.isArray(keys) || keys.length === 0) return undefined;
  try {
    return createLocalJWKSet({ keys });
  } catch {
    return undefined;
  }
}

/**
 * Checks an access token: signature first, then what it says. Keys come from `keys` alone: what a token itself brings
 * or points to (`jwk`, `jku`, `x5c`, `x5u`) is not looked at, and a `crit` that jose does not know is refused.
 */
export async function verifyToken(token: string, keys: PublicKeys, expected: Expected): Promise<Verified> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      algorithms: ALGORITHMS,
      issuer: expected.issuer,
      audience: [...expected.audiences],
      currentDate: expected.now,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ["exp", "sub"],
    });
    const { sub } = payload;
    if (typeof sub !== "string" || sub === "" || sub.length > LONGEST_SUBJECT) return { ok: false, fault: "claims" };
    // RFC 9449, section 7.2, and RFC 8705, section 3: taken as a bearer's it would serve whoever stole it.
    if (payload["cnf"] !== undefined) return { ok: false, fault: "bound" };
    if (!isAccessToken(protectedHeader, payload)) return { ok: false, fault: "id-token" };
    return { ok: true, claims: { ...payload, sub } };
  } catch (error) {
    return { ok: false, fault: faultOf(error) };
  }
}

/**
 * Whether a token is for an API and not one that only tells its client who somebody is. RFC 9068 gives access tokens a
 * type of their own, which most providers do not use. Keycloak says it in the claim `typ`, Cognito in `token_use`;
 * elsewhere an ID token gives itself away by what only these have (OpenID Connect Core, 3.1.3.6 and 3.3.2.11).
 */
function isAccessToken({ typ }: { readonly typ?: unknown }, claims: JWTPayload): boolean {
  const type = typeof typ === "string" ? typ.toLowerCase().replace(/^application\//, "") : typ;
  if (type === "at+jwt") return true;
  if (type !== undefined && type !== "jwt") return false;
  const said = claims["typ"] ?? claims["token_use"];
  if (said !== undefined) return said === "Bearer" || said === "access";
  return ["nonce", "at_hash", "c_hash", "s_hash"].every((name) => claims[name] === undefined);
}

/** What an error of jose's says of the token. None of them goes further: they hold its text. */
function faultOf(error: unknown): TokenFault {
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWTClaimValidationFailed) return claimFault(error);
  if (error instanceof errors.JOSEAlgNotAllowed) return "algorithm";
  if (error instanceof errors.JWKSNoMatchingKey) return "unknown-key";
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return "malformed";
  if (error instanceof errors.JOSENotSupported) return "malformed";
  // A key of the provider that is none is the other way to come here.
  return "signature";
}

function claimFault({ claim, reason }: InstanceType<typeof errors.JWTClaimValidationFailed>): TokenFault {
  if (claim === "iss") return "issuer";
  if (claim === "aud") return "audience";
  return claim === "nbf" && reason === "check_failed" ? "not-yet" : "claims";
}
