import { masked } from "../masked.ts";
import { isEmbedded, isNote, isSecret, type Note } from "./person.ts";
import type { Row } from "./shops.ts";

/** How many there were, and which came through or, of what is nobody's, did not. */
export interface Count {
  total: number;
  readonly wrong: string[];
}

/** Masks the rows, and counts by kind what came through; under `ordinary` what did not. */
export function tally(rows: readonly Row[]): Map<string, Count> {
  const counts = new Map<string, Count>();
  for (const { document, path } of rows) compare(document, masked(sent(document), { path }), "", counts);
  return counts;
}

/** The document as an API sends it. */
function sent(tree: unknown): unknown {
  if (isNote(tree)) return tree.note;
  if (isSecret(tree)) return tree.hidden;
  if (isEmbedded(tree)) return JSON.stringify(sent(tree.json));
  if (Array.isArray(tree)) return tree.map(sent);
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, sent(value)]));
}

function compare(tree: unknown, left: unknown, at: string, counts: Map<string, Count>): void {
  if (isNote(tree)) compareNote(tree, String(left), at, counts);
  else if (isSecret(tree)) count(counts, tree.kind, left !== tree.hidden, `${at}: ${tree.hidden}`);
  else if (isEmbedded(tree)) compare(tree.json, JSON.parse(String(left)), `${at}{}`, counts);
  else if (typeof tree !== "object" || tree === null) count(counts, "ordinary", left === tree, `${at}: ${tree}`);
  else compareParts({ ...tree }, { ...Object(left) }, at, counts);
}

type Parts = Readonly<Record<string, unknown>>;

function compareParts(parts: Parts, left: Parts, at: string, counts: Map<string, Count>): void {
  for (const [name, value] of Object.entries(parts)) compare(value, left[name], `${at}/${name}`, counts);
}

function compareNote({ note, kind, hidden, kept }: Note, left: string, at: string, counts: Map<string, Count>): void {
  for (const text of hidden) count(counts, kind, !left.includes(text), `${at}: ${note}`);
  for (const text of kept) count(counts, "ordinary", left.includes(text), `${at}: ${note} -> ${left}`);
}

function count(counts: Map<string, Count>, kind: string, right: boolean, what: string): void {
  const known = counts.get(kind) ?? { total: 0, wrong: [] };
  known.total += 1;
  if (!right) known.wrong.push(what);
  counts.set(kind, known);
}
