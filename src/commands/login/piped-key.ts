import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Connector } from "../../connectors/schema/connector.ts";
import { readKeyPair, readKeyText } from "../../credentials/key-text.ts";
import { inputIsTerminal, readPipe } from "../../terminal/prompt.ts";
import {
  formOfTwo,
  formsByPrefix,
  type GivenKey,
  noKey,
  orderFailure,
  pairFailure,
  requireKey,
  secondLabel,
} from "./given-key.ts";

/** Reads the key that comes through a pipe: one text; or two lines or `first:second` for a key of two parts. */
export async function readPipedKey(connector: Connector): Promise<GivenKey> {
  const key = parseKey(await readText(), connector);
  const wrongOrder = orderFailure(connector, key.first);
  if (wrongOrder !== undefined) throw noKey(`${wrongOrder} Nothing was stored.`);
  const missing = key.second === undefined ? secondLabel(key.form) : undefined;
  if (missing !== undefined) {
    const [{ label }] = key.form.parts;
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
  return { form, first: given, second: requireKey(pair[1], connector, secondLabel(form)) };
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
