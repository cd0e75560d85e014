import { Secret } from "../../credentials/secret.ts";

/** Names after which a key comes: `--api-key X`, `--token=X`, `SETORA_API_KEY=X`. `--keyring` is none of them. */
const NAMED = /(?:key|token|secret|password)["']?(?:=|:\s*)["']?([^\s"']+)/gi;
const NAME_ALONE = /^-.*(?:key|token|secret|password)$/i;
/** What looks made up by a machine: long, with digits. */
const LONG_WORD = /[\w+-]{20,}/g;
/** Folders may look made up too. */
const PATH = /^(?:[A-Za-z]:|~|\.{1,2})?[/\\]|[/\\]keyscope\.cjs$/;

/**
 * What may be a key among a command's arguments. Most connectors' keys have no known beginning to tell them by, so this
 * guesses: enough to hide it, not enough to move it to the keychain.
 */
export function likelyKeys(args: readonly string[]): readonly Secret[] {
  const words = args.flatMap((word, at) => [
    ...(NAME_ALONE.test(args[at - 1] ?? "") && !word.startsWith("-") ? [word] : []),
    ...[...word.matchAll(NAMED)].flatMap(([, value]) => value ?? []),
    ...(PATH.test(word) ? [] : (word.match(LONG_WORD) ?? []).filter((long) => /\d/.test(long))),
  ]);
  return words.filter((word) => word.length > 1).map((word) => new Secret(word));
}
