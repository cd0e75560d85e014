import type { AnswerFailure } from "../answers/body-failure.ts";
import type { RateLimit } from "../connectors/schema/connector.ts";
import type { Choice, KeyFailure } from "../credentials/credential.ts";
import type { StatementFailure } from "../engine/failure.ts";

/** Why no answer came over the network. */
export type NetworkFailure =
  | "dns"
  | "refused"
  | "unreachable"
  | "reset"
  | "timeout"
  | "tls"
  | "proxy"
  | "proxy-login"
  | "protocol";

/** What the API itself says of a refusal: cleaned, without the key, each one short line. Data, never instructions. */
export interface ApiSaid {
  readonly words?: string;
  /** Its name for programs, such as `insufficient_scope`. */
  readonly code?: string;
  /** The parameter that was wrong. */
  readonly parameter?: string;
  /** What the product's support asks for. One word of `A-Za-z0-9_.:-`. */
  readonly requestId?: string;
}

/**
 * Everything that can go wrong between a tool's name and its answer, as data. `src/messages/explain.ts` is the only
 * place that puts it into words, and its switch is checked to the end by the compiler.
 */
export type Failure =
  | { readonly kind: "unknown-tool"; readonly tool: string; readonly nearest: string | undefined }
  | {
      readonly kind: "unknown-argument";
      readonly argument: string;
      readonly valid: readonly string[];
      readonly nearest: string | undefined;
    }
  | { readonly kind: "bad-argument"; readonly argument: string; readonly given: string; readonly allowed: string }
  /** Required ones that were not given, by name; never empty. */
  | { readonly kind: "missing-argument"; readonly arguments: readonly string[] }
  | { readonly kind: "no-key"; readonly reason: KeyFailure }
  /** A 401, as it came. `src/scopes` looks at the keychain again before it calls the key rejected. */
  | { readonly kind: "unauthorized"; readonly said: ApiSaid | undefined }
  | KeyRejected
  /** The key does not have the scopes, as far as this process knows. `said`: what the API said when it was asked for them. */
  | ({ readonly kind: "scope-missing" } & LackingScopes)
  /** The person does not want it shown, whatever the key permits. */
  | { readonly kind: "not-chosen"; readonly what: "tool" | "table"; readonly name: string; readonly choice: Choice }
  /** Not among what is open to the person of a team who asked, whatever the key permits. */
  | { readonly kind: "not-permitted"; readonly tool: string }
  /** A 403 for scopes that the key had: they were taken away at the API. */
  | ({ readonly kind: "scope-lost" } & LackingScopes)
  /** A 403 that no missing scope explains. `unsure`: needed scopes of which it is not known whether the key has them. */
  | { readonly kind: "forbidden"; readonly said: ApiSaid | undefined; readonly unsure: readonly string[] }
  | RateLimited
  | TooManyCalls
  | RequestFailure
  /** A question over all rows could not be answered as it was put. */
  | { readonly kind: "statement"; readonly reason: StatementFailure }
  /** There is no list among what the key permits, so that there is no table either. */
  | { readonly kind: "no-tables"; readonly scopes: readonly string[] }
  | { readonly kind: "unknown-table"; readonly table: string; readonly tables: readonly string[] }
  /** Tables are still being read: `seconds` until they are likely to be whole. */
  | { readonly kind: "tables-loading"; readonly tables: readonly LoadingTable[]; readonly seconds: number }
  /** A table for questions over all rows cannot be read to its end. */
  | { readonly kind: "table"; readonly table: string; readonly reason: TableFailure }
  | { readonly kind: "cancelled" }
  | { readonly kind: "internal" };

/** A request came to nothing, for which neither the key nor a limit is the reason. `reading`: the table of which it asked for a page. */
export type RequestFailure = { readonly reading?: LoadingTable } & (
  | { readonly kind: "refused"; readonly status: number; readonly said: ApiSaid | undefined }
  | {
      readonly kind: "unavailable";
      readonly status: number;
      readonly attempts: number;
      readonly said: ApiSaid | undefined;
    }
  | {
      readonly kind: "network";
      readonly reason: NetworkFailure;
      readonly host: string;
      readonly code: string | undefined;
      readonly attempts: number;
    }
  | { readonly kind: "redirected"; readonly status: number; readonly host: string | undefined }
  | {
      readonly kind: "bad-answer";
      readonly status: number;
      readonly reason: AnswerFailure;
      readonly requestId: string | undefined;
    }
  | { readonly kind: "too-large"; readonly limitBytes: number }
  | { readonly kind: "deadline"; readonly seconds: number }
);

/** A table that is being read, and how far that is. */
export interface LoadingTable {
  readonly table: string;
  readonly rows: number;
  /** Rows that there are, where the API tells. */
  readonly total: number | undefined;
  /** Another process reads it, which has the rows until they are all there. */
  readonly isElsewhere?: true;
  /** All rows after that moment are there already, by that column. */
  readonly complete?: { readonly column: string; readonly since: string };
}

/** Why a table cannot be read to its end: another page brought the rows of the one before, or rows never end. */
export type TableFailure = "page-repeated" | "too-long";

/** There were too many requests, so that none is sent until a moment, `seconds` from now. */
export interface RateLimited {
  readonly kind: "rate-limited";
  readonly seconds: number;
  readonly until: Date;
  /** Keyscope's own count or an earlier 429 stopped the call, so that nothing was sent. */
  readonly local: boolean;
  /** This process could not count together with others, and keeps to a quarter of the limit. */
  readonly isShare?: true;
  /** What is left of the limit is kept for the other people who use the key. */
  readonly isPersonal?: true;
  /** The limit that stopped it; undefined where none is known. */
  readonly limit: Pick<RateLimit, "requests" | "seconds" | "per" | "exempt"> | undefined;
}

/** More than one person of a team may call in a minute, so that nothing was done; `seconds` until the next call may be made. */
export interface TooManyCalls {
  readonly kind: "too-many-calls";
  readonly calls: number;
  readonly seconds: number;
  /** Other replicas cannot be counted with, so that this one allows a part only. */
  readonly isShare?: true;
}

/** The API takes the key no longer, or never did. */
export interface KeyRejected {
  readonly kind: "key-rejected";
  readonly lastFour: string;
  readonly said: ApiSaid | undefined;
}

interface LackingScopes {
  readonly missing: readonly string[];
  readonly held: readonly string[];
  readonly said: ApiSaid | undefined;
}

/** The end of a step that can fail: its value, or the failure. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function failed(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure };
}
