import { join } from "node:path";
import type { App } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { stateFolder } from "../../app/paths.ts";
import { openKeyChanges } from "../../credentials/key-changes.ts";
import { TOKEN_VARIABLE } from "../../credentials/looks-secret.ts";
import type { Secret } from "../../credentials/secret.ts";
import {
  followToken,
  keepToken,
  readTokenText,
  SHORTEST_TOKEN,
  type TokenInForce,
  type TokenOutcome,
  type TokenPlace,
} from "../../credentials/token/http-token.ts";
import { explainKeychain } from "../../messages/key-failures.ts";
import { codeOf } from "../../utils/error-code.ts";
import { isFileRefused, readRegularFile } from "../../utils/read-file.ts";

/** Where whoever starts a server gives it a token of their own. */
export const TOKEN_VARIABLES = [TOKEN_VARIABLE, "KEYSCOPE_HTTP_TOKEN_FILE"] as const;

/** How often a renewal is looked for, in milliseconds, so that streams that are open end soon. Requests look themselves. */
const LOOK_MS = 3_000;
const LARGEST_FILE = 10_000;

/** The token that somebody gave the server; undefined where nobody did. */
export function givenToken(environment: NodeJS.ProcessEnv): Secret | undefined {
  const [variable, fileVariable] = TOKEN_VARIABLES;
  const [text, file] = [environment[variable] ?? "", environment[fileVariable] ?? ""];
  if (text !== "" && file !== "") {
    throw new CommandError(`Both ${variable} and ${fileVariable} are set. Remove one of them.`, ExitCode.usage);
  }
  if (text !== "") return readGiven(text, variable);
  return file === "" ? undefined : readGiven(readTokenFile(file, fileVariable), `the file that ${fileVariable} names`);
}

function readTokenFile(path: string, variable: string): string {
  try {
    return readRegularFile(path, LARGEST_FILE).toString();
  } catch (error) {
    const reason = isFileRefused(error) ? error.message : (codeOf(error) ?? "it failed");
    throw new CommandError(`The file that ${variable} names cannot be read (${reason}): ${path}`, ExitCode.usage);
  }
}

function readGiven(text: string, where: string): Secret {
  const token = readTokenText(text);
  if (typeof token !== "string") return token;
  const fault =
    token === "too-short"
      ? `is shorter than ${SHORTEST_TOKEN} characters, so it could be guessed`
      : 'has characters that clients cannot send after "Bearer"';
  throw new CommandError(
    `The token in ${where} ${fault}. Use letters and digits, such as those that \`openssl rand -hex 32\` prints.`,
    ExitCode.usage,
  );
}

/** Where the token of a server that one person runs is kept. */
export function tokenPlace({ connector, profile, keychain, environment }: App): TokenPlace {
  const state = stateFolder(environment, process.platform);
  const changes = openKeyChanges(state && join(state, "http-tokens"), connector.id, profile);
  return { connectorId: connector.id, profile, keychain, changes };
}

/** Reads the token of the keychain, or makes it, and follows its renewals as long as the process runs. */
export async function followKeptToken(
  place: TokenPlace,
  onRenewed: () => void,
): Promise<{ readonly secret: Secret; readonly inForce: TokenInForce }> {
  const { changes } = place;
  const stamp = changes.stamp();
  const kept = await keepToken(place);
  if (kept.kind !== "token") throw new CommandError(explainNoToken(kept), ExitCode.failed);
  const inForce = followToken({ token: kept.secret, changes, stamp, onRenewed });
  setInterval(inForce.look, LOOK_MS).unref();
  return { secret: kept.secret, inForce };
}

/** Says why there is no token in the keychain, and what else can be done. */
export function explainNoToken(outcome: Exclude<TokenOutcome, { kind: "token" }>): string {
  const [variable, fileVariable] = TOKEN_VARIABLES;
  const orGiven = `Or give the server a token of your own: at least ${SHORTEST_TOKEN} characters in the variable ${variable}, or in a file that ${fileVariable} names.`;
  switch (outcome.kind) {
    case "too-long":
    case "not-kept":
      return `The token for clients was not kept by the ${outcome.store}. Try again. ${orGiven}`;
    case "damaged":
      return `What the ${outcome.store} has as the token for clients is none. \`keyscope http-token --renew\` replaces it. ${orGiven}`;
    default:
      return `The token for clients is kept in the keychain. ${explainKeychain(outcome)} ${orGiven}`;
  }
}
