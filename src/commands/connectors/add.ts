import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { openCustomDefinitions } from "../../app/find-connector.ts";
import { connectors as builtIns } from "../../connectors/catalog/index.ts";
import type { Checked } from "../../connectors/custom/check.ts";
import type { DefinitionFiles } from "../../connectors/custom/files.ts";
import type { Order } from "../../connectors/custom/find-orders.ts";
import type { Connector } from "../../connectors/schema/connector.ts";
import { ownCommand } from "../../messages/own-command.ts";
import type { Output } from "../../terminal/output.ts";
import { askYesOrNo, canAsk } from "../../terminal/prompt.ts";
import { codeOf } from "../../utils/error-code.ts";
import { quoteForShell } from "../../utils/quote-for-shell.ts";
import { whyNotWritten } from "../written-file.ts";
import { findOrdersIn, printConnector, printOrders, printTools } from "./print-connector.ts";
import { describeDefinition, listIssues, printChoice, printOpenApi } from "./print-definition.ts";
import { type FromOpenApi, type ReadOptions, readDefinition } from "./read-definition.ts";

interface AddOptions extends ReadOptions {
  /** A file or an address. */
  readonly source: string;
  /** In place of another definition of the same id. */
  readonly replace?: boolean | undefined;
  /** Without asking. */
  readonly yes?: boolean | undefined;
}

/**
 * Checks a definition, or makes one from an OpenAPI document, shows what an assistant will read of it, asks at a terminal,
 * and keeps it for `serve` and the other commands.
 */
export async function addConnector(options: AddOptions, output: Output): Promise<ExitCode> {
  const read = await readUsable(options, ". Nothing was added.", output);
  if (read === undefined) return ExitCode.usage;
  const { checked } = read;
  const before = storedText(checked, options.replace === true);
  if (before === checked.text) output.out(`Already there: ${describeDefinition(checked)}.`);
  else {
    const orders = await printUsable(read, output);
    await agree(orders, options.yes === true);
    await keep(checked);
    output.out(`\nAdded ${describeDefinition(checked)}.`);
  }
  if (before !== undefined && before !== checked.text && checked.extends === undefined) {
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
  await printUsable(read, output);
  output.out(`\n${source} is right. It makes ${describeDefinition(read.checked)}.`);
  output.out(`Next: \`${ownCommand(`connectors add ${quoteForShell(source)}`)}\` registers it.`);
  return ExitCode.done;
}

/** Prints what there is to know before saying yes, and what could be orders to the assistant last. */
async function printUsable({ checked, openApi }: UsableSource, output: Output): Promise<readonly Order[]> {
  const { connector, text } = checked;
  const endpoints = connector.endpoints.slice(-checked.added);
  if (checked.extends === undefined) printConnector(connector, undefined, output);
  else printTools({ ...addedBeside(connector), endpoints }, output);
  if (openApi !== undefined) {
    output.out("");
    printOpenApi(openApi, output);
  }
  const orders = await findOrdersIn(JSON.parse(text), connector);
  printOrders(orders, { endpoints }, output);
  return orders;
}

/** What an extension adds beside its endpoints. */
function addedBeside({ id, scopes, prompts = [] }: Connector): Pick<Connector, "scopes" | "prompts"> {
  const builtIn = builtIns.find((connector) => connector.id === id);
  return {
    scopes: scopes.filter((scope) => !builtIn?.scopes.includes(scope)),
    prompts: prompts.filter((prompt) => !builtIn?.prompts?.includes(prompt)),
  };
}

/** Asks where there is a person to ask; where words are doubtful, Enter alone means no. */
async function agree(orders: readonly Order[], isAgreed: boolean): Promise<void> {
  if (isAgreed || !canAsk()) return;
  const question = "Add it, so that assistants read these texts?";
  if ((await askYesOrNo(question, orders.length === 0)) !== true) {
    throw new CommandError("Nothing was added.", ExitCode.failed);
  }
}

type Usable = Extract<Checked, { ok: true }>;

/** `openApi`: what was made of the document, where it was one. */
interface UsableSource {
  readonly checked: Usable;
  readonly openApi: FromOpenApi | undefined;
}

/** Undefined when the person has to choose a part of the document first, which was said. Ends the command where nothing can be used. */
async function readUsable(
  { source, ...options }: AddOptions,
  end: string,
  output: Output,
): Promise<UsableSource | undefined> {
  const read = await readDefinition(source, options);
  if (read.kind === "choose") {
    printChoice(read.choice, source, options.id, output);
    return undefined;
  }
  const { checked, openApi } = read;
  if (checked.ok) return { checked, openApi };
  throw new CommandError(`${source} cannot be used${end}`, ExitCode.usage, listIssues(checked.issues));
}

/** The text that is stored under the same id, if any. Ends the command where another may not take its place. */
function storedText({ connector: { id }, text }: Usable, replace: boolean): string | undefined {
  const files = openCustomDefinitions();
  const before = files.has(id) ? textOf(files, id) : undefined;
  if (before === undefined || before === text || replace) return before;
  throw new CommandError(
    `You added another definition for ${id} before. Look at it with \`${ownCommand(`connectors show ${id}`)}\`, and to put this one in its place run the command again with --replace. Nothing was changed.`,
    ExitCode.failed,
  );
}

async function keep({ connector: { id }, text }: Usable): Promise<void> {
  try {
    await openCustomDefinitions().write(id, text);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new CommandError(
      `Nothing was added, because the definition could not be stored: ${whyNotWritten(code)}`,
      ExitCode.failed,
    );
  }
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
    ? `Next: \`${ownCommand(`login ${id}`)}\` asks for the key, and \`${ownCommand(`install ${id}`)}\` then connects your assistant.`
    : `Next: \`${ownCommand(`connectors show ${id}`)}\` lists its tools. A server that is already running shows them after a restart.`;
}
