import { terminalWidth } from "../../terminal/output.ts";
import { wrapLine } from "../../terminal/wrap.ts";

/** What commander takes where nobody says how wide the terminal is. */
const USUAL_WIDTH = 80;

/** How wide a help may be, in columns. */
export function helpWidth(): number {
  return terminalWidth(process.stdout) ?? USUAL_WIDTH;
}

/** Paragraphs below a command's help. */
export function explainBelow(...paragraphs: readonly string[]): string {
  return paragraphs.map((text) => `\n${wrapLine(text, helpWidth()).join("\n")}`).join("\n");
}
