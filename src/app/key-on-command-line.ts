import { connectors } from "../connectors/catalog/index.ts";
import { beginsAsKey, looksLikeToken, splitWords } from "../credentials/looks-secret.ts";
import { ownCommand } from "../messages/own-command.ts";
import { CommandError, ExitCode } from "./exit-code.ts";

/**
 * Refuses words of a command line that hold a key, or the token of a server over HTTP. Asked before anything else is done with them, because a message
 * about an unknown word would repeat the key, and logs and screens would keep it.
 */
export function refuseKeys(words: readonly string[]): void {
  const parts = words.flatMap(splitWords);
  if (parts.some(looksLikeToken)) {
    throw new CommandError(
      `A token does not belong on a command line: other programs can read it there, and the shell keeps it in its history. Better make another: \`${ownCommand("http-token --renew")}\`.`,
      ExitCode.usage,
    );
  }
  for (const connector of connectors) {
    const prefixes = connector.keyForms.flatMap((form) => form.parts.map(({ prefix = "" }) => prefix));
    if (!prefixes.some((prefix) => parts.some((part) => beginsAsKey(part, prefix)))) continue;
    throw new CommandError(
      `A key does not belong on a command line or in mcp.json: other programs can read it there, and the shell keeps it in its history. Run \`${ownCommand(`login ${connector.id}`)}\` and paste the key when asked. Better replace the key you used here: create a new one in ${connector.title} under ${connector.keyGuide.menu} and revoke this one.`,
      ExitCode.usage,
    );
  }
}
