import type { Credential } from "./credential.ts";
import type { Secret } from "./secret.ts";

/** What a connector's only form is called. Older versions knew no forms, and their grants on disk keep their names. */
const ONLY_FORM = "key";

/**
 * Makes a name for a key at an origin that says nothing about the key: 64 hex digits, the same for the same key, kind
 * of key, connector and base URL. Names the last-known grant on disk and tells whether a key has changed.
 */
export async function keyFingerprint({ connectorId, baseUrl, form, secret }: Credential): Promise<string> {
  const kind = form.id === ONLY_FORM ? [] : [form.id];
  const digest = await hashUnder(secret, ["keyscope key fingerprint 1", connectorId, baseUrl.href, ...kind]);
  return digest.toString("hex");
}

/**
 * Makes the key under which personal data becomes pseudonyms: 32 bytes, the same for the same key, connector and
 * origin. Who knows the pseudonyms learns neither the API key nor the data. A new API key gives new pseudonyms.
 */
export function pseudonymKey({ connectorId, baseUrl, secret }: Credential): Promise<Uint8Array> {
  return hashUnder(secret, ["keyscope pseudonyms 1", connectorId, baseUrl.origin]);
}

/** The SHA-256 HMAC of a purpose and what belongs to it under the key. */
async function hashUnder(secret: Secret, context: readonly string[]): Promise<Buffer> {
  const { createHmac } = await import("node:crypto");
  return createHmac("sha256", secret.reveal()).update(context.join("\n")).digest();
}
