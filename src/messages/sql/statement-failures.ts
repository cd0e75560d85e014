import { accessToolName, type Connector, tablesToolName } from "../../connectors/schema/connector.ts";
import type { Forbidden, StatementFailure, TableColumns } from "../../engine/failure.ts";
import type { NoEngine } from "../../engine/installation.ts";
import { allOf, quoted } from "../../utils/clean-text.ts";
import { grouped } from "../../utils/grouped.ts";
import { isBundle, ownCommand } from "../own-command.ts";
import { didYouMean } from "../phrases.ts";
import { tellCall, tellRemedy } from "./dialects.ts";

/** Why a SQL statement gave no rows, and what to write instead. */
export function explainStatementFailure(failure: StatementFailure, connector: Connector): string {
  const tables = tablesToolName(connector);
  switch (failure.kind) {
    case "no-engine":
      return explainNoEngine(failure, connector);
    case "not-parsed":
      return `The SQL could not be read${placeOf(failure)}: ${asSentence(failure.words)} ${failure.remedy === undefined ? "Write one SELECT in DuckDB's dialect." : tellRemedy(failure.remedy)}`;
    case "too-long":
      return `The SQL has ${grouped(failure.characters)} characters; ${grouped(failure.longest)} are allowed. Write a shorter statement.`;
    case "no-statement":
      return "The SQL is empty. Write one SELECT.";
    case "several-statements":
      return `The SQL holds ${failure.count} statements. Send one SELECT at a time.`;
    case "not-a-select":
      return failure.remedy === undefined
        ? "Only a SELECT is run: nothing can be changed, attached, exported or set. Write one SELECT."
        : `The statement is not run as it is. ${tellRemedy(failure.remedy)}`;
    case "forbidden":
      return `${forbidden(failure.what, failure.name)} ${tables} tells which tables and columns there are.`;
    case "unknown-table":
      return `There is no table ${quoted(failure.table)}.${didYouMean(failure.nearest)} ${listTables(failure.tables)} A table is there only if your access includes it.`;
    case "unknown-column":
      return `There is no column ${quoted(failure.column)}.${didYouMean(failure.nearest)}${failure.remedy === undefined ? "" : ` ${tellRemedy(failure.remedy)}`} ${failure.tables.map(listColumns).join(" ")}`.trimEnd();
    case "alias-of-table":
      return `The alias ${failure.alias} is also the name of a table, and ${failure.alias} then means a whole row of it. Rename the alias, for example to ${failure.alias}_count.`;
    case "engine-says":
      return `DuckDB refused the statement: ${asSentence(failure.words)} ${tellCall(failure.call)}`;
    case "compares-null":
      return "A comparison with NULL is never true. Write IS NULL or IS NOT NULL.";
    case "too-slow":
      return `The statement was stopped after ${failure.seconds} s. Join on equal columns, filter first, or ask for less at once.`;
    case "out-of-memory":
      return "The statement needed more memory than it may have, so it was stopped. Filter or aggregate before joining, and do not build long texts.";
    case "too-large-cell":
      return `A value in column ${quoted(failure.column)} is longer than ${grouped(failure.longest)} characters. Shorten it: left(text, 200), or list[:20] of a list.`;
    case "crashed":
      return "DuckDB ended in the middle of the statement. It is started again with the next one: try once more, and if it happens again write the statement in another way.";
    case "cancelled":
      return "The query was cancelled before it was answered.";
    default:
      return failure satisfies never;
  }
}

/** That the engine is missing or does not load, and what to do about it. */
export function explainNoEngine(
  { isInstalled, reason }: NoEngine,
  connector: Pick<Connector, "id">,
  inBundle = isBundle(),
): string {
  const [why, way] = inBundle
    ? ["", IN_BUNDLE]
    : isInstalled
      ? [`: DuckDB is installed, but does not load (${reason})`, loadAgain(connector)]
      : [`: ${reason}`, INSTALL];
  return `Questions over all rows cannot be asked here${why}. ${way} The other tools work without it.`;
}

const IN_BUNDLE =
  "They need DuckDB, which the bundle for Claude Desktop comes without. Keyscope installed in the other way has it: the page on Claude Desktop in its documentation tells how.";
const INSTALL =
  "They need DuckDB, an optional package of Keyscope's for Linux, macOS and Windows on x64 or ARM. Install Keyscope again there, without --omit=optional, --no-optional or such a setting of npm's, and restart the client.";

/** It mostly is a library of the system that is missing, or packages that were installed by another Node. */
function loadAgain({ id }: Pick<Connector, "id">): string {
  return `Install the library that it misses (on Linux mostly libstdc++6), or install Keyscope again with the same Node that starts it. Then ${accessToolName({ id })} or \`${ownCommand(`status ${id}`)}\` tries again.`;
}

function placeOf({ line, column }: { readonly line?: number; readonly column?: number }): string {
  if (line === undefined) return "";
  return column === undefined ? ` (line ${line})` : ` (line ${line}, column ${column})`;
}

function forbidden(what: Forbidden, name: string): string {
  switch (what) {
    case "function":
      return `The function ${name} is not available here.`;
    case "table-function":
      return `In FROM only the tables and unnest, range and generate_series can stand, not ${name}.`;
    case "file":
      return `Files and addresses cannot be read (${quoted(name)}).`;
    case "catalog":
      return `${name} is not run here.`;
    case "schema":
      return `Tables are named without a schema or database (${quoted(name)}).`;
    case "parameter":
      return "Parameters such as ? and $1 have no values here: write the values themselves.";
    case "syntax":
      return `${name} is not available here.`;
    default:
      return what satisfies never;
  }
}

function listTables(tables: readonly string[]): string {
  return tables.length === 0 ? "" : `Tables: ${allOf(tables)}.`;
}

/** Names of columns as they must be written. */
function listColumns({ table, columns }: TableColumns): string {
  return `Columns of ${table}: ${columns.slice(0, COLUMNS_TOLD).map(quoted).join(", ")}${columns.length > COLUMNS_TOLD ? ", …" : ""}.`;
}

const COLUMNS_TOLD = 60;

/** The engine's words, which mostly end without a full stop. */
function asSentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}
