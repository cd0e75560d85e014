import type { Authentication } from "../connectors/connector.ts";
import type { Credential } from "./credential.ts";
import type { Secret } from "./secret.ts";

/** The request headers that carry the key. */
export function authorizationHeaders(authentication: Authentication, secret: Secret): Record<string, string> {
  switch (authentication.kind) {
    case "bearer":
      return { authorization: `Bearer ${secret.reveal()}` };
  }
}

/**
 * A name for a key at an origin that says nothing about the key: 64 hex digits, the same for the same key,
 * connector and base URL. Names the last-known grant on disk and tells whether a key has changed.
 */
export async function keyFingerprint(credential: Credential): Promise<string> {
  const { createHmac } = await import("node:crypto");
  const context = ["keyscope key fingerprint 1", credential.connectorId, credential.baseUrl.href].join("\n");
  return createHmac("sha256", credential.secret.reveal()).update(context).digest("hex");
}
