import { wrapAnsi } from "fast-wrap-ansi";

/** Below this nothing is gained by breaking lines. */
const NARROWEST = 20;
/** What an indented line, a list's item or a step of a list begins with; its other lines begin below its text. */
const BEGINNING = /^ *(?:- |\d+\. )?/;
/** Stands for a space at which no line may end. A noncharacter: no text has it. */
const HELD_SPACE = "\ufdd0";

/**
 * Breaks a line at spaces so that it fits into so many columns. A command, which stands between backticks, stays whole, as
 * does any word: what is copied out of a terminal must be what is to be typed. Colours go on over the breaks.
 */
export function wrapLine(line: string, width: number): string[] {
  const [start = ""] = BEGINNING.exec(line) ?? [];
  const text = line.slice(start.length).replace(/`[^`]*`/g, (command) => command.replaceAll(" ", HELD_SPACE));
  const wrapped = wrapAnsi(text, Math.max(width, NARROWEST) - start.length);
  return wrapped
    .replaceAll(HELD_SPACE, " ")
    .split("\n")
    .map((part, at) => `${at === 0 ? start : " ".repeat(start.length)}${part}`);
}
