import type { NetworkFailure } from "../failures/failure.ts";

/** Why a request is not let in. */
export type AuthFailure =
  /** The token is not the one that there is. */
  { readonly kind: "wrong" } | SignInFailure;

/** Why it is not, where people sign in at an identity provider. */
export type SignInFailure =
  | { readonly kind: "no-token" }
  | { readonly kind: "bad-token"; readonly reason: TokenFault }
  /** The keys of the identity provider cannot be had, so that no token can be checked. It is asked again after `seconds`. */
  | { readonly kind: "issuer-unavailable"; readonly host: string; readonly seconds: number };

/** What is wrong with a token, as far as its sender may know. */
export type TokenFault =
  | "malformed"
  | "too-long"
  | "algorithm"
  /** Signed with a key that the identity provider does not publish. */
  | "unknown-key"
  | "signature"
  | "issuer"
  | "audience"
  | "expired"
  | "not-yet"
  /** It lacks what every token needs: a subject, an expiry. */
  | "claims"
  /** It tells a program who somebody is, and opens nothing. */
  | "id-token"
  /** Only its client can prove that it may use it, in a way that is not supported. */
  | "bound";

/** Why the keys of an identity provider cannot be had. `url` is what was asked. */
export type IssuerFailure =
  | { readonly kind: "network"; readonly url: URL; readonly reason: NetworkFailure }
  | { readonly kind: "status"; readonly url: URL; readonly status: number }
  | { readonly kind: "too-large"; readonly url: URL; readonly limitBytes: number }
  | { readonly kind: "not-json"; readonly url: URL }
  /** The document is another issuer's: `named`, or nobody's. */
  | { readonly kind: "other-issuer"; readonly url: URL; readonly named: string | undefined; readonly expected: string }
  /** The document names no safe place where the keys are. */
  | { readonly kind: "no-jwks-uri"; readonly url: URL }
  | { readonly kind: "no-keys"; readonly url: URL };
