import { connectors } from "../connectors/index.ts";
import { CommandError, ExitCode } from "./exit-code.ts";

/** A prefix of fewer characters may begin an ordinary word, so a key has to follow it. */
const TELLING = 6;
/** Letters and digits in a row after a short prefix that are too many for a word. */
const LONG_RUN = /^[A-Za-z0-9]{12}/;

/**
 * Refuses words of a command line that hold a key. Asked before anything else is done with them, because a message
 * about an unknown word would repeat the key, and logs and screens would keep it.
 */
export function refuseKeys(words: readonly string[]): void {
  // Only where a part of a word begins: `search=stock_x` holds no key that begins with "ck_".
  const parts = words.flatMap((word) => word.split(/[^\w-]+/)).map((part) => part.replace(/^-+/, ""));
  for (const connector of connectors) {
    const prefixes = connector.keyForms.flatMap((form) => form.parts.map(({ prefix = "" }) => prefix));
    if (!prefixes.some((prefix) => parts.some((part) => isKey(part, prefix)))) continue;
    throw new CommandError(
      `A key does not belong on a command line or in mcp.json: other programs can read it there, and the shell keeps it in its history. Run \`keyscope login ${connector.id}\` and paste the key when asked. Better replace the key you used here: create a new one in ${connector.title} under ${connector.keyGuide.menu} and revoke this one.`,
      ExitCode.usage,
    );
  }
}

function isKey(part: string, prefix: string): boolean {
  if (!/^.{2,}[_-]$/.test(prefix) || !part.startsWith(prefix)) return false;
  return prefix.length >= TELLING || LONG_RUN.test(part.slice(prefix.length));
}

/** A message about words of the command line, without those that may be a key of whatever API. */
export function withoutLongWords(message: string): string {
  return message.replace(/[\w-]{20,}/g, (word) => (/\d/.test(word) ? "…" : word));
}
