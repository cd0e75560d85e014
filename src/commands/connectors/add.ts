import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { openCustomDefinitions } from "../../app/find-connector.ts";
import type { Checked } from "../../connectors/custom/check.ts";
import type { DefinitionFiles } from "../../connectors/custom/files.ts";
import type { Output } from "../../terminal/output.ts";
import { describeDefinition, listIssues, printChoice, printOpenApi } from "./print-definition.ts";
import { type ReadOptions, readDefinition } from "./read-definition.ts";

export interface AddOptions extends ReadOptions {
  /** In place of another definition of the same id. */
  readonly replace?: boolean | undefined;
}

/** Checks a definition, or makes one from an OpenAPI document, and keeps it for `serve` and the other commands. */
export async function addConnector(source: string, options: AddOptions, output: Output): Promise<ExitCode> {
  const read = await readDefinition(source, options);
  if (read.kind === "choose") {
    printChoice(read.choice, source, options.id, output);
    return ExitCode.usage;
  }
  const { checked, openApi } = read;
  if (!checked.ok) {
    throw new CommandError(
      `${source} cannot be used. Nothing was added.\n${listIssues(checked.issues)}`,
      ExitCode.usage,
    );
  }
  const kept = await keep(checked, options.replace === true);
  output.out(`${kept === "there" ? "Already there:" : "Added"} ${describeDefinition(checked)}.`);
  if (openApi !== undefined) printOpenApi(openApi, output);
  if (kept === "replaced" && checked.extends === undefined) {
    output.out(
      "A key that you stored before stays bound to the address it was stored for. If that changed, log in again.",
    );
  }
  output.out(nextStep(checked));
  return ExitCode.done;
}

async function keep(
  { connector: { id }, text }: Extract<Checked, { ok: true }>,
  replace: boolean,
): Promise<"added" | "replaced" | "there"> {
  const files = openCustomDefinitions();
  const before = files.has(id) ? textOf(files, id) : undefined;
  if (before === text) return "there";
  if (before !== undefined && !replace) {
    throw new CommandError(
      `You added another definition for ${id} before. Look at it with \`keyscope connectors show ${id}\`, and to put this one in its place run the command again with --replace. Nothing was changed.`,
      ExitCode.failed,
    );
  }
  try {
    await files.write(id, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The definition could not be stored: ${reason}. Nothing was added.`, ExitCode.failed);
  }
  return before === undefined ? "added" : "replaced";
}

/** Empty where it cannot be read: it is not what is added now, and may be replaced. */
function textOf(files: DefinitionFiles, id: string): string {
  try {
    return files.read(id) ?? "";
  } catch {
    return "";
  }
}

function nextStep({ connector: { id }, extends: extended }: Extract<Checked, { ok: true }>): string {
  return extended === undefined
    ? `Next: \`keyscope login ${id}\` asks for the key, then let your assistant start \`keyscope serve ${id}\`.`
    : `Next: \`keyscope connectors show ${id}\` lists its tools. A server that is already running shows them after a restart.`;
}
