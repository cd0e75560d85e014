import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { openCustomDefinitions } from "../../app/find-connector.ts";
import { connectors as builtIns } from "../../connectors/catalog/index.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { didYouMean } from "../../messages/phrases.ts";
import type { Output } from "../../terminal/output.ts";
import { nearestName } from "../../utils/nearest-name.ts";

/** Takes a person's own definition away. Their key is not touched. */
export async function removeConnector(
  { connector: id }: { readonly connector: string },
  output: Output,
): Promise<ExitCode> {
  const files = openCustomDefinitions();
  const isBuiltIn = builtIns.some((connector) => connector.id === id);
  if (!files.has(id)) {
    const hint = isBuiltIn
      ? ` ${id} is one that Keyscope has itself, and you added nothing to it.`
      : didYouMean(nearestName(id, files.ids()));
    throw new CommandError(`You added no connector "${id}".${hint} Nothing was removed.`, ExitCode.usage);
  }
  await files.remove(id);
  output.out(
    isBuiltIn
      ? `Removed what you added to ${id}. The connector itself and its key stay.`
      : `Removed ${id}. A key that you stored for it is still in the keychain, as keyscope ${id}:default. To remove it too, add the definition again and run \`${ownCommand(`logout ${id}`)}\` before you remove it, or delete that entry in your system's keychain.`,
  );
  return ExitCode.done;
}
