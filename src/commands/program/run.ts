import type { Command, OptionValues } from "commander";
import type { ExitCode } from "../../app/exit-code.ts";
import { type Output, terminalOutput } from "../../terminal/output.ts";
import { endWhenWritten } from "../end-process.ts";

/** What every command writes to. */
export const output = terminalOutput();

/**
 * Makes the action that loads a command, hands it the options, with the arguments in order under these names, and ends
 * the process with its exit code: open connections would keep it alive. One that returns none ends by itself.
 */
export function run<Given extends OptionValues>(
  load: () => Promise<(given: Given, output: Output) => Promise<ExitCode> | Promise<void>>,
  ...names: readonly string[]
) {
  return async function (this: Command): Promise<void> {
    const words = Object.fromEntries(names.map((name, at) => [name, this.processedArgs[at]]));
    const command = await load();
    const exitCode = await command({ ...this.opts<Given>(), ...words }, output);
    if (exitCode !== undefined) endWhenWritten(exitCode);
  };
}
