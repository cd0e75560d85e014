import type { Authentication } from "../connectors/schema/connector.ts";
import type { Credential } from "./credential.ts";
import type { Secret } from "./secret.ts";

/** The request headers that carry the key, in the way that its form asks for (`credential.form.authentication`). */
export function authorizationHeaders(authentication: Authentication, secret: Secret): Record<string, string> {
  switch (authentication.kind) {
    case "bearer":
      return { authorization: `Bearer ${secret.reveal()}` };
    case "header": {
      const { name, prefix } = authentication;
      return { [name]: prefix === undefined ? secret.reveal() : `${prefix} ${secret.reveal()}` };
    }
    case "basic": {
      const [user, password = ""] = secret.revealParts();
      return { authorization: `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}` };
    }
    default:
      return authentication satisfies never;
  }
}

/** What a connector's only form is called. Older versions knew no forms, and their grants on disk keep their names. */
const ONLY_FORM = "key";

/**
 * A name for a key at an origin that says nothing about the key: 64 hex digits, the same for the same key, kind of
 * key, connector and base URL. Names the last-known grant on disk and tells whether a key has changed.
 */
export async function keyFingerprint(credential: Credential): Promise<string> {
  const { createHmac } = await import("node:crypto");
  const { connectorId, baseUrl, form, secret } = credential;
  const kind = form.id === ONLY_FORM ? [] : [form.id];
  const context = ["keyscope key fingerprint 1", connectorId, baseUrl.href, ...kind].join("\n");
  return createHmac("sha256", secret.reveal()).update(context).digest("hex");
}

/**
 * The key under which personal data becomes pseudonyms: 32 bytes, the same for the same key, connector and origin.
 * Who knows the pseudonyms learns neither the API key nor the data. A new API key gives new pseudonyms.
 */
export async function pseudonymKey({ connectorId, baseUrl, secret }: Credential): Promise<Uint8Array> {
  const { createHmac } = await import("node:crypto");
  const context = ["keyscope pseudonyms 1", connectorId, baseUrl.origin].join("\n");
  return createHmac("sha256", secret.reveal()).update(context).digest();
}
