import { extname, resolve } from "node:path";
import { CommandError, ExitCode } from "../app/exit-code.ts";
import { chooseChart } from "../charts/choose.ts";
import { drawPicture } from "../charts/drawing/picture.ts";
import { toMarkup } from "../charts/drawing/svg.ts";
import { explainNothing } from "../charts/nothing.ts";
import { tellOmitted } from "../charts/omitted.ts";
import { drawInTerminal } from "../charts/terminal.ts";
import { readNotes } from "../render/render.ts";
import type { Output } from "../terminal/output.ts";
import type { ToolResult } from "../tools/tool.ts";
import { quoted } from "../utils/clean-text.ts";
import { replaceFile } from "../utils/replace-file.ts";
import { checkFile, explainFile } from "./written-file.ts";

/** Where a chart goes: to the terminal, or into a file. */
export type ChartTarget = { readonly kind: "terminal" } | { readonly kind: "file"; readonly name: string };

/** Characters of a terminal that does not tell its width, or tells none. */
const WIDTH = 80;
/** Pixels of a picture: as wide as a page of a document shows whole. */
const PICTURE_WIDTH = 900;

/**
 * Reads what `--chart` was given. Finds out whether the file can be written before anybody waits for rows.
 * @param given nothing, or a file's name
 */
export async function chartTarget(given: string | true, replace: boolean): Promise<ChartTarget> {
  if (given === true) return { kind: "terminal" };
  if (extname(given).toLowerCase() !== ".svg") {
    throw new CommandError(
      `--chart takes the name of a picture that ends in .svg, not ${quoted(given)}.`,
      ExitCode.usage,
    );
  }
  await explainFile(checkFile(given, replace), given);
  return { kind: "file", name: given };
}

/** Draws what a tool answered, below the lines that say what it rests on. */
export async function showChart(
  { text, chartRows, chartData }: ToolResult,
  target: ChartTarget,
  output: Output,
): Promise<void> {
  const choice = chooseChart(chartRows?.() ?? { rows: [], now: Number.NaN }, chartData?.().wish);
  if (!choice.ok) {
    output.out(text.split("\n"));
    output.err(`There is nothing to draw: ${explainNothing(choice.reason)}`);
    return;
  }
  output.out(readNotes(text).map((note) => `# ${note}`));
  if (target.kind === "terminal") {
    output.out("");
    output.out(drawInTerminal(choice.chart, process.stdout.columns || WIDTH, "en"));
    return;
  }
  const picture = toMarkup(drawPicture(choice.chart, { width: PICTURE_WIDTH, locale: "en" }));
  await explainFile(replaceFile(resolve(target.name), `${picture}\n`, undefined), target.name);
  output.out([`Wrote ${target.name}: ${choice.chart.title}.`, ...tellOmitted(choice.chart)]);
}
