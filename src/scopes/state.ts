import type { AnswerMeta } from "../answers/answer.ts";
import type { KeyFailure, KeyNote } from "../credentials/credential.ts";
import type { ApiSaid, Failure, KeyRejected } from "../failures/failure.ts";
import type { Account } from "../requests/run.ts";
import { type Grant, scopesIn } from "./grant.ts";

/** A key that is in use, and what is known of it. The session changes it as it learns. */
export interface PresentKey {
  readonly kind: "present";
  readonly account: Account;
  readonly fingerprint: string;
  readonly notes: readonly KeyNote[];
  grant: Grant;
  /** When the API last accepted the key and the grant was found out, by this process or an earlier one. */
  checkedAt: Date | undefined;
  /** When this process last asked, on the monotonic clock; undefined before it has. */
  checkedHere: number | undefined;
  /** The API answered 401. */
  rejected: KeyRejected | undefined;
  meta: AnswerMeta | undefined;
  /** What the API said when it denied a scope at the last look. */
  denial: ApiSaid | undefined;
  /** Why something could not be found out at the last look. */
  trouble: Failure | undefined;
  checking: Promise<void> | undefined;
  /** Tools that were refused although the scopes seem to allow them, and when, on the monotonic clock. */
  readonly unexplained: Map<string, number>;
  /** A look at what stayed unknown is planned. */
  retrying: boolean;
  /** Looks in a row that left something unknown. */
  failures: number;
}

/** There is no usable key, and why. */
export interface MissingKey {
  readonly kind: "missing";
  readonly problem: KeyFailure;
  readonly notes: readonly KeyNote[];
}

export type KeyState = MissingKey | PresentKey;

/** How this key's rejection is told. */
export function keyRejected({ account }: PresentKey, said: ApiSaid | undefined): KeyRejected {
  return { kind: "key-rejected", lastFour: account.credential.secret.lastFour, said };
}

/** What the key lacks, and what it has. */
export function lacking({ grant }: PresentKey, missing: readonly string[]) {
  return { missing, held: scopesIn(grant, "granted") };
}
