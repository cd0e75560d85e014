/** Somebody who asks over HTTP, as their token names them. */
export interface Principal {
  /** The token's `sub`; "local" for the token of a server that one person runs alone. */
  readonly subject: string;
  /** The program that asks: `client_id` or `azp`; undefined where the token does not name it. */
  readonly client: string | undefined;
  /** What the token says of its subject; empty alone. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Why a request is not let in. */
export type AuthFailure =
  | { readonly kind: "no-token" }
  | { readonly kind: "bad-token"; readonly reason: TokenFault }
  /** The keys of the identity provider cannot be had, so that no token can be checked. */
  | { readonly kind: "issuer-unavailable"; readonly host: string };

/** What is wrong with a token, as far as its sender may know. */
export type TokenFault =
  | "wrong"
  | "malformed"
  | "expired"
  | "not-yet"
  | "audience"
  | "issuer"
  | "algorithm"
  | "signature"
  | "claims";

export type Authenticated =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly failure: AuthFailure };

/** Finds out who asks. */
export interface Authenticator {
  /** @param authorization the header as it came */
  authenticate(authorization: string | undefined): Promise<Authenticated>;
}

/** Reads the token of a header such as "Bearer abc" (RFC 6750, section 2.1); undefined where it has none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +([\w.~+/-]+=*) *$/i.exec(authorization ?? "")?.[1];
}
