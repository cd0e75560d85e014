import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Listed, Place } from "./client.ts";
import { linesOf } from "./run.ts";

/** Runs a client once with the pretended model, and reads in what that was asked which tools it was offered. */
export async function asked(
  { env, folder, model }: Place,
  program: string,
  args: readonly string[],
  own: Readonly<Record<string, string>> = {},
): Promise<Listed> {
  const lines = await linesOf(program, args, { ...env, ...own }, folder);
  // Each client puts the server's name before a tool's, in its own way.
  const offered = model.asked().match(/(?:"name":"|setpilot__?|setpilot-)setpilot_\w+/g) ?? [];
  return {
    says: lines.findLast((line) => line.includes("Done.")) === undefined ? "nothing" : "Done.",
    tools: toolsIn(offered.map((name) => name.replace(/^.*(?=setpilot_(?:get|list|check|query))/, "")).join(" ")),
    answer: model.answer(),
  };
}

const TOOL = /setpilot_(?:(?:get|list|check)(?:_[a-z]+)+|query)/g;

/** The tools of Keyscope's that a text names, each once. */
export function toolsIn(text: string): string[] {
  return [...new Set(text.match(TOOL))].sort();
}

/** Writes a client's own settings before it runs. */
export function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
