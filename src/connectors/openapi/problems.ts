import { LIMITS } from "../schema/limits.ts";
import type { Selection } from "./include.ts";
import type { LeftOut } from "./result.ts";

const SHOWN = 5;

export const NO_KEY =
  "No operation of this document takes a key in a way that Keyscope can send: as a bearer token, by HTTP Basic, or in a header. Keys in an address or a cookie are not sent, because addresses end up in logs. If the API takes a header too, add that to the document's securitySchemes and security, and add it again.";

/** Nothing is left of what the document has, or of what was asked for. */
export function nothingUsable(leftOut: readonly LeftOut[]): string {
  const reasons = leftOut.slice(0, SHOWN).map(({ operation, why }) => `${operation} ${why}`);
  const more = leftOut.length > reasons.length ? `; and ${leftOut.length - reasons.length} more` : "";
  const because = reasons.length === 0 ? "It has no GET" : `${reasons.join("; ")}${more}`;
  return `Nothing of this can become a tool. ${because}. Choose other operations, or write a definition by hand.`;
}

/** Entries of `include` that name nothing. */
export function unknownOperations(unknown: Selection["unknown"]): string {
  const named = unknown.slice(0, SHOWN).map(({ entry, nearest }) => {
    const hint = nearest === undefined ? "" : ` (did you mean "${nearest}"?)`;
    return `"${entry.slice(0, 100)}"${hint}`;
  });
  const more = unknown.length > named.length ? ` and ${unknown.length - named.length} more` : "";
  return `The document has no GET that is called ${named.join(", ")}${more}. An operation is named by its operationId, its tool's name, its path, the beginning of paths as in /v1/charges*, or its tag as in tag:Charges. Without --include all of them are shown.`;
}

export function tooManyChosen(count: number): string {
  return `That is ${count} operations, and a connector can have ${LIMITS.endpoints}; assistants do best with 40 or fewer. Choose fewer with --include.`;
}
