import type { Connector } from "../connectors/connector.ts";
import { readKeyText } from "../credentials/key-text.ts";
import type { Secret } from "../credentials/secret.ts";
import type { Output } from "../terminal/output.ts";
import { askSecret, askYes, canAsk, inputIsTerminal, readPipe } from "../terminal/prompt.ts";
import { keyFaultText } from "../texts/key.ts";
import { CommandError, ExitCode } from "./exit-code.ts";

/** The key that the person types or pastes, or that comes through a pipe. */
export async function askKey(connector: Connector, output: Output): Promise<Secret> {
  const secret = await readKey(connector, output);
  await questionPrefix(connector, secret, output);
  return secret;
}

async function readKey(connector: Connector, output: Output): Promise<Secret> {
  const { title, keyGuide } = connector;
  const where = `Create a key in ${title} under ${keyGuide.menu} → ${keyGuide.create}.`;
  if (canAsk()) output.err(where);
  const key = readKeyText(canAsk() ? await typedText(title) : await pipedText());
  switch (key.kind) {
    case "key":
      return key.secret;
    case "absent":
      throw new CommandError(
        `No key was given. ${where} Then run this again and paste it, or pipe it in.`,
        ExitCode.noKey,
      );
    case "placeholder":
      throw new CommandError(`"${key.text}" is a placeholder, not a key. ${where} Nothing was stored.`, ExitCode.noKey);
    case "unusable":
      throw new CommandError(
        `That cannot be a key: it ${keyFaultText(key.reason)}. Copy it again. Nothing was stored.`,
        ExitCode.noKey,
      );
    default:
      return key satisfies never;
  }
}

async function typedText(title: string): Promise<string> {
  const text = await askSecret(`${title} API key (nothing is shown while you type or paste)`);
  if (text !== undefined) return text;
  throw new CommandError("No key was taken. Nothing was stored.", ExitCode.failed);
}

async function pipedText(): Promise<string> {
  // Reading on would wait for a key without a word, and the terminal would show it.
  if (inputIsTerminal()) {
    throw new CommandError(
      "The key cannot be asked for, because standard error does not go to the terminal. Run this without redirecting it, or pipe the key in.",
      ExitCode.usage,
    );
  }
  const text = await readPipe();
  if (text !== undefined) return text;
  throw new CommandError(
    "What came through the pipe cannot be a key: it is far longer than any. Pipe in the key alone. Nothing was stored.",
    ExitCode.noKey,
  );
}

/** A key that begins otherwise than the documents say is questioned, not refused: prefixes change. */
async function questionPrefix(connector: Connector, secret: Secret, output: Output): Promise<void> {
  const { prefix } = connector.keyGuide;
  if (secret.startsWith(prefix)) return;
  const doubt = `${connector.title} keys begin with ${prefix}, and this one does not.`;
  if (!canAsk()) {
    output.err(`${doubt} Trying it all the same.`);
  } else if (!(await askYes(`${doubt} Try it all the same?`))) {
    throw new CommandError("Nothing was stored.", ExitCode.failed);
  }
}
