import { styleText } from "node:util";
import { showOnOneLine } from "../utils/clean-text.ts";

export type Style = "bold" | "dim" | "green" | "yellow" | "red" | "cyan";

/** A line, with a new line at its beginning for each empty one before it; or several of them. */
export type Lines = string | readonly string[];

/**
 * Where a command writes for people: results to `out`, everything about them to `err`. This is the one way out. Names,
 * files and answers of others are in nearly every text, so whatever a terminal would act on is shown instead (`\\u001b`),
 * as is a line end inside a line. Only what `paint` adds gets through.
 */
export interface Output {
  out(text: Lines): void;
  err(text: Lines): void;
  /** Coloured where standard output is a terminal and NO_COLOR is not set; plain otherwise. */
  paint(style: Style, text: string): string;
}

/** Stands for the escape character of our own colours until the text was made harmless. No file can know it. */
const OWN_ESCAPE = crypto.randomUUID();

export function terminalOutput(): Output {
  // `hasColors` looks at NO_COLOR, FORCE_COLOR and TERM.
  const colours = process.stdout.isTTY === true && process.stdout.hasColors();
  return {
    out: (text) => {
      process.stdout.write(makeHarmless(text));
    },
    err: (text) => {
      process.stderr.write(makeHarmless(text));
    },
    paint: (style, text) => {
      const [start = "", end = ""] = colours ? styleText(style, "|").replaceAll("\u001b", OWN_ESCAPE).split("|") : [];
      return `${start}${text}${end}`;
    },
  };
}

function makeHarmless(text: Lines): string {
  const lines = [text].flat().map((line) => {
    const start = line.search(/[^\n]|$/);
    return `${line.slice(0, start)}${showOnOneLine(line.slice(start))}\n`;
  });
  return lines.join("").replaceAll(OWN_ESCAPE, "\u001b");
}

/** A document for programs, over several lines. What is escaped on the way out is so as JSON has it: no value changes. */
export function jsonLines(document: unknown): string[] {
  return JSON.stringify(document, undefined, 2).split("\n");
}

/** Rows as aligned columns. Padding is counted before colour: give cells as plain text and paint whole columns. */
export function columns(
  rows: readonly (readonly string[])[],
  paint: (column: number, text: string, row: number) => string = (_, text) => text,
): string[] {
  const shown = rows.map((row) => row.map(showOnOneLine));
  const widths: number[] = [];
  for (const row of shown) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return shown.map((row, at) =>
    row
      .map((cell, index) => paint(index, index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0), at))
      .join("  ")
      .trimEnd(),
  );
}
