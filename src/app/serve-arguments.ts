import { parseArgs } from "node:util";
import type { Selection } from "./app.ts";

/** The keychains that can be chosen besides the system's own. */
export const KEYRINGS = ["kernel"] as const;
export type Keyring = (typeof KEYRINGS)[number];

/**
 * Reads the words after the program's name; undefined when they ask for something else than `serve`. Nothing at all
 * means `serve` too. `strict`: also undefined when a word is not understood, which is passed over otherwise.
 */
export function parseServe([command = "serve", ...args]: readonly string[], strict: boolean): Selection | undefined {
  if (command !== "serve") return undefined;
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { profile: { type: "string" }, keyring: { type: "string" } },
      allowPositionals: true,
      strict,
    });
    const [connector, ...others] = positionals;
    const [profile, keyring] = [values.profile, values.keyring].map(textOf);
    const isUnderstood = others.length === 0 && [undefined, ...KEYRINGS].some((known) => known === keyring);
    return strict && !isUnderstood ? undefined : { connector, profile, keyring };
  } catch {
    return undefined;
  }
}

/** Writes the words that ask for it. */
export function formatServe({ connector, profile, keyring }: Selection): string[] {
  return [
    "serve",
    ...(connector === undefined ? [] : [connector]),
    ...(profile === undefined ? [] : ["--profile", profile]),
    ...(keyring === undefined ? [] : ["--keyring", keyring]),
  ];
}

/** An option without its value, at the end, is `true`. */
function textOf(value: string | boolean | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
