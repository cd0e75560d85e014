import * as nodeModule from "node:module";
import { join } from "node:path";
import type { Selection } from "./app/app.ts";
import { cacheFolder } from "./app/paths.ts";
import { parseServe } from "./app/serve-arguments.ts";

/**
 * What `serve` was asked for, when the arguments are a plain `serve`; undefined for anything else. Clients start
 * servers often, so this path loads neither the other commands nor their parser. `commands/program.ts` knows the
 * same command and explains what is wrong with it.
 */
function plainServe(argv: readonly string[]): Selection | undefined {
  // `keyscope` alone means `serve` when a program started it; a person at a terminal gets the help.
  return argv.length === 0 && process.stdin.isTTY === true ? undefined : parseServe(argv, true);
}

async function main(argv: readonly string[]): Promise<void> {
  const selection = plainServe(argv);
  if (selection === undefined) {
    const { runProgram } = await import("./commands/program.ts");
    await runProgram(argv);
  } else {
    const { serve } = await import("./commands/serve.ts");
    await serve(selection);
  }
}

/**
 * Node 22 and later keep compiled code on disk, if asked to, which halves the time to load it. In a folder of our own:
 * Node's is in the temporary folder that all users share, and what lies there is run.
 */
function keepCompiledCode(): void {
  const folder = cacheFolder(process.env, process.platform);
  if (folder === undefined || !("enableCompileCache" in nodeModule)) return;
  if (typeof nodeModule.enableCompileCache === "function") nodeModule.enableCompileCache(join(folder, "code"));
}

keepCompiledCode();
void main(process.argv.slice(2));
