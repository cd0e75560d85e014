import { columns, type Output } from "../../terminal/output.ts";
import { counted, printOpenApi, shown } from "./definition-text.ts";
import type { Choice } from "./read-definition.ts";

const ROWS_PER_GROUP = 6;
const MOST_GROUPS = 12;
const MOST_GROUP_NAMES = 120;

/** Operations that a person may want together, and the word for `--include` that means them. */
interface Group {
  readonly name: string;
  readonly include: string;
  readonly operations: Choice["operations"];
}

/** Shows the operations of a large OpenAPI document by tag, or by path where they have none, and how to choose some. */
export function printChoice(choice: Choice, source: string, id: string | undefined, output: Output): void {
  const groups = groupsOf(choice);
  output.out(
    `${source} has ${counted(choice.total, "operation")} that can become tools. An assistant chooses badly among more than 40, so take those that you need. Nothing was added.`,
  );
  printOpenApi({ leftOut: choice.leftOut, notes: [] }, output);
  for (const { name, operations } of groups.slice(0, MOST_GROUPS)) {
    output.out("");
    output.out(`${output.paint("bold", shown(name, 60))} (${operations.length})`);
    const rows = operations
      .slice(0, ROWS_PER_GROUP)
      .map(({ id, path, summary }) => [`  ${shown(id, 44)}`, shown(path, 40), shown(summary, 60)]);
    output.out(columns(rows));
    if (operations.length > rows.length) output.out(`  and ${operations.length - rows.length} more`);
  }
  printOtherNames(groups.slice(MOST_GROUPS), output);
  output.out("");
  output.out("Choose by tag (tag:NAME), path (/v1/charges*) or operation, with commas between, for example:");
  const named = id === undefined ? "" : ` --id ${word(id)}`;
  output.out(`  keyscope connectors add ${word(source)}${named} --include ${word(example(groups))}`);
}

/** The largest first, and of equally large ones in the document's order. */
function groupsOf({ operations }: Choice): readonly Group[] {
  const groups = new Map<string, { name: string; include: string; operations: Choice["operations"][number][] }>();
  for (const operation of operations) {
    const name = operation.tag === "" ? pathGroup(operation.path) : operation.tag;
    const include = operation.tag === "" ? `${name}*` : `tag:${name}`;
    const group = groups.get(include) ?? { name, include, operations: [] };
    groups.set(include, group);
    group.operations.push(operation);
  }
  return [...groups.values()].sort((a, b) => b.operations.length - a.operations.length);
}

/** A path up to the first segment that tells something: `/v1/charges/{id}` → `/v1/charges`. */
function pathGroup(path: string): string {
  const segments = path.split("/");
  const at = segments.findIndex((segment) => segment !== "" && !/^(?:api|v\d+|\{.*\})$/i.test(segment));
  return at === -1 ? path : segments.slice(0, at + 1).join("/");
}

function printOtherNames(groups: readonly Group[], output: Output): void {
  if (groups.length === 0) return;
  const names = groups
    .slice(0, MOST_GROUP_NAMES)
    .map(({ name, operations }) => `${shown(name, 40)} (${operations.length})`);
  output.out("");
  output.out(`More: ${names.join(", ")}${groups.length > names.length ? ", …" : ""}`);
}

/** The first group that is not too large, or else one operation. */
function example(groups: readonly Group[]): string {
  const small = groups.find(({ operations }) => operations.length <= 40);
  return shown(small?.include ?? groups[0]?.operations[0]?.id ?? "", 200);
}

/** As a shell takes it. */
function word(text: string): string {
  return /^[\w./:@+-]+$/.test(text) ? text : `"${text.replace(/["\\$`]/g, "\\$&")}"`;
}
