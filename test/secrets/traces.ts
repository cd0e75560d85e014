import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/**
 * The forms of a key that are searched for, each under a name, worked out here and not by the code under test:
 * as it is, JSON-escaped, URL-encoded, in hex, in base64 twice, and what base64 and base64url show of it at each of the three offsets.
 */
function formsOf(key: string): [string, string][] {
  const bytes = Buffer.from(key);
  const url = encodeURIComponent(key);
  const hex = bytes.toString("hex");
  const inner = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from("x".repeat(offset) + key).toString("base64");
    return encoded.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + bytes.length) * 4) / 3));
  });
  return [
    ["plain", key],
    ["JSON-escaped", JSON.stringify(key).slice(1, -1)],
    ["URL-encoded", url],
    ["URL-encoded, lower case", url.replace(/%../g, (code) => code.toLowerCase())],
    ["URL-encoded, every byte", hex.replace(/../g, "%$&")],
    ["hex", hex],
    ["HEX", hex.toUpperCase()],
    ["base64 of base64", Buffer.from(bytes.toString("base64")).toString("base64")],
    ...inner.map((text, offset): [string, string] => [`base64 at ${offset}`, text]),
    ...inner.map((text, offset): [string, string] => [
      `base64url at ${offset}`,
      text.replaceAll("+", "-").replaceAll("/", "_"),
    ]),
  ];
}

/** Fewer characters of a key than this may be chance, or the four that are shown. */
const PART = 9;
/** What every key has in common. */
const PREFIX = "spa_sk_";

/** Pieces of a key, as a text that was cut in the middle of it would leave them. */
function partsOf(key: string): string[] {
  const own = key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
  return Array.from({ length: Math.max(0, own.length - PART + 1) }, (_, at) => own.slice(at, at + PART));
}

/** Names every form of the key that stands in the text; `parts` looks for pieces of it too. */
export function tracesIn(text: string, key: string, { parts = false } = {}): string[] {
  const found = formsOf(key).flatMap(([name, form]) => (text.includes(form) ? [name] : []));
  const part = parts ? partsOf(key).find((piece) => text.includes(piece)) : undefined;
  return part === undefined ? found : [...found, `the part ${part}`];
}

/** The same for the names and contents of all files below a folder, each of which is read once for all keys. */
export function tracesInFiles(folder: string, ...keys: readonly string[]): string[] {
  return filesBelow(folder).flatMap((file) => {
    const name = relative(folder, file);
    return [name, readFileSync(file, "latin1")].flatMap((text) =>
      keys.flatMap((key) => tracesIn(text, key).map((form) => `${name}: ${form}`)),
    );
  });
}

export function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
