import type { Output } from "../../terminal/output.ts";
import { groupBy } from "../../utils/group-by.ts";

/** Something that is broken, or that a person should know: with what it is about, and what to do. */
export interface Problem {
  /** Such as "Setpilot, profile outlet" and "Cursor: setpilot". */
  readonly where: string;
  readonly text: string;
}

/** Prints each text once, under all that it is about. */
export function printProblems(problems: readonly Problem[], style: "red" | "yellow", output: Output): void {
  for (const [text, same] of groupBy(problems, (problem) => problem.text)) {
    const about = [...new Set(same.map(({ where }) => where))];
    output.out(`\n${output.paint(style, about.join("; "))}`);
    output.out(`  ${text}`);
  }
}
