import { type BaseUrlFault, parseBaseUrl } from "./base-url.ts";
import { type KeyFault, keyFault } from "./key-text.ts";
import { Secret } from "./secret.ts";

/** What an entry of the keychain says. */
export type StoredKey =
  | { readonly kind: "key"; readonly secret: Secret; readonly baseUrl: URL }
  | { readonly kind: "damaged" }
  | { readonly kind: "unusable"; readonly reason: KeyFault }
  | { readonly kind: "bad-base-url"; readonly reason: BaseUrlFault };

/** The entry's text: key and origin in one document, so that one can never be replaced without the other. */
export function encodeStoredKey(secret: Secret, baseUrl: URL): string {
  return JSON.stringify({ v: 1, baseUrl: baseUrl.href, secret: secret.reveal() });
}

/** Reads an entry back. The address is checked again: other programs can write to the keychain too. */
export function decodeStoredKey(text: string): StoredKey {
  const found = parseDocument(text);
  if (found === undefined) return { kind: "damaged" };
  const reason = keyFault(found.secret);
  if (reason !== undefined) return { kind: "unusable", reason };
  const address = parseBaseUrl(found.baseUrl);
  if (!address.ok) return { kind: "bad-base-url", reason: address.reason };
  return { kind: "key", secret: new Secret(found.secret), baseUrl: address.url };
}

function parseDocument(text: string): { secret: string; baseUrl: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (!("v" in value && "secret" in value && "baseUrl" in value)) return undefined;
  const { v, secret, baseUrl } = value;
  if (v !== 1 || typeof secret !== "string" || secret === "" || typeof baseUrl !== "string") return undefined;
  return { secret, baseUrl };
}
