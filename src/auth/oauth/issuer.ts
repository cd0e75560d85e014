import type { HttpClient } from "../../http/client.ts";
import type { Clock } from "../../utils/time.ts";
import {
  type Authenticated,
  type Authenticator,
  bearerToken,
  METADATA_PATH,
  type Principal,
  type ProtectedResource,
} from "../authenticator.ts";
import type { AuthFailure, IssuerFailure, TokenFault } from "../failure.ts";
import { fetchKeys } from "./discovery.ts";
import { createKeyCache, type KeyCache, RETRY_MS } from "./keys.ts";
import { type Expected, type Verified, verifyToken } from "./verify.ts";

export { MOST_ISSUER_BYTES } from "./discovery.ts";

/** Whose tokens are taken, and for what. */
export interface IssuerOptions {
  /** The identity provider, letter by letter as it names itself. */
  readonly issuer: string;
  /** The address that clients are given, as `parsePublicUrl` reads it. */
  readonly publicUrl: URL;
  /** What tokens name as their audience where the provider cannot name the address. */
  readonly audience?: string | undefined;
  /** What clients are to ask the provider for. */
  readonly scopes: readonly string[];
  /** What people read when they log in. */
  readonly name: string;
  /** Reads at most `MOST_ISSUER_BYTES`. */
  readonly http: HttpClient;
  readonly clock: Clock;
  /** The provider's keys could not be had. */
  readonly onFailure: (failure: IssuerFailure) => void;
}

/** Longer tokens are not looked at. One with 200 groups, as many as Entra writes into one, has about 11,000 characters. */
const LONGEST_TOKEN = 12_288;

/**
 * Lets everybody in who has an access token of this identity provider for this server. Its keys are asked for at once;
 * where they do not come, everybody is told to try again later. A token goes nowhere from here.
 */
export function openIssuer(options: IssuerOptions): Authenticator {
  const { issuer, publicUrl, audience, http, clock, onFailure } = options;
  const url = new URL(issuer);
  const keys = createKeyCache(() => fetchKeys(issuer, http), clock, onFailure);
  const audiences = audience === undefined ? [publicUrl.href, `${publicUrl.href}/`] : [audience];
  const expected = (): Expected => ({ issuer, audiences, now: clock.wall() });
  const unavailable: AuthFailure = { kind: "issuer-unavailable", host: url.host, seconds: RETRY_MS / 1000 };
  const lookNow = () => void keys.current().catch(() => undefined);
  lookNow();

  return {
    protectedResource: describeResource(options),
    async authenticate(authorization) {
      const token = bearerToken(authorization);
      if (token === undefined) return refused({ kind: "no-token" });
      if (token.length > LONGEST_TOKEN) return refused(bad("too-long"));
      const verified = await verifyWithKeys(token, keys, expected);
      if (verified === undefined) return refused(unavailable);
      return verified.ok ? { ok: true, principal: principalOf(verified.claims) } : refused(bad(verified.fault));
    },
    findTrouble() {
      if (keys.hasKeys()) return undefined;
      // Whoever sends requests only to servers that are ready would otherwise never send one.
      lookNow();
      return keys.failure() ?? { kind: "no-answer-yet", url };
    },
  };
}

/** Checks a token, with another look at the keys where its own is not among them; undefined where there are no keys. */
async function verifyWithKeys(token: string, keys: KeyCache, expected: () => Expected): Promise<Verified | undefined> {
  const known = await keys.current();
  if (known === undefined) return undefined;
  const verified = await verifyToken(token, known, expected());
  if (verified.ok || verified.fault !== "unknown-key") return verified;
  const renewed = await keys.renewed();
  return renewed === undefined ? verified : verifyToken(token, renewed, expected());
}

/** The metadata (RFC 9728, section 2), at the place of section 3.1. */
function describeResource({ issuer, publicUrl, audience, scopes, name }: IssuerOptions): ProtectedResource {
  const metadata = {
    resource: publicUrl.href,
    resource_name: name,
    authorization_servers: [issuer],
    bearer_methods_supported: ["header"],
    ...(scopes.length > 0 && { scopes_supported: scopes }),
  };
  const metadataUrl = new URL(`${METADATA_PATH}${publicUrl.pathname}`, publicUrl);
  return { issuer, audience: audience ?? publicUrl.href, scopes, metadataUrl, metadata };
}

function principalOf(claims: Extract<Verified, { ok: true }>["claims"]): Principal {
  const client = claims["client_id"] ?? claims["azp"];
  return { subject: claims.sub, client: typeof client === "string" ? client : undefined, claims };
}

function bad(reason: TokenFault): AuthFailure {
  return { kind: "bad-token", reason };
}

function refused(failure: AuthFailure): Authenticated {
  return { ok: false, failure };
}
