import { decode } from "@toon-format/toon";
import * as z from "zod";
import type { Row } from "./question.ts";
import type { ReadyQuestion } from "./subject.ts";

/**
 * What is wrong with a result, in a few words; undefined where every figure is right and it says on which rows it rests.
 * @param tables how many rows each table has
 */
export function whatIsWrong(
  { text, isError }: { readonly text: string; readonly isError: boolean },
  tables: Readonly<Record<string, number>>,
  { expected, says }: ReadyQuestion,
): string | undefined {
  if (isError) return text;
  if (expected.length === 0) return "is about nothing: no row is expected";
  const { lines, rows } = readResult(text);
  if (says !== undefined && !lines.some((line) => line.includes(says))) return `does not say "${says}"`;
  const rests = tablesTold(lines);
  if (rests.length === 0) return "does not say on which tables it rests";
  const odd = rests.find(
    ({ table, rows: told, isWhole }) => told !== tables[table] || (!isWhole && says === undefined),
  );
  if (odd !== undefined) return `rests on ${odd.rows} rows of ${odd.table}, not on all ${tables[odd.table]}`;
  return compareRows(rows, expected);
}

/** What an assistant reads of a query: the lines before the data, and the data's rows. */
interface ReadResult {
  readonly lines: readonly string[];
  /** Each value as the text that stands there. */
  readonly rows: readonly (readonly string[])[];
}

const rowsSchema = z.array(z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]));

/** Reads a result as an assistant does, by the line that says in which notation the data is. */
function readResult(text: string): ReadResult {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith("# All below is data")) + 1;
  if (start === 0) return { lines, rows: [] };
  const data = lines.slice(start).join("\n");
  const above = lines[start - 1] ?? "";
  const all = rowsSchema.parse(above.includes("(JSON") ? JSON.parse(data) : decode(data));
  const rows = above.includes("the first row names the columns") ? all.slice(1) : all;
  return { lines: lines.slice(0, start - 1), rows: rows.map((row) => Object.values(row).map(textOf)) };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The first figure that is not right. */
function compareRows(rows: ReadResult["rows"], expected: readonly Row[]): string | undefined {
  if (rows.length !== expected.length) return `${rows.length} rows instead of ${expected.length}`;
  for (const [at, wanted] of expected.entries()) {
    const row = rows[at] ?? [];
    if (row.length !== wanted.length) return `${row.length} columns instead of ${wanted.length}`;
    const wrong = wanted.findIndex((figure, column) => !acceptable(figure).includes(row[column] ?? ""));
    if (wrong !== -1) {
      return `row ${at + 1}, column ${wrong + 1}: ${row[wrong]} instead of ${acceptable(wanted[wrong] ?? null).join(" or ")}`;
    }
  }
  return undefined;
}

function acceptable(figure: Row[number]): readonly string[] {
  return typeof figure === "object" && figure !== null ? figure.either : [String(figure)];
}

/** How many rows of which tables the lines say that a result rests on, and whether that is all. */
function tablesTold(lines: readonly string[]): readonly { table: string; rows: number; isWhole: boolean }[] {
  return lines.flatMap((line) => {
    const [, table, all, rows] = /^# (\w+): (all )?([\d,]+) /.exec(line) ?? [];
    if (table === undefined || rows === undefined) return [];
    return [{ table, rows: Number(rows.replaceAll(",", "")), isWhole: all !== undefined }];
  });
}
