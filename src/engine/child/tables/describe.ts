import type { DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import { DuckDBListType, DuckDBStructType, VARCHAR } from "@duckdb/node-api";
import { stringifyExactly } from "../../../answers/exact-json.ts";
import type { ColumnNote, DescribedColumn, DescribedTable } from "../../protocol.ts";
import { type Database, quoteName, quoteText } from "../database.ts";
import type { ToJson } from "../results/values.ts";
import type { ColumnLayout, TableLayout } from "./layout.ts";

/** With as many different values or fewer, each is shown. */
const FEW = 12;
/** Longest text shown of a value. */
const LONGEST = 60;

/** What describing needs of the database. */
export interface Describing {
  readonly connection: DuckDBConnection;
  readonly toJson: ToJson;
  readonly writeName: Database["writeName"];
}

/** Counts what is in a table's columns. */
export async function describeTable(
  table: TableLayout,
  parent: string | undefined,
  describing: Describing,
): Promise<DescribedTable> {
  const name = quoteName(table.name);
  const [[rows] = []] = await read(describing, `SELECT count(*) FROM ${name}`);
  const columns: DescribedColumn[] = [];
  for (const leaf of [...table.keys, ...table.fields].flatMap(leaves)) {
    columns.push(await describeColumn(name, leaf, Number(rows), describing));
  }
  return { name: table.name, ...(parent === undefined ? {} : { parent }), rows: Number(rows), columns };
}

/** A column, or a field inside a struct. */
interface Leaf {
  readonly path: readonly string[];
  /** What it is in a statement. */
  readonly expression: string;
  readonly type: DuckDBType;
  readonly notes: readonly ColumnNote[];
}

function leaves(column: ColumnLayout): Leaf[] {
  const inside = new Map(column.inside.map(({ path, notes }) => [path, notes]));
  const below = (path: readonly string[], expression: string, type: DuckDBType): Leaf[] => {
    if (!(type instanceof DuckDBStructType)) {
      const notes = path.length === 1 ? column.notes : (inside.get(path.slice(1).join(".")) ?? []);
      return [{ path, expression, type, notes }];
    }
    return type.entryNames.flatMap((entry, index) => {
      const inner = type.entryTypes[index];
      const step = `struct_extract(${expression}, ${quoteText(entry)})`;
      return inner === undefined ? [] : below([...path, entry], step, inner);
    });
  };
  return below([column.name], quoteName(column.name), column.type);
}

/** All columns' names, those inside structs dotted. */
export function columnNames(table: TableLayout): string[] {
  return [...table.keys, ...table.fields].flatMap(leaves).map(({ path }) => path.join("."));
}

async function describeColumn(
  table: string,
  { path, expression, type, notes }: Leaf,
  rows: number,
  describing: Describing,
): Promise<DescribedColumn> {
  const isList = type instanceof DuckDBListType;
  const shown = type === VARCHAR ? `left(${expression}, ${LONGEST})` : expression;
  const counts = isList ? "" : `, count(DISTINCT ${expression}), min(${shown}), max(${shown})`;
  const [found = []] = await read(describing, `SELECT count(${expression})${counts} FROM ${table}`);
  const [present, different = 0, smallest, largest] = found;
  const nulls = rows === 0 ? 0 : (rows - Number(present)) / rows;
  const sql = path.map(describing.writeName).join(".");
  const column = { name: path.join("."), sql, type: String(type), nulls, notes };
  if (isList || present === 0 || smallest === undefined || largest === undefined) return column;
  if (Number(different) > FEW) {
    return { ...column, smallest: text(smallest), largest: text(largest), different: Number(different) };
  }
  const grouped = `SELECT ${shown}, count(*) FROM ${table} WHERE ${expression} IS NOT NULL GROUP BY ${expression} ORDER BY 2 DESC, 1`;
  const values = await read(describing, grouped);
  return { ...column, values: values.map(([value, count]) => ({ value: text(value), count: Number(count) })) };
}

type Cell = ReturnType<ToJson>;

async function read({ connection, toJson }: Describing, sql: string): Promise<Cell[][]> {
  const result = await connection.runAndReadAll(sql);
  return result.getRows().map((row) => row.map(toJson));
}

function text(value: Cell | undefined): string {
  return typeof value === "string" ? value : stringifyExactly(value);
}
