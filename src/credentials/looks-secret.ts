import { Secret } from "./secret.ts";

/*
 * What looks like a key, for everyone who has to guess. To hide a word it is enough that it may be a key: one word too
 * many costs little. To refuse a command, or to move a text to the keychain, it must be a key for certain, which only
 * a prefix that the API's documents name can tell.
 *
 * | where                              | what counts as a key                                    | then it is   |
 * |------------------------------------|---------------------------------------------------------|--------------|
 * | a text where a key belongs         | 12 in a row with a digit, but no variable's name        | hidden       |
 * | a message about a command line     | 20 in a row with a digit                                | hidden       |
 * | a line of a client's configuration | the same, or the value under a name that sounds secret  | hidden       |
 * | the arguments of a server          | the same, but no path                                   | hidden       |
 * | the environment of a server        | 8 characters under a name that sounds secret            | hidden       |
 * | a command line                     | a known prefix; after a short one 12 in a row; a token  | refused      |
 * | a client's configuration           | the same, and at least 6 characters after the prefix    | moved        |
 */

const HIDDEN = "…";

/** Characters in a row that are many for a word. Together with a digit among them they look made up by a machine. */
const RUN = {
  /** Hardly any word stands where a key belongs, so a short run is suspect already. */
  inKey: /[\w-]{12,}/g,
  /** A message names servers, tools and profiles, which may be longer. */
  inMessage: /[\w-]{20,}/g,
  /** Other programs' keys may be base64, which has a plus. */
  inConfiguration: /[\w+-]{20,}/g,
} as const;

/** Names of variables and options that hold a secret. `--keyring` is none of them. */
const SECRET_NAME = "key|token|secret|password";

/** What the tokens of servers over HTTP begin with that Keyscope makes, so that they are known where they do not belong. */
export const TOKEN_PREFIX = "kst_";

/** The variable that such a token is in, for a server as for its clients. */
export const TOKEN_VARIABLE = "KEYSCOPE_HTTP_TOKEN";

function hasDigit(run: string): boolean {
  return /\d/.test(run);
}

function hideRuns(text: string, run: RegExp, mayBeKey: (run: string) => boolean): string {
  return text.replace(run, (found) => (mayBeKey(found) ? HIDDEN : found));
}

// Hidden: a text where a key belongs.

function mayBeKey(run: string): boolean {
  const isVariableName = /^[A-Z][A-Z0-9]*_[A-Z0-9_]*$/.test(run);
  return hasDigit(run) && !isVariableName;
}

/** Whether a text that was given as a key, such as `<…>`, has what may be one inside. */
export function holdsKey(text: string): boolean {
  return (text.match(RUN.inKey) ?? []).some(mayBeKey);
}

/** Hides what may be a key inside or beside a text that was given as one. */
export function hideKeys(text: string): string {
  return hideRuns(text, RUN.inKey, mayBeKey);
}

// Hidden: a message about words of a command line.

/** Hides words in a message about a command line that may be a key of whatever API. */
export function hideLongWords(message: string): string {
  return hideRuns(message, RUN.inMessage, hasDigit);
}

// Hidden: a line of a client's configuration, which holds other servers' keys.

/** A value under a name that is a variable's, such as API_URL, or sounds secret; in JSON or TOML. */
const NAMES = [
  "[A-Z][A-Z0-9_]+",
  "[\\w.-]*(?:[Kk]ey|[Tt]oken|[Ss]ecret|[Pp]ass|[Aa]uth|[Cc]redential|[Cc]ookie)[\\w.-]*",
];
const NAMED_VALUE = new RegExp(
  `((?<![\\w.-])(?:${NAMES.join("|")})["']?\\s*[:=]\\s*)("(?:[^"\\\\]|\\\\.)*"|'[^']*')`,
  "g",
);
/** What Keyscope itself writes there: a variable's name, in whatever way the client refers to it. */
const OWN_REFERENCE = new RegExp(`^"(?:Bearer )?[\${ ]*(?:env:|secrets\\.)?${TOKEN_VARIABLE}[} ]*"$`);
const WITH_PASSWORD = /(:\/\/)[^/\s@"']+@/g;

/** Hides what may be a secret in a line. `isOurs`: Keyscope just wrote it, with paths that may look made up. */
export function hideLikelySecrets(line: string, isOurs: boolean): string {
  const unnamed = line
    .replace(NAMED_VALUE, (all, name: string, value: string) =>
      OWN_REFERENCE.test(value) ? all : `${name}"${HIDDEN}"`,
    )
    .replace(WITH_PASSWORD, `$1${HIDDEN}@`);
  return isOurs ? unnamed : hideRuns(unnamed, RUN.inConfiguration, hasDigit);
}

// Hidden: what a server is started with.

/** `--api-key=X`, `SETORA_API_KEY=X`, `"token": "X"`; and the option alone, after which the key is the next argument. */
const NAMED = new RegExp(`(?:${SECRET_NAME})["']?(?:=|:\\s*)["']?([^\\s"']+)`, "gi");
const OPTION = new RegExp(`^-.*(?:${SECRET_NAME})$`, "i");
/** Folders may look made up too. */
const PATH = /^(?:[A-Za-z]:|~|\.{1,2})?[/\\]|[/\\]keyscope\.cjs$/;

/** Finds what may be a key among a server's arguments. Most connectors' keys have no known prefix to tell them by. */
export function findLikelyKeys(args: readonly string[]): readonly Secret[] {
  const words = args.flatMap((word, at) => [
    ...(OPTION.test(args[at - 1] ?? "") && !word.startsWith("-") ? [word] : []),
    ...[...word.matchAll(NAMED)].flatMap(([, value]) => value ?? []),
    ...(PATH.test(word) ? [] : (word.match(RUN.inConfiguration) ?? []).filter(hasDigit)),
  ]);
  return words.filter((word) => word.length > 1).map((word) => new Secret(word));
}

/** A shorter value is no key, and would be found in ordinary words. */
const SHORTEST_VALUE = 8;

/** Finds what may be a key among a server's environment variables, by their names. */
export function findNamedKeys(env: Readonly<Record<string, string>>): readonly Secret[] {
  const isSecret = new RegExp(SECRET_NAME, "i");
  return Object.entries(env)
    .filter(([name, value]) => isSecret.test(name) && value.length >= SHORTEST_VALUE)
    .map(([, value]) => new Secret(value));
}

// Refused or moved: words that begin as a connector's keys do.

/** A prefix of fewer characters may begin an ordinary word, so a key has to follow it. */
const TELLING = 6;
/** Letters and digits in a row after a short prefix that are too many for a word. */
const LONG_RUN = /^[A-Za-z0-9]{12}/;

/** Whether a word can only be a key, or a part of one, that begins with this prefix, such as "spa_sk_". */
export function beginsAsKey(word: string, prefix: string): boolean {
  if (!/^.{2,}[_-]$/.test(prefix) || !word.startsWith(prefix)) return false;
  return prefix.length >= TELLING || LONG_RUN.test(word.slice(prefix.length));
}

/** Fewer characters than this after a prefix are rather a word about keys. */
const SHORTEST_REST = 6;

/** Whether a word is a key with this prefix, enough of it to be kept as one. */
export function isKeyWithPrefix(word: string, prefix: string): boolean {
  return beginsAsKey(word, prefix) && word.length >= prefix.length + SHORTEST_REST;
}

/**
 * Splits a text into words of what a key is made of, with the dots after it that make a placeholder
 * of it. Only where a word begins can a key begin: `search=stock_x` holds none that begins with "ck_".
 */
export function splitWords(text: string): string[] {
  const words = text.match(/[\w-]+(?:\.{3}|…|\*{3})?/g) ?? [];
  return words.map((word) => word.replace(/^-+/, ""));
}

/** Whether a word is such a token, or a good part of one. */
export function looksLikeToken(word: string): boolean {
  return word.startsWith(TOKEN_PREFIX) && /^[\w-]{20}/.test(word.slice(TOKEN_PREFIX.length));
}
