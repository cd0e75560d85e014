import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Output } from "../../terminal/output.ts";
import { describeDefinition, listIssues, printChoice, printOpenApi } from "./print-definition.ts";
import { readDefinition } from "./read-definition.ts";

/** Says what adding this file would do, or everything that is wrong with it. Nothing is stored. */
export async function checkSource(source: string, output: Output): Promise<ExitCode> {
  const read = await readDefinition(source, {});
  if (read.kind === "choose") {
    printChoice(read.choice, source, undefined, output);
    return ExitCode.done;
  }
  const { checked, openApi } = read;
  if (!checked.ok) {
    throw new CommandError(`${source} cannot be used:\n${listIssues(checked.issues)}`, ExitCode.usage);
  }
  output.out(`${source} is right. It makes ${describeDefinition(checked)}.`);
  for (const { tool } of checked.connector.endpoints.slice(-checked.added)) output.out(`  ${tool}`);
  if (openApi !== undefined) printOpenApi(openApi, output);
  return ExitCode.done;
}
