import { nearestName } from "../../utils/nearest-name.ts";
import { type Argument, type Connector, tableName, toolPrefix } from "../schema/connector.ts";
import type { Definition } from "../schema/definition.ts";
import type { DefinitionIssue } from "./issues.ts";
import { isList } from "./to-connector.ts";

type DefinedEndpoint = Definition["endpoints"][number];
type Issues = Iterable<DefinitionIssue>;

/** A table by its name, and the one below whose rows it lies. */
interface NamedTable {
  readonly name: string;
  readonly under: string | undefined;
}

/** Finds what the schema cannot say of tables: each must have a name of its own, and what it is asked by. */
export function* checkTables(
  id: string,
  endpoints: readonly DefinedEndpoint[],
  builtIn: Connector | undefined,
): Issues {
  const inherited = (builtIn?.endpoints ?? []).flatMap((endpoint) =>
    endpoint.list || endpoint.table !== undefined ? [named(id, endpoint)] : [],
  );
  const defined = endpoints.map((endpoint) =>
    mayBeTable(endpoint) ? named(id, { ...endpoint, tool: `${toolPrefix({ id })}${endpoint.tool}` }) : undefined,
  );
  for (const [index, { table, arguments: all }] of endpoints.entries()) {
    if (table === undefined) continue;
    const place = `endpoints[${index}].table`;
    const others = [...inherited, ...defined.filter((_, other) => other !== index)].filter(
      (each) => each !== undefined,
    );
    if (others.some(({ name }) => name === table.name)) {
      yield { at: `${place}.name`, message: `"${table.name}" is another table's name already; choose another` };
    }
    yield* checkUnder(table, all, others, place);
    yield* checkDays(table, all, place);
    yield* checkRequired(table, all, place);
  }
}

/** Whether questions can ask its rows: it declares a table, or is a list that needs no argument. */
export function mayBeTable(endpoint: DefinedEndpoint): boolean {
  return endpoint.table !== undefined || (isList(endpoint) && !endpoint.arguments.some(isRequired));
}

function named(id: string, endpoint: Pick<DefinedEndpoint, "tool" | "table">): NamedTable {
  return { name: tableName({ id }, endpoint), under: endpoint.table?.under?.table };
}

type Table = NonNullable<DefinedEndpoint["table"]>;

function* checkUnder(
  { name, under }: Table,
  all: readonly Argument[],
  others: readonly NamedTable[],
  place: string,
): Issues {
  if (under === undefined) return;
  const at = `${place}.under`;
  const tables = others.map((table) => table.name);
  if (!tables.includes(under.table)) yield { at: `${at}.table`, message: unknown(under.table, "tables", tables) };
  else if (liesUnder(under.table, name, others)) {
    yield { at: `${at}.table`, message: `"${under.table}" lies below "${name}" in turn; take one of the two out` };
  }
  const names = all.map((argument) => argument.name);
  if (!names.includes(under.argument)) {
    yield { at: `${at}.argument`, message: unknown(under.argument, "endpoint's arguments", names) };
  }
}

/** Whether a table lies, over whatever steps, below the other one. */
function liesUnder(table: string, other: string, all: readonly NamedTable[]): boolean {
  const seen = new Set([table]);
  for (const name of seen) {
    const above = all.find((each) => each.name === name)?.under;
    if (above !== undefined) seen.add(above);
  }
  return seen.has(other);
}

function* checkDays({ days }: Table, all: readonly Argument[], place: string): Issues {
  const roles = all.map(({ period }) => period);
  if (days === undefined || (roles.includes("start") && roles.includes("end"))) return;
  yield { at: `${place}.days`, message: 'needs an argument with "period": "start" and one with "period": "end"' };
}

function* checkRequired({ under, days }: Table, all: readonly Argument[], place: string): Issues {
  for (const argument of all.filter(isRequired)) {
    const isOfPeriod = argument.period === "start" || argument.period === "end";
    if (argument.name === under?.argument || (days !== undefined && isOfPeriod)) continue;
    const message = `cannot be read whole: "${argument.name}" is required. Say with "under" which table's rows it comes from, or leave "table" out`;
    yield { at: place, message };
  }
}

function isRequired({ required, in: place }: Argument): boolean {
  return required === true || place === "path";
}

function unknown(name: string, what: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? `There are: ${known.join(", ") || "none"}` : `Did you mean "${nearest}"?`;
  return `"${name}" is none of the ${what}. ${hint}`;
}
