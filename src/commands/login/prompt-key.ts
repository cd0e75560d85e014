import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Connector, KeyForm } from "../../connectors/schema/connector.ts";
import { type KeyText, readKeyPair, readKeyText } from "../../credentials/key-text.ts";
import type { Secret } from "../../credentials/secret.ts";
import { makeKey } from "../../messages/key.ts";
import type { Output } from "../../terminal/output.ts";
import { askChoice, askSecret } from "../../terminal/prompt.ts";
import {
  firstLabels,
  formOfTwo,
  formsByPrefix,
  type GivenKey,
  misplacedPart,
  misplacedText,
  pairFailure,
  secondLabel,
} from "./key-form.ts";
import { keyOrFailure } from "./key-refusal.ts";

/** The key that a person types or pastes at the terminal, without echo. Asks again after a mistake that it can name. */
export async function typedKey(connector: Connector, output: Output): Promise<GivenKey> {
  output.err(makeKey(connector));
  for (;;) {
    const [read, second] = await typedFirst(connector);
    const first = keyOrFailure(read, connector);
    const misplaced = misplacedPart(connector, first);
    if (misplaced !== undefined) {
      output.err(misplacedText(misplaced, connector));
      continue;
    }
    const form = await formOf(connector, first, second !== undefined);
    const key = { form, first, second: await secondOf(connector, form, second) };
    const fault = pairFailure(key);
    if (fault === undefined) return key;
    output.err(fault);
  }
}

/** The first part; and the second, where both were pasted at once as `first:second`. */
async function typedFirst(connector: Connector): Promise<readonly [KeyText, KeyText?]> {
  const text = await typedText(`${connector.title} ${firstLabels(connector)}`);
  const pair = formOfTwo(connector) === undefined ? undefined : readKeyPair(text);
  return pair ?? [readKeyText(text)];
}

async function secondOf(connector: Connector, form: KeyForm, pasted: KeyText | undefined): Promise<Secret | undefined> {
  const label = secondLabel(form);
  if (label === undefined) return undefined;
  return keyOrFailure(pasted ?? readKeyText(await typedText(`${connector.title} ${label}`)), connector, label);
}

/** How it begins tells the kind of key; where it does not, the person is asked. */
async function formOf(connector: Connector, first: Secret, isPair: boolean): Promise<KeyForm> {
  const { keyForms, title } = connector;
  const possible = keyForms.filter(({ parts }) => !isPair || parts.length === 2);
  const fitting = formsByPrefix(connector, first).filter((form) => possible.includes(form));
  const [only, ...others] = fitting.length === 0 ? possible : fitting;
  if (only !== undefined && others.length === 0) return only;
  const choices = possible.map(({ id, name }) => ({ value: id, label: name }));
  const chosen = await askChoice(`Which kind of ${title} key is that?`, choices);
  return possible.find(({ id }) => id === chosen) ?? givenUp();
}

async function typedText(what: string): Promise<string> {
  return (await askSecret(`${what} (nothing is shown while you type or paste)`)) ?? givenUp();
}

function givenUp(): never {
  throw new CommandError("No key was taken. Nothing was stored.", ExitCode.failed);
}
