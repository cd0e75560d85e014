import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { openCustomDefinitions } from "../../app/find-connector.ts";
import type { Checked } from "../../connectors/custom/check.ts";
import type { DefinitionFiles } from "../../connectors/custom/files.ts";
import { ownCommand } from "../../messages/own-command.ts";
import type { Output } from "../../terminal/output.ts";
import { describeDefinition, listIssues, printChoice, printOpenApi } from "./print-definition.ts";
import { type FromOpenApi, type ReadOptions, readDefinition } from "./read-definition.ts";

interface AddOptions extends ReadOptions {
  /** A file or an address. */
  readonly source: string;
  /** In place of another definition of the same id. */
  readonly replace?: boolean | undefined;
}

/** Checks a definition, or makes one from an OpenAPI document, and keeps it for `serve` and the other commands. */
export async function addConnector(options: AddOptions, output: Output): Promise<ExitCode> {
  const read = await readUsable(options, ". Nothing was added.", output);
  if (read === undefined) return ExitCode.usage;
  const { checked, openApi } = read;
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

/** Says what adding this file would do, or everything that is wrong with it. Nothing is stored. */
export async function checkSource({ source }: { readonly source: string }, output: Output): Promise<ExitCode> {
  const read = await readUsable({ source }, ":", output);
  if (read === undefined) return ExitCode.done;
  const { checked, openApi } = read;
  output.out(`${source} is right. It makes ${describeDefinition(checked)}.`);
  for (const { tool } of checked.connector.endpoints.slice(-checked.added)) output.out(`  ${tool}`);
  if (openApi !== undefined) printOpenApi(openApi, output);
  return ExitCode.done;
}

type Usable = Extract<Checked, { ok: true }>;

/** Undefined when the person has to choose a part of the document first, which was said. Ends the command where nothing can be used. */
async function readUsable(
  { source, id, include }: AddOptions,
  end: string,
  output: Output,
): Promise<{ readonly checked: Usable; readonly openApi: FromOpenApi | undefined } | undefined> {
  const read = await readDefinition(source, { id, include });
  if (read.kind === "choose") {
    printChoice(read.choice, source, id, output);
    return undefined;
  }
  const { checked, openApi } = read;
  if (checked.ok) return { checked, openApi };
  throw new CommandError(`${source} cannot be used${end}\n${listIssues(checked.issues)}`, ExitCode.usage);
}

async function keep({ connector: { id }, text }: Usable, replace: boolean): Promise<"added" | "replaced" | "there"> {
  const files = openCustomDefinitions();
  const before = files.has(id) ? textOf(files, id) : undefined;
  if (before === text) return "there";
  if (before !== undefined && !replace) {
    throw new CommandError(
      `You added another definition for ${id} before. Look at it with \`${ownCommand(`connectors show ${id}`)}\`, and to put this one in its place run the command again with --replace. Nothing was changed.`,
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

function nextStep({ connector: { id }, extends: extended }: Usable): string {
  return extended === undefined
    ? `Next: \`${ownCommand(`login ${id}`)}\` asks for the key, then let your assistant start \`${ownCommand(`serve ${id}`)}\`.`
    : `Next: \`${ownCommand(`connectors show ${id}`)}\` lists its tools. A server that is already running shows them after a restart.`;
}
