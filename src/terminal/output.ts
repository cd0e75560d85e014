import { styleText } from "node:util";
import { showOnOneLine } from "../utils/clean-text.ts";
import { layOut, type Table } from "./table.ts";
import { wrapLine } from "./wrap.ts";

export type Style = "bold" | "dim" | "green" | "yellow" | "red" | "cyan";

/**
 * A sentence or more, with a new line at its beginning for each empty one before it: it is broken into lines where the
 * terminal ends. Or lines that stay as they are, such as a document for programs. Or a table, which is made to fit.
 */
export type Lines = string | readonly string[] | Table;

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
      process.stdout.write(setLines(text, terminalWidth(process.stdout)));
    },
    err: (text) => {
      process.stderr.write(setLines(text, terminalWidth(process.stderr)));
    },
    paint: (style, text) => {
      const [start = "", end = ""] = colours ? styleText(style, "|").replaceAll("\u001b", OWN_ESCAPE).split("|") : [];
      return `${start}${text}${end}`;
    },
  };
}

/** How many columns a person sees: those of the terminal, or what COLUMNS says where there is none. Undefined where nobody says. */
export function terminalWidth({ isTTY, columns: ofTerminal }: NodeJS.WriteStream): number | undefined {
  // A terminal without a size says 0.
  if (isTTY === true && ofTerminal > 0) return ofTerminal;
  const said = Number(process.env["COLUMNS"]);
  return Number.isInteger(said) && said > 0 ? said : undefined;
}

function setLines(text: Lines, width: number | undefined): string {
  if (typeof text !== "string") {
    const lines = isTable(text) ? layOut(text, width) : text;
    return lines.map((line) => `${makeHarmless(line)}\n`).join("");
  }
  const [start = ""] = /^\n*/.exec(text) ?? [];
  const line = makeHarmless(text.slice(start.length));
  // With its colours, which go on over a break, and after it was made harmless, which makes it longer.
  const lines = width === undefined ? [line] : wrapLine(line, width);
  return `${start}${lines.join("\n")}\n`;
}

function isTable(text: Exclude<Lines, string>): text is Table {
  return "rows" in text;
}

function makeHarmless(line: string): string {
  const start = line.search(/[^\n]|$/);
  return `${line.slice(0, start)}${showOnOneLine(line.slice(start))}`.replaceAll(OWN_ESCAPE, "\u001b");
}

/** A document for programs, over several lines. What is escaped on the way out is so as JSON has it: no value changes. */
export function jsonLines(document: unknown): string[] {
  return JSON.stringify(document, undefined, 2).split("\n");
}

/** Rows as aligned columns. Cells are plain text: whole cells are painted, when it is known how wide they are. */
export function columns(rows: readonly (readonly string[])[], paint: Table["paint"] = (_, text) => text): Table {
  return { rows, paint };
}
