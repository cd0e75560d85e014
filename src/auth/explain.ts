import { describeNetworkFailure } from "../messages/network-failures.ts";
import { quoted } from "../utils/clean-text.ts";
import type { Authenticator, ProtectedResource } from "./authenticator.ts";
import type { SignInFailure, TokenFault } from "./failure.ts";

/**
 * Tells whoever sent a request why it was not let in, and what to do. Goes into a header too: ASCII without double
 * quotes and backslashes (RFC 6750, section 3).
 */
export function explainSignInFailure(failure: SignInFailure, resource: ProtectedResource): string {
  switch (failure.kind) {
    case "no-token":
      return `Log in at ${resource.issuer} and send its access token in the header Authorization: Bearer TOKEN.`;
    case "bad-token":
      return explainFault(failure.reason, resource);
    case "issuer-unavailable":
      return `No token can be checked now, because the keys of ${failure.host} cannot be had. Try again in ${failure.seconds} s.`;
    default:
      return failure satisfies never;
  }
}

const CLOCKS = "If it is new, the clock of this server or of the identity provider is wrong.";

function explainFault(fault: TokenFault, { issuer, audience }: ProtectedResource): string {
  switch (fault) {
    case "malformed":
      return "This is no token that can be read. Send the access token as the identity provider gave it.";
    case "too-long":
      return "The token is too long. Whoever runs the identity provider can make it shorter, for instance with fewer groups in it.";
    case "algorithm":
      return "The token is not signed with RS256, ES256 or EdDSA. Whoever runs the identity provider can choose one of these.";
    case "unknown-key":
      return `The token is signed with a key that ${issuer} does not publish. Log in again.`;
    case "signature":
      return "The signature of the token is wrong. Log in again.";
    case "issuer":
      return `The token is from another identity provider. Log in at ${issuer}.`;
    case "audience":
      return `The token is for another server. Log in again for this one; its tokens name the audience ${audience}.`;
    case "expired":
      return `The token has expired. Log in again, or let the client renew it. ${CLOCKS}`;
    case "not-yet":
      return `The token is not valid yet. Try again in a minute. ${CLOCKS}`;
    case "claims":
      return "The token lacks a subject (sub) or an expiry (exp). Whoever runs the identity provider can add them.";
    case "id-token":
      return "This token only tells who somebody is. Send the access token in its place.";
    case "bound":
      return "The token works only with a proof from its client (DPoP or a certificate), which this server does not support. Let the client ask for a plain bearer token.";
    default:
      return fault satisfies never;
  }
}

/** Tells whoever runs the server why no token can be checked, and what to do. */
export function explainTrouble(trouble: NonNullable<ReturnType<NonNullable<Authenticator["findTrouble"]>>>): string {
  const at = `${trouble.url.origin}${trouble.url.pathname}`;
  switch (trouble.kind) {
    case "no-answer-yet":
      return `${trouble.url.host} has not told its keys yet.`;
    case "network": {
      const [what, advice] = describeNetworkFailure(trouble.reason, trouble.url.host, "The identity provider");
      return `${what}. ${advice}`;
    }
    case "status":
      return trouble.status >= 300 && trouble.status < 400
        ? `${at} leads elsewhere (HTTP ${trouble.status}), and nothing follows it. Give --issuer as the provider names itself.`
        : `${at} answered HTTP ${trouble.status}. Try again later, or give --issuer as the provider names itself.`;
    case "too-large":
      return `${at} sends more than ${trouble.limitBytes} bytes, which is no document of an identity provider. Check --issuer.`;
    case "not-json":
      return `${at} answered with something that is not JSON. Check --issuer.`;
    case "other-issuer":
      return trouble.named === undefined
        ? `${at} does not name its issuer. Check --issuer.`
        : `${at} is of the issuer ${quoted(trouble.named)}, not of ${trouble.expected}. If that is the one you mean, give it to --issuer exactly so.`;
    case "no-jwks-uri":
      return `${at} names no https address where the keys are (jwks_uri). Ask whoever runs the identity provider.`;
    case "no-keys":
      return `${at} holds no public keys. Ask whoever runs the identity provider.`;
    default:
      return trouble satisfies never;
  }
}
