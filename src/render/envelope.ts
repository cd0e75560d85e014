import { FACTS } from "../answers/answer.ts";
import { atPath, isObject, isScalar, type Json } from "../answers/json.ts";
import type { Path } from "../answers/rows.ts";
import type { Envelope } from "../connectors/schema/connector.ts";
import { allOf, LONGEST_QUOTE, quoted } from "../utils/clean-text.ts";
import { getOwn } from "../utils/own.ts";

/** The part of a document that is shown as data. */
export interface Shown {
  readonly content: Json;
  /** The content's member that holds the envelope's data, where the content is more than that. */
  readonly dataKey?: string;
}

/**
 * Picks the envelope's data alone where the first line and the constants say everything else that came, else the document
 * as it came.
 */
export function selectShown(document: Json, envelope: Envelope | undefined): Shown {
  if (envelope === undefined || !isObject(document)) return { content: document };
  const data = getOwn(document, envelope.data);
  if (data === undefined) return { content: document };
  const facts = listFactPaths(envelope);
  const isAllTold = Object.entries(document).every(
    ([key, value]) =>
      key === envelope.data || envelope.constants?.[key] === value || isTold(value, selectPathsBelow(facts, key)),
  );
  return isAllTold ? { content: data } : { content: document, dataKey: envelope.data };
}

function listFactPaths({ facts = {} }: Envelope): readonly Path[] {
  return Object.values(facts).map((path) => path.split("."));
}

function selectPathsBelow(paths: readonly Path[], key: string): readonly Path[] {
  return paths.flatMap(([first, ...rest]) => (first === key ? [rest] : []));
}

/** Whether the first line tells all of this. */
function isTold(value: Json, facts: readonly Path[]): boolean {
  if (facts.length === 0) return false;
  if (facts.some((path) => path.length === 0)) return isScalar(value) && String(value).length <= LONGEST_QUOTE;
  return isObject(value) && Object.entries(value).every(([key, child]) => isTold(child, selectPathsBelow(facts, key)));
}

/** Says in one sentence that an answer lacks a part of its envelope or is none of the usual ones; undefined where it is as it should be. */
export function noteEnvelope(document: Json, envelope: Envelope | undefined): string | undefined {
  return envelope && (noteUnusual(document, envelope) ?? noteMissing(document, envelope));
}

function noteUnusual(document: Json, { constants = {} }: Envelope): string | undefined {
  if (!isObject(document)) return undefined;
  for (const [name, usual] of Object.entries(constants)) {
    const value = getOwn(document, name);
    if (value === undefined || value === usual) continue;
    const instead = isScalar(value) ? quoted(String(value)) : "something else";
    return `This may be a failure and no data: ${quoted(name)} is ${instead}, not ${quoted(usual)} as usual. All that came is shown.`;
  }
  return undefined;
}

function noteMissing(document: Json, envelope: Envelope): string | undefined {
  const holders = findMissingHolders(document, envelope);
  const hasData = isObject(document) && getOwn(document, envelope.data) !== undefined;
  if (!hasData) {
    return `The answer came without ${allOf([envelope.data, ...holders.keys()].map(quoted))}: all that came is shown.`;
  }
  if (holders.size === 0) return undefined;
  const unknown = [...holders.values()].flat().filter((fact) => fact !== "generated_at");
  const consequence =
    unknown.length === 0 ? "" : `: ${allOf(unknown.map(quoted))} ${unknown.length === 1 ? "is" : "are"} not known`;
  return `The answer came without ${allOf([...holders.keys()].map(quoted))}${consequence}.`;
}

/** Finds the members that hold facts and are not there, each with those facts. A fact that stands at the top may be missing. */
function findMissingHolders(document: Json, { facts = {} }: Envelope): ReadonlyMap<string, readonly string[]> {
  const missing = new Map<string, string[]>();
  for (const fact of FACTS) {
    const holder = facts[fact]?.split(".").slice(0, -1).join(".") ?? "";
    if (holder === "" || isObject(atPath(document, holder))) continue;
    missing.set(holder, [...(missing.get(holder) ?? []), fact]);
  }
  return missing;
}
