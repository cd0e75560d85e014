import type { ProtectedResource } from "./authenticator.ts";
import { explainAuthFailure } from "./explain.ts";
import type { AuthFailure } from "./failure.ts";

/** How a request is turned away: what its sender is told, and the headers that go with it. */
export interface Challenge {
  readonly status: 401 | 503;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Words a failure for HTTP, with what leads clients to a token: RFC 6750, section 3, and RFC 9728, section 5.1. Who sent
 * none is told no error, only where to get one.
 */
export function challengeFor(failure: AuthFailure, resource: ProtectedResource): Challenge {
  const message = explainAuthFailure(failure, resource);
  if (failure.kind === "issuer-unavailable") {
    return { status: 503, message, headers: { "retry-after": String(failure.seconds) } };
  }
  const parameters = {
    realm: "keyscope",
    ...(failure.kind === "bad-token" && { error: "invalid_token", error_description: message }),
    resource_metadata: resource.metadataUrl.href,
    ...(resource.scopes.length > 0 && { scope: resource.scopes.join(" ") }),
  };
  const words = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return { status: 401, message, headers: { "www-authenticate": `Bearer ${words.join(", ")}` } };
}
