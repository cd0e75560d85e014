import { randomBytes } from "node:crypto";
import type { KeyChanges } from "../key-changes.ts";
import type { Keychain, KeychainFailure, WriteOutcome } from "../keychain/keychain.ts";
import { TOKEN_PREFIX } from "../looks-secret.ts";
import { Secret } from "../secret.ts";
import { hasHash, hashOf } from "./same-secret.ts";

/** 256 bits. */
const BYTES = 32;
const TOKEN = /^kst_[\w-]{43}$/;

/** Where the token of a server is kept, and how servers that run learn of another one. */
export interface TokenPlace {
  readonly connectorId: string;
  readonly profile: string;
  readonly keychain: Keychain;
  readonly changes: Pick<KeyChanges, "stamp" | "fingerprint" | "announce">;
}

/** `isNew`: it was made just now. `isTold`: servers that run take it from now on by themselves. */
export interface KeptToken {
  readonly kind: "token";
  readonly secret: Secret;
  readonly isNew: boolean;
  readonly isTold: boolean;
}

export type TokenOutcome = KeptToken | KeychainFailure | Exclude<WriteOutcome, { kind: "written" }>;

/** Reads the token, or makes it where there is none yet. */
export async function keepToken(place: TokenPlace): Promise<TokenOutcome> {
  const stored = await readToken(place);
  if (stored.kind !== "none") return stored;
  const renewed = await renewToken(place);
  // Another server started at the same moment.
  const isOvertaken = renewed.kind === "not-kept" && renewed.found === "another-value";
  if (!isOvertaken) return renewed;
  const theirs = await readToken(place);
  return theirs.kind === "none" ? renewed : theirs;
}

async function readToken(place: TokenPlace): Promise<KeptToken | KeychainFailure | { readonly kind: "none" }> {
  const { keychain } = place;
  const stored = await keychain.read(accountName(place));
  if (stored.kind !== "found") return stored;
  if (!TOKEN.test(stored.value)) return { kind: "damaged", store: keychain.store, reason: "not-ours" };
  return { kind: "token", secret: new Secret(stored.value), isNew: false, isTold: true };
}

/** Makes another token, which takes the place of the one that was kept. */
export async function renewToken(place: TokenPlace): Promise<TokenOutcome> {
  const text = `${TOKEN_PREFIX}${randomBytes(BYTES).toString("base64url")}`;
  const written = await place.keychain.write(accountName(place), text);
  if (written.kind !== "written") return written;
  const secret = new Secret(text);
  return { kind: "token", secret, isNew: true, isTold: await place.changes.announce(hashOf(secret)) };
}

/** The token that a server takes, as long as it runs. */
export interface TokenInForce {
  isRight(token: Secret): boolean;
  /** Notices another token. Costs a look at a file, and asks the keychain nothing. */
  look(): void;
}

/** What following a token needs: `stamp` is that of the changes before the token was read. */
interface Followed {
  readonly token: Secret;
  readonly changes: Pick<KeyChanges, "stamp" | "fingerprint">;
  readonly stamp: string | undefined;
  /** Another token holds from now on. */
  readonly onRenewed: () => void;
}

/** Follows the renewals of a token: word of them comes with the hash of the new one, which is all that comparing needs. */
export function followToken({ token, changes, stamp, onRenewed }: Followed): TokenInForce {
  let hash = hashOf(token);
  let seen = stamp;

  function look(): void {
    const now = changes.stamp();
    if (now === seen) return;
    seen = now;
    const told = changes.fingerprint();
    if (told === undefined || told === hash) return;
    hash = told;
    onRenewed();
  }

  return {
    look,
    isRight(given) {
      look();
      return hasHash(given, hash);
    },
  };
}

/** None of a connector's: ids have no underscore. */
function accountName({ connectorId, profile }: TokenPlace): string {
  return `http_token:${connectorId}:${profile}`;
}

/** Fewer characters could be guessed. */
export const SHORTEST_TOKEN = 16;

/** Why a text cannot be the token of a server. */
export type TokenTextFailure = "too-short" | "not-sendable";

/** Reads a token that a person chose: what every client can send after "Bearer" (RFC 6750, section 2.1). */
export function readTokenText(text: string): Secret | TokenTextFailure {
  const bare = text.trim();
  if (!/^[\w.~+/-]+=*$/.test(bare)) return "not-sendable";
  return bare.length < SHORTEST_TOKEN ? "too-short" : new Secret(bare);
}

/** What writes a token for whoever may have it: the person whose keychain it is in. */
export function showToken(token: Secret): string {
  return token.reveal();
}
