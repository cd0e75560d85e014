import { parseOrNothing } from "../../answers/json.ts";
import { isLoopback } from "../../credentials/base-url.ts";
import type { HttpClient } from "../../http/client.ts";
import { getMember } from "../../utils/own.ts";
import type { IssuerFailure } from "../failure.ts";
import { type PublicKeys, readKeys } from "./verify.ts";

export type Fetched<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: IssuerFailure };

/** A document of the provider is at most so many bytes long. Real ones have a few thousand. */
export const MOST_ISSUER_BYTES = 256 * 1024;
/** Each document must be here within this. */
const DOCUMENT_MS = 5000;

/**
 * Asks an identity provider for its public keys: its own document first, then the keys that this names.
 * @param http must read no more than `MOST_ISSUER_BYTES`
 */
export async function fetchKeys(issuer: string, http: HttpClient): Promise<Fetched<PublicKeys>> {
  const address = await findKeys(issuer, http);
  if (!address.ok) return address;
  const document = await getJson(address.value, http);
  if (!document.ok) return document;
  const keys = readKeys(document.value);
  return keys === undefined ? refused({ kind: "no-keys", url: address.value }) : { ok: true, value: keys };
}

/** Finds where the keys are. Where neither document will do, one that is there says why. */
async function findKeys(issuer: string, http: HttpClient): Promise<Fetched<URL>> {
  const first = await readMetadata(
    metadataUrl(issuer, (path) => `${OAUTH}${path}`),
    issuer,
    http,
  );
  if (first.ok || first.failure.kind === "network") return first;
  const second = await readMetadata(
    metadataUrl(issuer, (path) => `${path}${OPENID}`),
    issuer,
    http,
  );
  return second.ok || first.failure.kind === "status" ? second : first;
}

/** RFC 8414, section 3.1, where the issuer's path comes behind. */
const OAUTH = "/.well-known/oauth-authorization-server";
/** OpenID Connect Discovery, section 4.1, where it comes before. */
const OPENID = "/.well-known/openid-configuration";

function metadataUrl(issuer: string, place: (path: string) => string): URL {
  const url = new URL(issuer);
  url.pathname = place(url.pathname.replace(/\/$/, ""));
  return url;
}

async function readMetadata(url: URL, issuer: string, http: HttpClient): Promise<Fetched<URL>> {
  const document = await getJson(url, http);
  if (!document.ok) return document;
  const named = getMember(document.value, "issuer");
  const jwksUri = getMember(document.value, "jwks_uri");
  if (named !== issuer) {
    return refused({
      kind: "other-issuer",
      url,
      named: typeof named === "string" ? named : undefined,
      expected: issuer,
    });
  }
  const keysUrl = typeof jwksUri === "string" && URL.canParse(jwksUri) ? new URL(jwksUri) : undefined;
  return keysUrl === undefined || !isSafe(keysUrl)
    ? refused({ kind: "no-jwks-uri", url })
    : { ok: true, value: keysUrl };
}

/** Whether nobody on the way can answer in its place. */
function isSafe({ protocol, hostname, username, password }: URL): boolean {
  if (username !== "" || password !== "") return false;
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

/** Gets a JSON object. Nothing but a 200 will do: a redirect leads to who knows whom. */
async function getJson(url: URL, http: HttpClient): Promise<Fetched<object>> {
  const outcome = await http.get(url, { accept: "application/json" }, DOCUMENT_MS, new AbortController().signal);
  if (outcome.kind === "failure") return refused({ kind: "network", url, reason: outcome.reason });
  if (outcome.kind === "too-large") return refused({ kind: "too-large", url, limitBytes: MOST_ISSUER_BYTES });
  if (outcome.status !== 200) return refused({ kind: "status", url, status: outcome.status });
  const value = parseOrNothing(outcome.body);
  return typeof value === "object" && value !== null ? { ok: true, value } : refused({ kind: "not-json", url });
}

function refused(failure: IssuerFailure): { readonly ok: false; readonly failure: IssuerFailure } {
  return { ok: false, failure };
}
