import type { Checked } from "../../connectors/custom/check.ts";
import { type DefinitionIssue, formatIssue } from "../../connectors/custom/issues.ts";
import type { Output } from "../../terminal/output.ts";
import { beginning, cleanText } from "../../utils/clean-text.ts";
import type { FromOpenApi } from "./read-definition.ts";

const MOST_MISTAKES = 20;
const MOST_EXAMPLES = 5;
const MOST_NOTES = 10;

/** A text out of a document, on one line of so many characters. */
export function shown(text: string, length: number): string {
  const clean = cleanText(text).replace(/\s+/g, " ").trim();
  return clean.length <= length ? clean : `${beginning(clean, length - 1)}…`;
}

/** So many of something, such as "1 tool" and "3 tools". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

/** All that is wrong with a definition, one line each. */
export function issuesText(mistakes: readonly DefinitionIssue[]): string {
  const lines = mistakes.slice(0, MOST_MISTAKES).map((mistake) => `  ${formatIssue(mistake)}`);
  const rest = mistakes.length - lines.length;
  return [...lines, ...(rest > 0 ? [`  and ${rest} more`] : [])].join("\n");
}

/** What a definition is or would be, in a line. */
export function summary({ connector, extends: extended, added }: Extract<Checked, { ok: true }>): string {
  const { title, id, address, scopes } = connector;
  if (extended !== undefined) return `${counted(added, "tool")} more for ${title} (${id})`;
  const where = address.kind === "fixed" ? address.url : "an address of your own";
  const held = scopes.length === 0 ? "" : `, ${counted(scopes.length, "scope")}`;
  return `${title} (${id}): ${counted(added, "tool")}${held}; the key is sent to ${where} and nowhere else`;
}

/** What was not taken from an OpenAPI document, by reason, and what a person should know about the rest. */
export function printOpenApi({ leftOut, notes }: Pick<FromOpenApi, "leftOut" | "notes">, output: Output): void {
  const reasons = new Map<string, string[]>();
  for (const { operation, why } of leftOut) reasons.set(why, [...(reasons.get(why) ?? []), operation]);
  for (const [why, operations] of reasons) {
    const examples = operations.slice(0, MOST_EXAMPLES).map((operation) => shown(operation, 60));
    const more = operations.length > examples.length ? ", …" : "";
    output.out(`Left out (${operations.length}): ${shown(why, 200)}: ${examples.join(", ")}${more}`);
  }
  for (const note of notes.slice(0, MOST_NOTES)) output.out(`Note: ${shown(note, 300)}`);
  if (notes.length > MOST_NOTES) output.out(`and ${counted(notes.length - MOST_NOTES, "note")} more`);
}
