import type { Checked } from "../../connectors/custom/check.ts";
import { type DefinitionIssue, formatIssue } from "../../connectors/custom/issues.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { columns, type Output } from "../../terminal/output.ts";
import { cleanText, shorten } from "../../utils/clean-text.ts";
import { groupBy } from "../../utils/group-by.ts";
import { grouped } from "../../utils/grouped.ts";
import { quoteForShell } from "../../utils/quote-for-shell.ts";
import type { Choice, FromOpenApi } from "./read-definition.ts";

const MOST_ISSUES = 20;
const MOST_EXAMPLES = 5;
const MOST_NOTES = 10;
const ROWS_PER_GROUP = 6;
const MOST_GROUPS = 12;
const MOST_GROUP_NAMES = 120;

/** Puts a text out of a document on one line of at most so many characters. */
function toOneLine(text: string, length: number): string {
  const clean = cleanText(text).replace(/\s+/g, " ").trim();
  return shorten(clean, length);
}

/** Writes so many of something, such as "1 tool" and "3 tools". */
export function formatCount(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Lists all that is wrong with a definition, one line each. */
export function listIssues(issues: readonly DefinitionIssue[]): string[] {
  const lines = issues.slice(0, MOST_ISSUES).map((issue) => `  ${formatIssue(issue)}`);
  const rest = issues.length - lines.length;
  return [...lines, ...(rest > 0 ? [`  and ${rest} more`] : [])];
}

/** Says in a line what a definition is or would be. */
export function describeDefinition({ connector, extends: extended, added }: Extract<Checked, { ok: true }>): string {
  const { title, id, address, scopes } = connector;
  if (extended !== undefined) return `${formatCount(added, "tool")} more for ${title} (${id})`;
  const where = address.kind === "fixed" ? address.url : "an address of your own";
  const held = scopes.length === 0 ? "" : `, ${formatCount(scopes.length, "scope")}`;
  return `${title} (${id}): ${formatCount(added, "tool")}${held}; the key is sent to ${where} and nowhere else`;
}

/** Prints what was not taken from an OpenAPI document, by reason, and what a person should know about the rest. */
export function printOpenApi({ leftOut, notes }: Pick<FromOpenApi, "leftOut" | "notes">, output: Output): void {
  for (const [why, operations] of groupBy(leftOut, (one) => one.why)) {
    const examples = operations.slice(0, MOST_EXAMPLES).map(({ operation }) => toOneLine(operation, 60));
    const more = operations.length > examples.length ? ", …" : "";
    output.out(`Left out (${operations.length}): ${toOneLine(why, 200)}: ${examples.join(", ")}${more}`);
  }
  for (const note of notes.slice(0, MOST_NOTES)) output.out(`Note: ${toOneLine(note, 300)}`);
  if (notes.length > MOST_NOTES) output.out(`and ${formatCount(notes.length - MOST_NOTES, "note")} more`);
}

/** Operations that a person may want together, and the word for `--include` that means them. */
interface Group {
  readonly name: string;
  readonly include: string;
  readonly operations: Choice["operations"];
}

/** Shows the operations of a large OpenAPI document by tag, or by path where they have none, and how to choose some. */
export function printChoice(choice: Choice, source: string, id: string | undefined, output: Output): void {
  const groups = groupOperations(choice);
  output.out(
    `${source} has ${formatCount(choice.total, "operation")} that can become tools. An assistant chooses badly among more than 40, so take those that you need. Nothing was added.`,
  );
  printOpenApi({ leftOut: choice.leftOut, notes: [] }, output);
  for (const { name, operations } of groups.slice(0, MOST_GROUPS)) {
    output.out("");
    output.out(`${output.paint("bold", toOneLine(name, 60))} (${operations.length})`);
    const rows = operations
      .slice(0, ROWS_PER_GROUP)
      .map(({ id, path, summary }) => [`  ${toOneLine(id, 44)}`, toOneLine(path, 40), toOneLine(summary, 60)]);
    output.out(columns(rows));
    if (operations.length > rows.length) output.out(`  and ${operations.length - rows.length} more`);
  }
  printOtherNames(groups.slice(MOST_GROUPS), output);
  output.out("");
  output.out("Choose by tag (tag:NAME), path (/v1/charges*) or operation, with commas between, for example:");
  const named = id === undefined ? "" : ` --id ${quoteForShell(id)}`;
  output.out([
    `  ${ownCommand(`connectors add ${quoteForShell(source)}${named} --include ${quoteForShell(findExample(groups))}`)}`,
  ]);
}

/** The largest first, and of equally large ones in the document's order. */
function groupOperations({ operations }: Choice): readonly Group[] {
  const nameOf = ({ tag, path }: Choice["operations"][number]) => tag || shortenPath(path);
  const groups = groupBy(operations, (one) => (one.tag === "" ? `${nameOf(one)}*` : `tag:${nameOf(one)}`));
  return [...groups]
    .map(([include, members]) => ({ name: nameOf(members[0]), include, operations: members }))
    .sort((a, b) => b.operations.length - a.operations.length);
}

/** A path up to the first segment that tells something: `/v1/charges/{id}` → `/v1/charges`. */
function shortenPath(path: string): string {
  const segments = path.split("/");
  const at = segments.findIndex((segment) => segment !== "" && !/^(?:api|v\d+|\{.*\})$/i.test(segment));
  return at === -1 ? path : segments.slice(0, at + 1).join("/");
}

function printOtherNames(groups: readonly Group[], output: Output): void {
  if (groups.length === 0) return;
  const names = groups
    .slice(0, MOST_GROUP_NAMES)
    .map(({ name, operations }) => `${toOneLine(name, 40)} (${operations.length})`);
  output.out("");
  output.out(`More: ${names.join(", ")}${groups.length > names.length ? ", …" : ""}`);
}

/** The first group that is not too large, or else one operation. */
function findExample(groups: readonly Group[]): string {
  const small = groups.find(({ operations }) => operations.length <= 40);
  return toOneLine(small?.include ?? groups[0]?.operations[0]?.id ?? "", 200);
}
