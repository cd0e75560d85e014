import { nearestName } from "../../utils/nearest-name.ts";
import { LIMITS } from "../schema/patterns.ts";
import type { Candidate, Found, LeftOut } from "./operations.ts";
import { listSome } from "./plain-text.ts";

/** What choosing among the operations of a document came to. */
export type Choice =
  | ({ readonly kind: "chosen" } & Found)
  /** More than an assistant does well with: a person has to say which. */
  | {
      readonly kind: "choose";
      readonly operations: readonly Offer[];
      readonly total: number;
      readonly leftOut: readonly LeftOut[];
    }
  /** Why nothing could be made of it, and what to do. */
  | { readonly kind: "failed"; readonly failure: string };

/** An operation to choose from. */
export interface Offer {
  /** What `include` takes: the operationId, or the name that its tool would have. */
  readonly id: string;
  readonly path: string;
  /** Its first tag, or empty. */
  readonly tag: string;
  readonly summary: string;
}

/** What `include` can name an operation by. What cannot become a tool has no tool's name. */
type Named = Pick<Candidate, "id" | "path" | "tags"> & { readonly tool?: string };

/** With more tools than this, assistants choose wrong ones and have less room for the answers. */
const MOST_UNASKED = 40;
/** So many examples stand in a sentence. */
const SHOWN = 5;

/**
 * Chooses the operations that were asked for. An entry of `include` is an operationId, a tool's name, a path
 * (`/v1/charges`), the beginning of paths (`/v1/charges*`), or all of a tag (`tag:Charges`); capital letters do not matter.
 * @param include all of them if empty
 * @param prefix how the connector's tool names begin
 */
export function chooseOperations({ candidates, leftOut }: Found, include: readonly string[], prefix: string): Choice {
  if (include.length === 0) {
    if (candidates.length === 0) return fail(nothingUsable(leftOut));
    if (candidates.length <= MOST_UNASKED) return { kind: "chosen", candidates, leftOut };
    return { kind: "choose", operations: candidates.map(offer), total: candidates.length, leftOut };
  }
  const entries = include.map((entry) => entry.trim()).filter((entry) => entry !== "");
  const all: readonly Named[] = [...candidates, ...leftOut];
  const unknown = entries.filter((entry) => !all.some((each) => isMeant(each, entry, prefix)));
  if (unknown.length > 0) return fail(unknownOperations(unknown, all));
  const isWanted = (operation: Named) => entries.some((entry) => isMeant(operation, entry, prefix));
  const chosen = candidates.filter(isWanted);
  const missing = leftOut.filter(isWanted);
  if (chosen.length === 0) return fail(nothingUsable(missing));
  if (chosen.length > LIMITS.endpoints) {
    return fail(
      `That is ${chosen.length} operations, and a connector can have ${LIMITS.endpoints}; assistants do best with 40 or fewer. Choose fewer with --include.`,
    );
  }
  return { kind: "chosen", candidates: chosen, leftOut: missing };
}

function fail(failure: string): Choice {
  return { kind: "failed", failure };
}

function offer({ id, path, tags, summary, tool }: Candidate): Offer {
  return { id: id || tool, path, tag: tags[0] ?? "", summary };
}

function isMeant({ id, path, tags, tool }: Named, entry: string, prefix: string): boolean {
  const wanted = entry.toLowerCase();
  if (wanted.endsWith("*")) return path.toLowerCase().startsWith(wanted.slice(0, -1));
  const tools = tool === undefined ? [] : [tool, `${prefix}${tool}`];
  return [id, path, ...tags.map(tagEntry), ...tools].some((name) => name.toLowerCase() === wanted);
}

function tagEntry(tag: string): string {
  return `tag:${tag}`;
}

/** Nothing is left of what the document has, or of what was asked for. */
function nothingUsable(leftOut: readonly LeftOut[]): string {
  const reasons = leftOut.slice(0, SHOWN).map(({ operation, why }) => `${operation} ${why}`);
  const more = leftOut.length > reasons.length ? `; and ${leftOut.length - reasons.length} more` : "";
  const because = reasons.length === 0 ? "It has no GET" : `${reasons.join("; ")}${more}`;
  return `Nothing of this can become a tool. ${because}. Choose other operations, or write a definition by hand.`;
}

/** Entries of `include` that name nothing, each with the nearest name if there is one. */
function unknownOperations(unknown: readonly string[], all: readonly Named[]): string {
  const named = unknown.map((entry, at) => {
    const nearest = at < SHOWN ? findNearest(entry, all) : undefined;
    const hint = nearest === undefined ? "" : ` (did you mean "${nearest}"?)`;
    return `"${entry.slice(0, 100)}"${hint}`;
  });
  return `The document has no GET that is called ${listSome(named, SHOWN)}. An operation is named by its operationId, its tool's name, its path, the beginning of paths as in /v1/charges*, or its tag as in tag:Charges. Without --include all of them are shown.`;
}

/** As it is written, so that it can be copied. */
function findNearest(entry: string, all: readonly Named[]): string | undefined {
  const isTag = entry.toLowerCase().startsWith("tag:");
  const names = all.flatMap(({ id, path, tags, tool = "" }) =>
    entry.startsWith("/") ? path : isTag ? tags.map(tagEntry) : [id, tool].filter(Boolean),
  );
  const wanted = entry.startsWith("/") ? entry.replace(/\*$/, "") : entry;
  return nearestName(wanted, [...new Set(names)]);
}
