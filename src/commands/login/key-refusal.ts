import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Connector } from "../../connectors/schema/connector.ts";
import type { KeyText } from "../../credentials/key-text.ts";
import type { Secret } from "../../credentials/secret.ts";
import { makeKey } from "../../messages/key.ts";
import { KEY_TEXT_CLAUSES } from "../../messages/key-failures.ts";

/** The key in what a person gave, or the end of the command. `label` is what the product calls this part of it. */
export function keyOrFailure(read: KeyText, connector: Connector, label = "key"): Secret {
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

/** Ends the command because what was given is no key. */
export function noKey(message: string): CommandError {
  return new CommandError(message, ExitCode.noKey);
}
