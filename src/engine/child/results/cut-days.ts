import { type DuckDBConnection, TIMESTAMP, TIMESTAMPTZ } from "@duckdb/node-api";
import type { CutDay } from "../../protocol.ts";
import { type Database, quoteName, quoteText } from "../database.ts";
import type { Statement } from "../statement/statement.ts";
import type { TableLayout } from "../tables/layout.ts";

/** So many comparisons are looked at, and so many days are told of. */
const MOST_COMPARED = 20;
const MOST_TOLD = 3;

/**
 * Finds the days of which a statement takes in the first moment only, because it compares a time with a day, although there
 * are rows of later that day. Says nothing where it is not plain which column a name means.
 * @param tables those that the statement reads
 */
export async function findCutDays(
  { days, aliases, qualifiers }: Statement,
  tables: readonly TableLayout[],
  { connection, writeName }: { readonly connection: DuckDBConnection; readonly writeName: Database["writeName"] },
): Promise<readonly CutDay[]> {
  const found = new Map<string, CutDay>();
  const compared = new Map(days.map((each) => [JSON.stringify(each), each]));
  for (const { column, qualifier, day } of [...compared.values()].slice(0, MOST_COMPARED)) {
    if (aliases.some((alias) => isSame(alias, column))) continue;
    for (const { name, fields } of tables) {
      if (qualifier !== undefined && qualifiers.get(qualifier.toLowerCase()) !== name.toLowerCase()) continue;
      const field = fields.find((each) => isSame(each.name, column));
      if (field === undefined || (field.type !== TIMESTAMP && field.type !== TIMESTAMPTZ)) continue;
      const told = { column: writeName(field.name), day };
      if (await hasRowsLater(connection, name, field.name, day)) found.set(JSON.stringify(told), told);
    }
  }
  return [...found.values()].slice(0, MOST_TOLD);
}

/** Whether a row's time lies on the day, but not at its beginning. */
async function hasRowsLater(
  connection: DuckDBConnection,
  table: string,
  column: string,
  day: string,
): Promise<boolean> {
  const [time, midnight] = [quoteName(column), `TRY_CAST(${quoteText(day)} AS DATE)`];
  const later = `${time} > ${midnight} AND ${time} < ${midnight} + 1`;
  const result = await connection.runAndReadAll(`SELECT 1 FROM ${quoteName(table)} WHERE ${later} LIMIT 1`);
  return result.getRows().length > 0;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
