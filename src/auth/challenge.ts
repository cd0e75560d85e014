import type { Refusal } from "../messages/over-http/refusals.ts";
import type { ProtectedResource } from "./authenticator.ts";
import { explainSignInFailure } from "./explain.ts";
import type { SignInFailure } from "./failure.ts";

/**
 * Words a failure for HTTP, with what leads clients to a token: RFC 6750, section 3, and RFC 9728, section 5.1. Who sent
 * none is told no error, only where to get one.
 */
export function challengeFor(failure: SignInFailure, resource: ProtectedResource): Refusal {
  const message = explainSignInFailure(failure, resource);
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
