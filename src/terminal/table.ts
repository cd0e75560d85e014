import stringWidth from "fast-string-width";
import { showOnOneLine } from "../utils/clean-text.ts";
import { wrapLine } from "./wrap.ts";

/** Rows of cells. Colours are added when it is laid out, so cells are plain text. */
export interface Table {
  readonly rows: readonly (readonly string[])[];
  readonly paint: (column: number, text: string, row: number) => string;
}

/** Rows as aligned columns, however wide that is. */
export function alignColumns(rows: Table["rows"]): string[] {
  return layOut({ rows, paint: (_, text) => text }, undefined);
}

const GAP = "  ";
const INDENT = "    ";
/** A last column that is narrower than this goes below the others. */
const NARROWEST_COLUMN = 24;

/**
 * Puts a table's cells below one another. Where it is wider than `width`, the last column is broken into lines; where too
 * little is left for it, it goes below the others, indented.
 */
export function layOut({ rows, paint }: Table, width: number | undefined): string[] {
  const cells = rows.map((row) => row.map(showOnOneLine));
  const widths: number[] = [];
  for (const row of cells) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell));
  }
  const fitted = width === undefined ? { widths, below: widths.length } : fitColumns(cells, widths, width);
  return cells.flatMap((row, at) => layOutRow(row, fitted, (column, text) => paint(column, text, at)));
}

/** How wide each column may be, and from which one on they go below the others. */
interface Fitted {
  readonly widths: readonly number[];
  readonly below: number;
}

function fitColumns(cells: readonly (readonly string[])[], natural: readonly number[], width: number): Fitted {
  const widths = [...natural];
  for (let below = widths.length; below > 1; below--) {
    const last = below - 1;
    const left = width - startOf(widths, last);
    const longestWord = Math.max(...cells.map((row) => widthOfLongestWord(row[last] ?? "")));
    if ((widths[last] ?? 0) <= left) return { widths, below };
    // A word that fits nowhere, as a row of numbers, is no reason to go below.
    const needed = longestWord > width - INDENT.length ? NARROWEST_COLUMN : Math.max(longestWord, NARROWEST_COLUMN);
    if (left >= needed) return { widths: widths.with(last, left), below };
    widths[last] = width - INDENT.length;
  }
  return { widths, below: 1 };
}

/** Where a column begins. */
function startOf(widths: readonly number[], column: number): number {
  return widths.slice(0, column).reduce((sum, one) => sum + one + GAP.length, 0);
}

function widthOfLongestWord(cell: string): number {
  return Math.max(...(cell.match(/(?:`[^`]*`|[^\s`])+/g) ?? [""]).map((word) => stringWidth(word)));
}

function layOutRow(
  row: readonly string[],
  { widths, below }: Fitted,
  paint: (column: number, text: string) => string,
): string[] {
  const beside = row.slice(0, below);
  const lastColumn = beside.length - 1;
  const last = breakCell(beside[lastColumn] ?? "", widths[lastColumn]);
  const first = beside.map((cell, column) =>
    column === lastColumn ? paint(column, last[0] ?? "") : paint(column, pad(cell, widths[column] ?? 0)),
  );
  const indent = " ".repeat(startOf(widths, lastColumn));
  const under = row.slice(below).flatMap((cell, at) => {
    const parts = cell === "" ? [] : breakCell(cell, widths[below + at]);
    return parts.map((part) => `${INDENT}${paint(below + at, part)}`);
  });
  return [first.join(GAP).trimEnd(), ...last.slice(1).map((part) => `${indent}${paint(lastColumn, part)}`), ...under];
}

function breakCell(cell: string, width: number | undefined): string[] {
  return width === undefined || stringWidth(cell) <= width ? [cell] : wrapLine(cell, width);
}

function pad(cell: string, width: number): string {
  return cell + " ".repeat(Math.max(0, width - stringWidth(cell)));
}
