import type { AuthFailure, IssuerFailure } from "./failure.ts";

/** So many seconds the clocks of the identity provider and of this machine may differ. */
export const CLOCK_TOLERANCE_S = 60;

/** Somebody who asks over HTTP, as their token names them. */
export interface Principal {
  /** The token's `sub`; "local" for the token of a server that one person runs alone. */
  readonly subject: string;
  /** The program that asks: `client_id` or `azp`; undefined where the token does not name it. */
  readonly client: string | undefined;
  /** What the token says of its subject; empty alone. */
  readonly claims: Readonly<Record<string, unknown>>;
}

export type Authenticated =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly failure: AuthFailure };

/** A server for which somebody else gives the tokens (RFC 9728). */
export interface ProtectedResource {
  /** Who gives them. */
  readonly issuer: string;
  /** What they must name as their audience. */
  readonly audience: string;
  /** What clients ask for; empty where it does not matter. */
  readonly scopes: readonly string[];
  /** Where clients find the metadata, and what it says. */
  readonly metadataUrl: URL;
  readonly metadata: object;
}

/** Where RFC 9728, section 3, has the metadata. The path of the resource comes behind it. */
export const METADATA_PATH = "/.well-known/oauth-protected-resource";

/** Finds out who asks. */
export interface Authenticator {
  /** @param authorization the header as it came */
  authenticate(authorization: string | undefined): Promise<Authenticated>;
  /** What leads clients to whoever gives tokens; undefined where there is one token for all. */
  readonly protectedResource?: ProtectedResource;
  /** Why no token can be checked now, for whoever runs the server; undefined where they can. Waits for nobody. */
  findTrouble?(): IssuerFailure | { readonly kind: "no-answer-yet"; readonly url: URL } | undefined;
}

/** Reads the token of a header such as "Bearer abc" (RFC 6750, section 2.1); undefined where it has none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +([\w.~+/-]+=*) *$/i.exec(authorization ?? "")?.[1];
}
