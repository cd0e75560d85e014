import { styleText } from "node:util";

export type Style = "bold" | "dim" | "green" | "yellow" | "red" | "cyan";

/** Where a command writes for people: results to `out`, everything about them to `err`. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
  /** Coloured where standard output is a terminal and NO_COLOR is not set; plain otherwise. */
  paint(style: Style, text: string): string;
}

export function terminalOutput(): Output {
  // `hasColors` looks at NO_COLOR, FORCE_COLOR and TERM.
  const colours = process.stdout.isTTY === true && process.stdout.hasColors();
  return {
    out: (text) => {
      process.stdout.write(`${text}\n`);
    },
    err: (text) => {
      process.stderr.write(`${text}\n`);
    },
    paint: (style, text) => (colours ? styleText(style, text) : text),
  };
}

/** Rows as aligned columns. Padding is counted before colour: give cells as plain text and paint whole columns. */
export function columns(
  rows: readonly (readonly string[])[],
  paint: (column: number, text: string, row: number) => string = (_, text) => text,
): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return rows
    .map((row, at) =>
      row
        .map((cell, index) => paint(index, index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0), at))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
