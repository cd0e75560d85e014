import { statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { codeOf } from "../../utils/error-code.ts";
import { isFileRefused, readRegularFile } from "../../utils/read-file.ts";
import { holdsKey } from "../looks-secret.ts";

/*
 * Containers and systemd hand a secret over as a file, whose path stands in a variable: what `X` would hold, the file named
 * by `X_FILE` holds. That is how Docker's official images do it (https://hub.docker.com/_/postgres, "Docker Secrets").
 */

const ENDING = "_FILE";

/** In bytes. No key or token comes near it. */
const LARGEST = 16_000;

/** Why the file of a secret cannot serve. Worded in src/messages/secret-file.ts. */
export interface SecretFileFailure {
  readonly kind: "secret-file";
  /** The one that would hold the secret itself, without `_FILE`. */
  readonly variable: string;
  /** As the variable has it. It is not shown where it looks like the secret. */
  readonly path: string;
  readonly reason:
    | "both-set"
    /** The secret itself stands where the path belongs. */
    | "looks-like-key"
    | "not-there"
    | "not-readable"
    | "folder"
    | "not-regular"
    | "too-large"
    | "empty";
}

/** What the environment has of a secret. `variable` is the one that is set: `X`, or `X_FILE`. */
export type SecretText =
  | { readonly kind: "absent"; readonly variable: string }
  | { readonly kind: "text"; readonly variable: string; readonly text: string }
  | SecretFileFailure;

/**
 * Reads the secret of a variable: its own text, or that of the file that the variable's name with `_FILE` names, without
 * white space at its end. Empty variables count as absent. The file is read anew at each call.
 */
export function readSecretVariable(variable: string, env: NodeJS.ProcessEnv): SecretText {
  const text = env[variable] ?? "";
  const path = env[fileVariable(variable)] ?? "";
  if (path === "") return text === "" ? { kind: "absent", variable } : { kind: "text", variable, text };
  const failed = (reason: SecretFileFailure["reason"]) => ({ kind: "secret-file", variable, path, reason }) as const;
  if (text !== "") return failed("both-set");
  try {
    const content = readRegularFile(path, LARGEST).toString("utf8").trimEnd();
    return content === "" ? failed("empty") : { kind: "text", variable: fileVariable(variable), text: content };
  } catch (error) {
    return failed(isFileRefused(error) ? error.code : whyUnreadable(error, path));
  }
}

/** The variable that names the file of another variable's secret. */
export function fileVariable(variable: string): string {
  return `${variable}${ENDING}`;
}

/** Whether a variable of a key names its file. No connector has a key in a variable that ends so. */
export function isFileVariable(variable: string): boolean {
  return variable.endsWith(ENDING);
}

/** Another text after each change of a file, of its content as of who may read it. */
export function stampFile(path: string): string {
  try {
    const { ino, ctimeMs, mtimeMs, size } = statSync(path);
    return `${ino} ${ctimeMs} ${mtimeMs} ${size}`;
  } catch (error) {
    return codeOf(error) ?? "unreadable";
  }
}

function whyUnreadable(error: unknown, path: string): SecretFileFailure["reason"] {
  const isNoPath = !isAbsolute(path) && holdsKey(path);
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG")
    return isNoPath ? "looks-like-key" : "not-there";
  return "not-readable";
}
