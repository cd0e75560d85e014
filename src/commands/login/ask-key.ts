import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Connector, KeyForm, KeyPart } from "../../connectors/schema/connector.ts";
import { type KeyText, readKeyPair, readKeyText } from "../../credentials/key-text.ts";
import type { Secret } from "../../credentials/secret.ts";
import { makeKey } from "../../messages/key.ts";
import { KEY_TEXT_CLAUSES } from "../../messages/key-failures.ts";
import type { Output } from "../../terminal/output.ts";
import { askChoice, askSecret, askYes, canAsk, inputIsTerminal, readPipe } from "../../terminal/prompt.ts";

/** A key as a person gave it: which kind it is, and its parts. */
interface GivenKey {
  readonly form: KeyForm;
  readonly first: Secret;
  readonly second?: Secret | undefined;
}

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
    const key = { form, first, second: await promptSecond(connector, form.parts[1], pasted) };
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
  part: KeyPart | undefined,
  pasted: KeyText | undefined,
): Promise<Secret | undefined> {
  if (part === undefined) return undefined;
  const { label } = part;
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

/** Reads the key that comes through a pipe: one text; or two lines or `first:second` for a key of two parts. */
async function readPipedKey(connector: Connector): Promise<GivenKey> {
  const key = parseKey(await readText(), connector);
  const wrongOrder = orderFailure(connector, key.first);
  if (wrongOrder !== undefined) throw noKey(`${wrongOrder} Nothing was stored.`);
  const [{ label }, secondPart] = key.form.parts;
  if (key.second === undefined && secondPart !== undefined) {
    const missing = secondPart.label;
    throw noKey(
      `The ${missing} is missing. Pipe in both: the ${label} on one line, the ${missing} on the next. Nothing was stored.`,
    );
  }
  const wrongPair = pairFailure(key);
  if (wrongPair !== undefined) throw noKey(`${wrongPair} Copy both again. Nothing was stored.`);
  return key;
}

function parseKey(text: string, connector: Connector): GivenKey {
  const two = formOfTwo(connector);
  if (two === undefined) return parseWhole(text, connector);
  const lines = text.split(/\r\n|\r|\n/).filter((line) => readKeyText(line).kind !== "absent");
  const [first = "", second, ...others] = lines;
  if (others.length > 0) return parseWhole(text, connector);
  const pair = second === undefined ? readKeyPair(first) : ([readKeyText(first), readKeyText(second)] as const);
  if (pair === undefined) return parseWhole(first, connector);
  const given = requireKey(pair[0], connector, two.parts[0].label);
  const form = formsByPrefix(connector, given).find(({ parts }) => parts.length === 2) ?? two;
  return { form, first: given, second: requireKey(pair[1], connector, form.parts[1]?.label) };
}

/** A text without a second one: a key of one part, unless its beginning tells that it belongs to one of two. */
function parseWhole(text: string, connector: Connector): GivenKey {
  const first = requireKey(readKeyText(text), connector);
  const [usual] = connector.keyForms;
  const ofOne = connector.keyForms.find(({ parts }) => parts.length === 1);
  return { form: formsByPrefix(connector, first)[0] ?? ofOne ?? usual, first };
}

async function readText(): Promise<string> {
  // Reading on would wait for a key without a word, and the terminal would show it.
  if (inputIsTerminal()) {
    throw new CommandError(
      "The key cannot be asked for, because standard error does not go to the terminal. Run this without redirecting it, or pipe the key in.",
      ExitCode.usage,
    );
  }
  const text = await readPipe();
  if (text !== undefined) return text;
  throw noKey(
    "What came through the pipe cannot be a key: it is far longer than any. Pipe in the key alone. Nothing was stored.",
  );
}

/** Takes the key out of what a person gave, or ends the command. `label` is what the product calls this part of it. */
function requireKey(read: KeyText, connector: Connector, label = "key"): Secret {
  const where = makeKey(connector);
  switch (read.kind) {
    case "key":
      return read.secret;
    case "absent":
      throw noKey(`No ${label} was given. ${where} Then run this again and paste it, or pipe it in.`);
    case "placeholder":
      throw noKey(`"${read.text}" is a placeholder, not a key. ${where} Nothing was stored.`);
    case "unusable": {
      const what = label === "key" ? "a key" : `the ${label}`;
      throw noKey(`That cannot be ${what}: it ${KEY_TEXT_CLAUSES[read.reason]}. Copy it again. Nothing was stored.`);
    }
    default:
      return read satisfies never;
  }
}

/** Makes what ends the command because what was given is no key. */
function noKey(message: string): CommandError {
  return new CommandError(message, ExitCode.noKey);
}

/** The kinds of key whose first part begins like this one, as far as the documents say how they begin. */
function formsByPrefix({ keyForms }: Connector, first: Secret): KeyForm[] {
  return keyForms.filter(({ parts }) => beginsLike(first, parts[0]));
}

/** The usual kind of key that has two parts. */
function formOfTwo({ keyForms }: Connector): KeyForm | undefined {
  return keyForms.find(({ parts }) => parts.length === 2);
}

/** What a key's first part is called, whatever its kind: "consumer key or legacy API key". */
function firstLabels({ keyForms }: Connector): string {
  return [...new Set(keyForms.map(({ parts }) => parts[0].label))].join(" or ");
}

/** Says that a second part was given first, if that is so. */
function orderFailure(connector: Connector, first: Secret): string | undefined {
  if (formsByPrefix(connector, first).length > 0) return undefined;
  const seconds = connector.keyForms.flatMap(({ parts }) => parts.slice(1));
  const part = seconds.find((second) => beginsLike(first, second));
  if (part === undefined) return undefined;
  return `That begins with ${part.prefix}, as the ${part.label} does. The ${firstLabels(connector)} comes first.`;
}

/** Says that both parts are the same text, if that is so. */
function pairFailure({ form, first, second }: GivenKey): string | undefined {
  if (second === undefined || !second.equals(first)) return undefined;
  const [one, other] = form.parts;
  return `The ${one.label} and the ${other?.label} are the same text, so one of them was copied twice.`;
}

function beginsLike(secret: Secret, { prefix }: KeyPart): boolean {
  return prefix !== undefined && prefix !== "" && secret.startsWith(prefix);
}
