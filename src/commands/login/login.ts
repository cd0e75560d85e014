import { type App, openApp, type Selection } from "../../app/app.ts";
import { CommandError, ExitCode, exitCodeOf } from "../../app/exit-code.ts";
import { USUAL_SETTINGS } from "../../credentials/profile.ts";
import { redact } from "../../credentials/redact.ts";
import { findUncheckedCertificates } from "../../credentials/tls-check.ts";
import { explain } from "../../messages/explain.ts";
import { explainKeyFailure, explainWriteFailure } from "../../messages/key-failures.ts";
import type { AccessReport } from "../../scopes/access-report.ts";
import type { Output } from "../../terminal/output.ts";
import { askYes, canAsk } from "../../terminal/prompt.ts";
import { chooseConnector } from "../choose-key.ts";
import { endProcess } from "../end-process.ts";
import { withoutKeys } from "../redact-output.ts";
import { chooseAddress } from "./ask-address.ts";
import { askKey } from "./ask-key.ts";
import { keepKey } from "./keep-key.ts";
import { chooseSettings, parseRequestsPerMinute, type SettingsOptions } from "./key-settings.ts";
import { explainReplaced, explainStored, findStored } from "./stored-before.ts";
import { explainUntested, toCredential, tryKey } from "./try-key.ts";
import { printWelcome } from "./welcome.ts";

interface LoginOptions extends Selection, SettingsOptions {
  readonly baseUrl?: string | undefined;
  /** Store the key although it could not be tried, without asking. */
  readonly untested?: boolean | undefined;
}

/** Asks for the key, tries it, prints its scopes and stores it in the keychain. Nothing is stored before it was tried. */
export async function login(options: LoginOptions, terminal: Output): Promise<ExitCode> {
  const app = await openApp(await chooseConnector(options, "login", "always"));
  const { connector } = app;
  if (options.requestsPerMinute !== undefined) parseRequestsPerMinute(connector, options.requestsPerMinute);
  refuseUnchecked(app);
  const before = await findStored(app);
  if (before.ok && canAsk()) terminal.err(await explainStored(app, before.credential));
  const baseUrl = await chooseAddress(connector, options.baseUrl, terminal);
  const key = await askKey(connector, terminal);
  const output = withoutKeys(terminal, { withoutKeys: (text) => redact(text, key.secret) });
  const credential = toCredential(app, { ...key, baseUrl, settings: USUAL_SETTINGS });
  const report = await runInterruptibly(output, () => tryKey(app, credential));
  if (report.failure?.kind === "key-rejected") {
    output.err(`${explain(report.failure, report)} Nothing was stored.`);
    return ExitCode.noKey;
  }
  if (report.tried === "unknown") await confirmUntested(report, options, output);
  const settings = await chooseSettings(app, options, credential, before, output);
  const old = before.ok ? before.credential : undefined;
  const replaced = old && (await explainReplaced(app, old, credential, report));
  const stored = await keepKey(app, { ...credential, settings }, old);
  if (stored.kind !== "written") {
    output.err(explainWriteFailure(stored, app, "key"));
    return ExitCode.failed;
  }
  printWelcome({ ...report, privacy: settings.privacy }, { ...stored, replaced }, app, options, output);
  return ExitCode.done;
}

/** A key that is about to be tried would go to whoever answers, so it is not even asked for. */
function refuseUnchecked(app: App): void {
  const unchecked = findUncheckedCertificates(app.environment);
  if (unchecked === undefined) return;
  throw new CommandError(`${explainKeyFailure(unchecked, app)} Nothing was stored.`, ExitCode.noKey);
}

/** Does the work. Until it is done, Ctrl-C ends the process and says that nothing was stored. */
async function runInterruptibly<T>(output: Output, work: () => Promise<T>): Promise<T> {
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

async function confirmUntested(report: AccessReport, options: LoginOptions, output: Output): Promise<void> {
  output.err(explainUntested(report));
  if (options.untested) return;
  const { failure } = report;
  const exitCode = failure ? exitCodeOf(failure) : ExitCode.unavailable;
  if (!canAsk()) {
    throw new CommandError("Nothing was stored. To store the key all the same, add --untested.", exitCode);
  }
  if (!(await askYes("Store the key all the same?"))) throw new CommandError("Nothing was stored.", exitCode);
}
