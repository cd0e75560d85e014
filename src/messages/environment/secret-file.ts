import { fileVariable, type SecretFileFailure } from "../../credentials/environment/secret-file.ts";
import { quoted } from "../../utils/clean-text.ts";

/** What is wrong with the file, to follow "but". */
const CLAUSES = {
  "not-there": "there is no such file",
  "not-readable": "this user may not read it",
  folder: "it is a folder",
  "not-regular": "it is no ordinary file but a pipe, a device or a socket",
  "too-large": "it is larger than 16 kB",
  empty: "it is empty",
} as const;

/**
 * Says why the file of a secret cannot serve, and what to do.
 * @param what the secret is called: "key", "token"
 * @param then what happens once the file was mended; a clause that begins with a comma
 */
export function explainSecretFile({ variable, path, reason }: SecretFileFailure, what: string, then = ""): string {
  const named = fileVariable(variable);
  switch (reason) {
    case "both-set":
      return `${variable} and ${named} are both set, so it is not clear which ${what} is meant. Remove one of them.`;
    case "looks-like-key":
      return `${named} holds what looks like a ${what}, not the path of a file. A ${what} itself belongs in ${variable}. In ${named} put the path of a file that holds it.`;
    case "not-readable":
      return `${named} names ${quoted(path)}, but ${CLAUSES[reason]}. Correct the path, or let the user that runs Keyscope read that file${then}.`;
    default:
      return `${named} names ${quoted(path)}, but ${CLAUSES[reason]}. Correct the path, or write the ${what} into that file${then}.`;
  }
}

/** Says that a file holds something in the place of a key. `and` is a sentence on what that means. */
export function explainFilePlaceholder(
  found: { readonly variable: string; readonly text: string },
  and: string,
): string {
  return `The file named by ${found.variable} holds ${JSON.stringify(found.text)} instead of a key. ${and} Write the key itself into the file; no restart is needed.`;
}
