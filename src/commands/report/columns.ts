import type { JsonObject } from "../../answers/json.ts";
import { fieldNames } from "../../answers/rows.ts";
import type { ReportColumn } from "../../connectors/schema/report.ts";
import { quotedList } from "../../utils/clean-text.ts";
import { getOwn } from "../../utils/own.ts";
import { readExact } from "./values.ts";
import type { Week } from "./week.ts";

/** A column that is there, and what it holds; undefined: something that no section asks for. */
export interface ThereColumn {
  readonly name: string;
  readonly holds: ReportColumn["holds"] | undefined;
}

/** The names under which a section's columns are there; or, as a sentence, which is not. */
export type FoundColumns =
  | { readonly ok: true; readonly names: Readonly<Record<string, readonly string[]>> }
  | { readonly ok: false; readonly why: string };

/** What a column of that type of the engine's holds. */
export function holdsOf(type: string): ThereColumn["holds"] {
  if (/^(?:DATE$|TIMESTAMP)/.test(type)) return "time";
  if (/^(?:DECIMAL|U?(?:TINY|SMALL|BIG|HUGE)?INT|DOUBLE|FLOAT)/.test(type)) return "number";
  return /^(?:VARCHAR|BOOLEAN)$/.test(type) ? "name" : undefined;
}

/** The fields of an answer's rows, by what all of their values are. */
export function columnsOf(rows: readonly JsonObject[]): readonly ThereColumn[] {
  const names = fieldNames(rows);
  return names.map((name) => {
    const values = rows.map((row) => getOwn(row, name) ?? null).filter((value) => value !== null);
    if (values.length === 0) return { name, holds: undefined };
    if (values.every((value) => readExact(value) !== undefined)) return { name, holds: "number" };
    return { name, holds: values.every((value) => typeof value === "string") ? "name" : undefined };
  });
}

/**
 * Finds the columns that a section needs among those that are there.
 * @param where for a reader: "the table daily"
 */
export function findColumns(
  wanted: Readonly<Record<string, ReportColumn>>,
  there: readonly ThereColumn[],
  where: string,
): FoundColumns {
  const names: Record<string, readonly string[]> = {};
  for (const [role, column] of Object.entries(wanted)) {
    const found = column.names.flatMap((name) => there.filter((each) => isMeant(each, name, column)));
    if (found.length === 0) return { ok: false, why: explainNone(column, there, where) };
    const all = [...new Set(found.map(({ name }) => name))];
    names[role] = column.all === true ? all : all.slice(0, 1);
  }
  return { ok: true, names };
}

function isMeant(there: ThereColumn, name: string, { holds }: ReportColumn): boolean {
  if (there.holds !== holds) return false;
  const lower = there.name.toLowerCase();
  return name.startsWith("*") ? lower.endsWith(name.slice(1)) : lower === name;
}

function explainNone({ what, names, holds }: ReportColumn, there: readonly ThereColumn[], where: string): string {
  const kind = { time: "times", number: "numbers", name: "texts" }[holds];
  const columns =
    there.length === 0
      ? "none at all"
      : quotedList(
          there.map(({ name }) => name),
          500,
        );
  return `In ${where} there is no column for ${what}: none with ${kind} is called ${names.join(", ")}. Its columns are ${columns}.`;
}

/** Puts the names of columns and the week's days into the SQL of a section. */
export function fillSql(
  sql: string,
  columns: Readonly<Record<string, ReportColumn>>,
  names: Readonly<Record<string, readonly string[]>>,
  week: Week,
): string {
  const days: Readonly<Record<string, string>> = {
    first: week.first,
    last: week.last,
    before: week.before,
    earlier: week.earlier,
  };
  return sql.replace(/\{(\w+)(?:: ([^{}]*))?\}/g, (_, role: string, pattern = "#") => {
    const day = getOwn(days, role);
    if (day !== undefined) return `DATE '${day}'`;
    const isTime = getOwn(columns, role)?.holds === "time";
    const all = (getOwn(names, role) ?? []).map((name) => {
      const column = `"${name.replaceAll('"', '""')}"`;
      return isTime ? `CAST(${column} AS DATE)` : column;
    });
    return all.map((column) => String(pattern).replaceAll("#", () => column)).join(", ");
  });
}
