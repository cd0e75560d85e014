import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Connector, KeyForm, KeyPart } from "../../connectors/schema/connector.ts";
import type { Secret } from "../../credentials/secret.ts";
import type { Output } from "../../terminal/output.ts";
import { askYes, canAsk } from "../../terminal/prompt.ts";
import { pipedKey } from "./piped-key.ts";
import { typedKey } from "./prompt-key.ts";

/** The key that the person types or pastes, or that comes through a pipe, and which of the connector's kinds it is. */
export async function askKey(
  connector: Connector,
  output: Output,
): Promise<{ readonly form: KeyForm; readonly secret: Secret }> {
  const { form, first, second } = canAsk() ? await typedKey(connector, output) : await pipedKey(connector);
  const [firstPart, secondPart] = form.parts;
  await questionPrefix(connector, firstPart, first, output);
  if (second === undefined || secondPart === undefined) return { form, secret: first };
  await questionPrefix(connector, secondPart, second, output);
  return { form, secret: first.withSecond(second) };
}

/** A key that begins otherwise than the documents say is questioned, not refused: prefixes change. */
async function questionPrefix(connector: Connector, part: KeyPart, secret: Secret, output: Output): Promise<void> {
  const { prefix = "" } = part;
  if (secret.startsWith(prefix)) return;
  const doubt = `${connector.title} ${severalOf(connector, part)} begin with ${prefix}, and this one does not.`;
  if (!canAsk()) {
    output.err(`${doubt} Trying it all the same.`);
  } else if (!(await askYes(`${doubt} Try it all the same?`))) {
    throw new CommandError("Nothing was stored.", ExitCode.failed);
  }
}

function severalOf({ keyForms }: Connector, { label }: KeyPart): string {
  return keyForms.length === 1 && keyForms[0].parts.length === 1 ? "keys" : `${label}s`;
}
