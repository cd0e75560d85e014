import { openWorkspace, type Workspace } from "../../app/app.ts";
import { CommandError, ExitCode, exitCodeOf } from "../../app/exit-code.ts";
import type { Credential, KeyFailure } from "../../credentials/credential.ts";
import { keyFingerprint } from "../../credentials/fingerprint.ts";
import { lookUpStoredKey } from "../../credentials/lookup.ts";
import { DEFAULT_PROFILE, parseProfile } from "../../credentials/profile.ts";
import { storeKey } from "../../credentials/stored-key.ts";
import { explain } from "../../messages/explain.ts";
import { settingsCommand } from "../../messages/key.ts";
import {
  BASE_URL_CLAUSES,
  explainChangeFailure,
  explainKeyFailure,
  explainWriteFailure,
} from "../../messages/key-failures.ts";
import type { AccessReport } from "../../scopes/access-report.ts";
import type { Output } from "../../terminal/output.ts";
import { askYes } from "../../terminal/prompt.ts";
import { explainUntested, tryKey } from "../login/try-key.ts";
import { keyTitle, type Move } from "./moves.ts";

/** Whom the command talks to. `mayAsk`: there is somebody at a terminal who did not say yes to everything before. */
export interface Person {
  readonly output: Output;
  readonly mayAsk: boolean;
}

/** A key that the keychain is to take, and how it gets there. */
export interface ReadyKey {
  readonly kind: "ready";
  readonly profile: string;
  readonly store: string;
  readonly baseUrl: URL;
  /** The API accepted it. Otherwise there is no request to try it with, or the person wants it moved all the same. */
  readonly works: boolean;
  /** Puts it there. What it says when it cannot is said. */
  keep(): Promise<ExitCode>;
  /** For when it is not kept after all. */
  forget(): Promise<void>;
}

/** What is to become of a key. */
export type SettledKey =
  | ReadyKey
  /** The keychain has it already, for the same address. */
  | { readonly kind: "stored"; readonly profile: string; readonly store: string }
  /** It stays where it is; why was said. */
  | { readonly kind: "left"; readonly exitCode: ExitCode };

/**
 * Finds the profile for a key and tries the key, as `login` does. Stores nothing. Ends the command when the keychain
 * cannot tell what it has. `taken`: profiles that other keys of the same connector go to in this run.
 */
export async function settleKey(move: Move, taken: ReadonlySet<string>, person: Person): Promise<SettledKey> {
  const { connector, secret, address, keyring, privacy } = move;
  for (const profile of profilesFor(move)) {
    if (taken.has(profile)) continue;
    const workspace = await openWorkspace({ connector: connector.id, profile, keyring });
    const stored = await lookUpStoredKey(workspace);
    if (stored.ok) {
      const { credential } = stored;
      const isSameAddress = address.kind !== "url" || credential.baseUrl.href === address.url.href;
      // The privacy variable, which stays in the entry, holds for profile `default` only.
      const shows = privacy === "masked" && credential.settings.privacy === "shown" && profile !== DEFAULT_PROFILE;
      if (credential.secret.equals(secret) && isSameAddress && !shows)
        return { kind: "stored", profile, store: workspace.keychain.store };
    } else if (stored.problem.kind !== "none") {
      throw cannotLook(stored.problem, workspace);
    } else {
      return address.kind === "url" ? settleNew(move, address.url, workspace, person) : noAddress(move, person);
    }
  }
  throw new CommandError(`All profiles for the ${keyTitle(move)} are taken. Nothing was changed.`, ExitCode.failed);
}

const MOST_PROFILES = 50;
/** With a number after it, a name is still short enough for a profile. */
const LONGEST_NAME = 60;

/** `default` first, then names made of the first server's name. */
function profilesFor({ spots, isStrange }: Move): string[] {
  const made = (spots[0]?.server.name ?? "")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, LONGEST_NAME);
  const name = parseProfile(made).ok && made !== DEFAULT_PROFILE ? made : "migrated";
  const others = Array.from({ length: MOST_PROFILES }, (_, at) => (at === 0 ? name : `${name}-${at + 1}`));
  return isStrange ? others : [DEFAULT_PROFILE, ...others];
}

/** Without knowing what is stored, a stored key could be lost, so nothing at all is done. */
function cannotLook(problem: KeyFailure, place: Workspace): CommandError {
  const { id } = place.connector;
  switch (problem.kind) {
    case "locked":
    case "unreachable":
      return nothingChanged(explainChangeFailure(problem, place, "remove"));
    case "none-or-locked":
      return nothingChanged(
        `${explainChangeFailure(problem, place, "remove")} If it is not locked, store the key with \`keyscope login ${id}\` before.`,
      );
    default:
      return nothingChanged(explainKeyFailure(problem, place));
  }
}

function nothingChanged(why: string): CommandError {
  return new CommandError(`${why} Nothing was changed.`, ExitCode.failed);
}

function noAddress(move: Move, { output }: Person): SettledKey {
  const { address, connector } = move;
  const { id, title, environment } = connector;
  const why =
    address.kind === "bad"
      ? `${environment.baseUrl} beside it is not an address that a key may be sent to: ${BASE_URL_CLAUSES[address.reason]}. Correct it`
      : `everyone's ${title} has an address of its own, and there is none beside the key. Add ${environment.baseUrl} there`;
  output.err(
    `The ${keyTitle(move)} stays where it is: ${why}, or store the key with \`keyscope login ${id}\`. Then run this again.`,
  );
  return { kind: "left", exitCode: ExitCode.failed };
}

async function settleNew(move: Move, baseUrl: URL, workspace: Workspace, person: Person): Promise<SettledKey> {
  const { connector, keychain, profile } = workspace;
  const { store } = keychain;
  const { form, secret, privacy } = move;
  const credential: Credential = {
    connectorId: connector.id,
    profile,
    form,
    secret,
    baseUrl,
    source: { kind: "keychain", store },
    settings: { privacy },
  };
  // What a key that was accepted leaves behind belongs to a key that is kept.
  const forget = async () => workspace.grants.remove(await keyFingerprint(credential));
  const report = await tryKey(workspace, credential);
  const exitCode = await refusal(move, report, person);
  if (exitCode !== undefined) return { kind: "left", exitCode };
  const works = report.tried === "answered";
  const keep = () => keepKey(workspace, credential, forget, person);
  return { kind: "ready", profile, store, baseUrl, works, keep, forget };
}

/** Why a key is not moved, which is said; undefined when it can be. */
async function refusal(move: Move, report: AccessReport, { output, mayAsk }: Person): Promise<ExitCode | undefined> {
  const { problem } = report;
  const title = keyTitle(move);
  if (problem?.kind === "key-rejected") {
    output.err(`The ${title} stays where it is, because it does not work. ${explain(problem, report)}`);
    return ExitCode.noKey;
  }
  if (report.tried !== "unknown") return undefined;
  output.err(`${title}: ${explainUntested(report)}`);
  if (mayAsk && (await askYes("Move it to the keychain all the same?"))) return undefined;
  output.err(`The ${title} stays where it is. Run this again when it can be tried.`);
  return problem ? exitCodeOf(problem) : ExitCode.unavailable;
}

async function keepKey(
  workspace: Workspace,
  credential: Credential,
  forget: () => Promise<void>,
  { output }: Person,
): Promise<ExitCode> {
  const { keychain, connector, profile } = workspace;
  const stored = await storeKey(keychain, connector, profile, credential);
  if (stored.kind !== "written") {
    await forget();
    output.err(explainWriteFailure(stored, workspace, "key"));
    return ExitCode.failed;
  }
  const { personalData, title } = connector;
  if (personalData !== undefined && credential.settings.privacy === "shown") {
    const command = settingsCommand({ connector, profile, key: credential }, "--privacy masked");
    output.err(
      `${title}'s answers hold ${personalData.what}, and the assistant sees them as before. To hide them run \`${command}\`.`,
    );
  }
  return ExitCode.done;
}
