import type { Selection } from "../../app/app.ts";
import type { ExitCode } from "../../app/exit-code.ts";
import type { Output } from "../../terminal/output.ts";
import { chooseKey } from "../choose-key.ts";
import { showAllKeys } from "./all-keys.ts";
import { showKey } from "./one-key.ts";

/** Everything about the key that a person names; where they name none, one look at all keys and assistants. */
export async function status(
  options: Selection & { readonly json?: boolean | undefined },
  output: Output,
): Promise<ExitCode> {
  const isNamed = [options.connector, options.profile, options.keyring].some((word) => word !== undefined);
  if (!isNamed) return showAllKeys(options.json === true, output);
  return showKey(await chooseKey(options, { verb: "status" }), output);
}
