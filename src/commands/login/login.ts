import { openWorkspace, type Selection, type Workspace } from "../../app/app.ts";
import { CommandError, ExitCode, exitCodeOf } from "../../app/exit-code.ts";
import type { Credential } from "../../credentials/credential.ts";
import { keyFingerprint } from "../../credentials/fingerprint.ts";
import { USUAL_SETTINGS } from "../../credentials/profile.ts";
import { redact } from "../../credentials/redact.ts";
import { storeKey } from "../../credentials/stored-key.ts";
import { explain } from "../../messages/explain.ts";
import { explainWriteFailure } from "../../messages/key-failures.ts";
import type { AccessReport } from "../../scopes/access-report.ts";
import type { Output } from "../../terminal/output.ts";
import { askYes, canAsk } from "../../terminal/prompt.ts";
import { endProcess } from "../end-process.ts";
import { withoutKeys } from "../for-terminal.ts";
import { chosenAddress } from "./ask-address.ts";
import { askKey } from "./ask-key.ts";
import { requestsPerMinute, type SettingsOptions, settingsForLogin } from "./key-settings.ts";
import { explainUntested, tryKey } from "./try-key.ts";
import { printWelcome } from "./welcome.ts";

export interface LoginOptions extends Selection, SettingsOptions {
  readonly baseUrl?: string | undefined;
  /** Store the key although it could not be tried, without asking. */
  readonly untested?: boolean | undefined;
}

/** Asks for the key, tries it, prints its scopes and stores it in the keychain. Nothing is stored before it was tried. */
export async function login(options: LoginOptions, terminal: Output): Promise<ExitCode> {
  const workspace = await openWorkspace(options);
  const { connector, keychain, profile, grants } = workspace;
  if (options.requestsPerMinute !== undefined) requestsPerMinute(connector, options.requestsPerMinute);
  const baseUrl = await chosenAddress(connector, options.baseUrl, terminal);
  const key = await askKey(connector, terminal);
  const output = withoutKeys(terminal, { withoutKeys: (text) => redact(text, key.secret) });
  const credential = { ...key, ...identityIn(workspace), baseUrl, settings: USUAL_SETTINGS };
  const report = await interruptible(output, () => tryKey(workspace, credential));
  if (report.problem?.kind === "key-rejected") {
    output.err(`${explain(report.problem, report)} Nothing was stored.`);
    return ExitCode.noKey;
  }
  if (report.tried === "unknown") await agreeToUntested(report, options, output);
  const settings = await settingsForLogin(workspace, options, credential, output);
  const stored = await storeKey(keychain, connector, profile, { ...credential, settings });
  if (stored.kind !== "written") {
    // What trying the key left behind belongs to a key that is not kept.
    await grants.remove(await keyFingerprint(credential));
    output.err(explainWriteFailure(stored, workspace, "key"));
    return ExitCode.failed;
  }
  printWelcome({ ...report, privacy: settings.privacy }, stored.store, workspace, options, output);
  return ExitCode.done;
}

function identityIn({
  connector,
  profile,
  keychain,
}: Workspace): Pick<Credential, "connectorId" | "profile" | "source"> {
  return { connectorId: connector.id, profile, source: { kind: "keychain", store: keychain.store } };
}

/** Until the work is done, Ctrl-C ends the process and says that nothing was stored. */
async function interruptible<T>(output: Output, work: () => Promise<T>): Promise<T> {
  const stop = () => {
    output.err("Stopped. Nothing was stored.");
    endProcess(ExitCode.failed);
  };
  process.once("SIGINT", stop);
  try {
    return await work();
  } finally {
    process.removeListener("SIGINT", stop);
  }
}

async function agreeToUntested(report: AccessReport, options: LoginOptions, output: Output): Promise<void> {
  output.err(explainUntested(report));
  if (options.untested) return;
  const { problem } = report;
  const exitCode = problem ? exitCodeOf(problem) : ExitCode.unavailable;
  if (!canAsk()) {
    throw new CommandError("Nothing was stored. To store the key all the same, add --untested.", exitCode);
  }
  if (!(await askYes("Store the key all the same?"))) throw new CommandError("Nothing was stored.", exitCode);
}
