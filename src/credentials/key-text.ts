import { hideKeys, holdsKey } from "./looks-secret.ts";
import { Secret } from "./secret.ts";

/** Why a text cannot be sent as a key. */
export type KeyTextFailure = "white-space" | "control-character" | "not-ascii" | "too-long";

/** What a text that should be a key turned out to be. */
export type KeyText =
  | { readonly kind: "key"; readonly secret: Secret }
  | { readonly kind: "absent" }
  | { readonly kind: "placeholder"; readonly text: string }
  | { readonly kind: "unusable"; readonly reason: KeyTextFailure };

/** Servers refuse header lines beyond 8 KB; no key comes near half of that. */
const LONGEST = 4096;
const LONGEST_SHOWN = 80;

/**
 * Reads a key, or one part of it, as people paste it. What surrounds it is taken off: white space, zero-width characters, one or more
 * pairs of quotes, `Bearer `, `Authorization: Bearer `, `X-API-Key: `, `export SETPILOT_API_KEY=`. What is left is the key if it is printable ASCII without
 * spaces, which is all that every HTTP header lets through; anything else is a failure, never silently mended.
 * `variable` is the environment variable that it came from, because people put the name where the value belongs.
 */
export function readKeyText(text: string, variable?: string): KeyText {
  const bare = unwrap(text);
  if (bare === "") return { kind: "absent" };
  if (bare === variable || isPlaceholder(bare)) return { kind: "placeholder", text: showPlaceholder(bare) };
  const reason = findKeyTextFailure(bare);
  return reason === undefined ? { kind: "key", secret: new Secret(bare) } : { kind: "unusable", reason };
}

/**
 * Reads a key of two parts that was pasted as `first:second`. Undefined when it is no such text: without a colon, or
 * with nothing on one of its sides, or a placeholder as a whole.
 */
export function readKeyPair(text: string): readonly [KeyText, KeyText] | undefined {
  const bare = unwrap(text);
  const colon = bare.indexOf(":");
  if (colon < 1 || colon === bare.length - 1 || isPlaceholder(bare)) return undefined;
  return [readKeyText(bare.slice(0, colon)), readKeyText(bare.slice(colon + 1))];
}

/** Tells why a text cannot go into a header, or undefined if it can. */
export function findKeyTextFailure(text: string): KeyTextFailure | undefined {
  if (text.length > LONGEST) return "too-long";
  const codes = [...text].map((char) => char.charCodeAt(0));
  if (codes.some((code) => code === 0x20 || (code >= 0x09 && code <= 0x0d))) return "white-space";
  if (codes.some((code) => code < 0x20 || (code >= 0x7f && code <= 0x9f))) return "control-character";
  return codes.some((code) => code > 0x7e) ? "not-ascii" : undefined;
}

const AROUND = /^[\s\u200b-\u200f\u2060\ufeff]+|[\s\u200b-\u200f\u2060\ufeff]+$/g;
const BRACKETS = ["<>", "[]"];
const QUOTES = ['""', "''", "``", "“”", "‘’", "«»"];

const HEADER = /^((authorization:\s*)?bearer(\s+|$)|x-api-key:\s*)/i;
/** A line of a shell's profile, a .env file or mcp.json, up to the value. A key that begins so is not known of any API. */
const ASSIGNMENT = /^(?:export\s+|set\s+|\$env:)?(["']?)[A-Z][A-Z0-9_]*(?:KEY|TOKEN|SECRET)\1\s*[=:]\s*/;
const AFTER_VALUE = /[;,]$/;
/** A value in quotes, with what stands after it in such a line. */
const QUOTED_VALUE = /^(["']).*\1[;,]$/;

function unwrap(text: string): string {
  let bare = text;
  for (;;) {
    const before = bare;
    bare = unquote(unassign(bare.replace(AROUND, ""))).replace(HEADER, "");
    if (bare === before) return bare;
  }
}

function unassign(text: string): string {
  const value = text.replace(ASSIGNMENT, "");
  return value !== text || QUOTED_VALUE.test(text) ? value.replace(AFTER_VALUE, "") : text;
}

function unquote(text: string): string {
  const around = text.length >= 2 ? `${text[0]}${text.at(-1)}` : "";
  // `<your key>` is a placeholder; with what looks like a key inside, the brackets came along by mistake.
  const isWrapped = QUOTES.includes(around) || (BRACKETS.includes(around) && holdsKey(text.slice(1, -1)));
  return isWrapped ? text.slice(1, -1) : text;
}

/** Texts that a shell, a client or a person should have replaced, each as it stands in somebody's mcp.json. */
const PLACEHOLDERS: readonly RegExp[] = [
  /\$\{/, // ${SETPILOT_API_KEY}, ${env:X}, ${input:x}, ${user_config.api_key}, also inside a longer text
  /^\$\(.*\)$/s, // $(pass setpilot)
  /^\$(env:)?[A-Za-z_]\w*$/i, // $X, $env:X
  /^%\w+%$/, // %X%
  /^\{.*\}$/s, // {env:X}, {{X}}
  /^<.*>$/s, // <your key>
  /^\[.*\]$/s, // [your key]
  /^op:\/\//, // a 1Password reference that `op run` did not resolve
  /\.{3}|…|\*{3}/, // spa_sk_..., ****
  /^([a-z]{1,8}[_-])*x{4,}$/i, // xxxx, spa_sk_xxxx
];

const PLACEHOLDER_WORDS =
  /^(your|yours|changeme|placeholder|replace|insert|paste|enter|dummy|todo|tbd|undefined|null)$/i;

function isPlaceholder(text: string): boolean {
  if (PLACEHOLDERS.some((pattern) => pattern.test(text))) return true;
  // Digits speak for a real key, whatever words turn up in it.
  return !/\d/.test(text) && text.split(/[^A-Za-z]+/).some((word) => PLACEHOLDER_WORDS.test(word));
}

/** Words a placeholder as it may be shown: it can have a key beside or inside it. */
function showPlaceholder(text: string): string {
  const printable = [...hideKeys(text)].map((char) => (char < " " || char === "\x7f" ? " " : char)).join("");
  return printable.length > LONGEST_SHOWN ? `${printable.slice(0, LONGEST_SHOWN)}…` : printable;
}
