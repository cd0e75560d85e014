import type { KeySource } from "../credentials/credential.ts";
import { allOf } from "./phrases.ts";

/** Where a key came from, as in "key from the Secret Service". */
export function sourceName(source: KeySource): string {
  if (source.kind === "keychain") return `the ${source.store}`;
  return `the environment variable${source.variables.length === 1 ? "" : "s"} ${allOf(source.variables)}`;
}
