import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Connector, KeyForm, KeyPart } from "../../connectors/schema/connector.ts";
import { type KeyText, readKeyPair, readKeyText } from "../../credentials/key-text.ts";
import type { Secret } from "../../credentials/secret.ts";
import { makeKey } from "../../messages/key.ts";
import type { Output } from "../../terminal/output.ts";
import { askChoice, askSecret, askYes, canAsk } from "../../terminal/prompt.ts";
import {
  firstLabels,
  formOfTwo,
  formsByPrefix,
  type GivenKey,
  orderFailure,
  pairFailure,
  requireKey,
  secondLabel,
} from "./given-key.ts";
import { readPipedKey } from "./piped-key.ts";

/** Takes the key that the person types or pastes, or that comes through a pipe, and which of the connector's kinds it is. */
export async function askKey(
  connector: Connector,
  output: Output,
): Promise<{ readonly form: KeyForm; readonly secret: Secret }> {
  const { form, first, second } = canAsk() ? await promptKey(connector, output) : await readPipedKey(connector);
  const [firstPart, secondPart] = form.parts;
  await questionPrefix(connector, firstPart, first, output);
  if (second === undefined || secondPart === undefined) return { form, secret: first };
  await questionPrefix(connector, secondPart, second, output);
  return { form, secret: first.withSecond(second) };
}

/** A key that begins otherwise than the documents say is questioned, not refused: prefixes change. */
async function questionPrefix(connector: Connector, part: KeyPart, secret: Secret, output: Output): Promise<void> {
  const { prefix = "", label } = part;
  if (secret.startsWith(prefix)) return;
  const { keyForms, title } = connector;
  const several = keyForms.length === 1 && keyForms[0].parts.length === 1 ? "keys" : `${label}s`;
  const doubt = `${title} ${several} begin with ${prefix}, and this one does not.`;
  if (!canAsk()) {
    output.err(`${doubt} Trying it all the same.`);
  } else if (!(await askYes(`${doubt} Try it all the same?`))) {
    throw new CommandError("Nothing was stored.", ExitCode.failed);
  }
}

/** Asks at the terminal, without echo. Asks again after a failure that it can name. */
async function promptKey(connector: Connector, output: Output): Promise<GivenKey> {
  output.err(makeKey(connector));
  for (;;) {
    const [read, pasted] = await promptFirst(connector);
    const first = requireKey(read, connector);
    const wrongOrder = orderFailure(connector, first);
    if (wrongOrder !== undefined) {
      output.err(wrongOrder);
      continue;
    }
    const form = await chooseForm(connector, first, pasted !== undefined);
    const key = { form, first, second: await promptSecond(connector, form, pasted) };
    const wrongPair = pairFailure(key);
    if (wrongPair === undefined) return key;
    output.err(wrongPair);
  }
}

/** Asks for the first part; and takes the second, where both were pasted at once as `first:second`. */
async function promptFirst(connector: Connector): Promise<readonly [KeyText, KeyText?]> {
  const text = await promptText(`${connector.title} ${firstLabels(connector)}`);
  const pair = formOfTwo(connector) === undefined ? undefined : readKeyPair(text);
  return pair ?? [readKeyText(text)];
}

async function promptSecond(
  connector: Connector,
  form: KeyForm,
  pasted: KeyText | undefined,
): Promise<Secret | undefined> {
  const label = secondLabel(form);
  if (label === undefined) return undefined;
  return requireKey(pasted ?? readKeyText(await promptText(`${connector.title} ${label}`)), connector, label);
}

/** How it begins tells the kind of key; where it does not, the person is asked. */
async function chooseForm(connector: Connector, first: Secret, isPair: boolean): Promise<KeyForm> {
  const { keyForms, title } = connector;
  const possible = keyForms.filter(({ parts }) => !isPair || parts.length === 2);
  const fitting = formsByPrefix(connector, first).filter((form) => possible.includes(form));
  const [only, ...others] = fitting.length === 0 ? possible : fitting;
  if (only !== undefined && others.length === 0) return only;
  const choices = possible.map(({ id, name }) => ({ value: id, label: name }));
  const chosen = await askChoice(`Which kind of ${title} key is that?`, choices);
  return possible.find(({ id }) => id === chosen) ?? giveUp();
}

async function promptText(what: string): Promise<string> {
  return (await askSecret(`${what} (nothing is shown while you type or paste)`)) ?? giveUp();
}

function giveUp(): never {
  throw new CommandError("No key was taken. Nothing was stored.", ExitCode.failed);
}
