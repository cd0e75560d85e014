import type { AccessReport } from "../access/report.ts";
import { createSession } from "../access/session.ts";
import { systemClock } from "../calls/clock.ts";
import { parseBaseUrl } from "../credentials/base-url.ts";
import type { Credential } from "../credentials/credential.ts";
import { keyFingerprint } from "../credentials/headers.ts";
import type { WriteOutcome } from "../credentials/keychain-outcome.ts";
import { storeKey } from "../credentials/lookup.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import { redact } from "../credentials/redact.ts";
import type { Secret } from "../credentials/secret.ts";
import { columns, type Output } from "../terminal/output.ts";
import { askYes, canAsk } from "../terminal/prompt.ts";
import { newScopesAdvice } from "../texts/access.ts";
import { explain } from "../texts/explain.ts";
import { baseUrlFaultText, explainChangeProblem } from "../texts/key.ts";
import { askKey } from "./ask-key.ts";
import { endProcess } from "./end.ts";
import { CommandError, ExitCode, exitCodeOf } from "./exit-code.ts";
import { storeName, withoutKeys } from "./for-terminal.ts";
import { openWorkspace, type Selection, type Workspace } from "./workspace.ts";

export interface LoginOptions extends Selection {
  readonly baseUrl?: string | undefined;
  /** Store the key although it could not be tried, without asking. */
  readonly untested?: boolean | undefined;
}

/** Asks for the key, tries it, prints its scopes and stores it in the keychain. Nothing is stored before it was tried. */
export async function login(options: LoginOptions, terminal: Output): Promise<ExitCode> {
  const workspace = openWorkspace(options);
  const baseUrl = chosenBaseUrl(workspace, options.baseUrl);
  const secret = await askKey(workspace.connector, terminal);
  const output = withoutKeys(terminal, { withoutKeys: (text) => redact(text, secret) });
  const credential = credentialOf(workspace, secret, baseUrl);
  const stop = () => {
    output.err("Stopped. Nothing was stored.");
    endProcess(ExitCode.failed);
  };
  process.once("SIGINT", stop);
  const report = await tryKey(workspace, credential);
  if (report.problem?.kind === "key-rejected") {
    output.err(`${explain(report.problem, report)} Nothing was stored.`);
    return ExitCode.noKey;
  }
  if (report.scopes.every(({ state }) => state === "unknown")) await agreeToUntested(report, options, output);
  process.removeListener("SIGINT", stop);
  const stored = await storeKey(workspace.keychain, workspace.connector, workspace.profile, credential);
  if (stored.kind !== "written") {
    // What trying the key left behind belongs to a key that is not kept.
    await workspace.grants.remove(await keyFingerprint(credential));
    output.err(explainWrite(stored, workspace));
    return ExitCode.failed;
  }
  printWelcome(report, stored.store, workspace, options, output);
  return ExitCode.done;
}

function chosenBaseUrl({ connector }: Workspace, text: string | undefined): URL {
  const parsed = parseBaseUrl(text ?? connector.baseUrl);
  if (parsed.ok) return parsed.url;
  throw new CommandError(`--base-url cannot be used: ${baseUrlFaultText(parsed.reason)}.`, ExitCode.usage);
}

function credentialOf({ connector, profile, keychain }: Workspace, secret: Secret, baseUrl: URL): Credential {
  return { connectorId: connector.id, profile, secret, baseUrl, source: { kind: "keychain", store: keychain.store } };
}

function tryKey(
  { connector, profile, grants, openBudget, http }: Workspace,
  credential: Credential,
): Promise<AccessReport> {
  const session = createSession({
    connector,
    profile,
    lookUpKey: async () => ({ ok: true, credential, notes: [] }),
    readsQuietly: true,
    // What was found out at an earlier time would pass for a try of today.
    grants: { ...grants, read: async () => undefined },
    openBudget,
    http,
    clock: systemClock,
    random: Math.random,
  });
  return session.checkAccess().finally(() => session.close());
}

async function agreeToUntested(report: AccessReport, options: LoginOptions, output: Output): Promise<void> {
  const { title } = report.connector;
  output.err(
    `The key could not be tried. ${report.problem ? explain(report.problem, report) : `${title} did not answer in time.`}`,
  );
  if (options.untested) return;
  const exitCode = report.problem ? exitCodeOf(report.problem) : ExitCode.unavailable;
  if (!canAsk()) {
    throw new CommandError("Nothing was stored. To store the key untried, add --untested.", exitCode);
  }
  if (!(await askYes("Store the key all the same?"))) throw new CommandError("Nothing was stored.", exitCode);
}

function explainWrite(outcome: Exclude<WriteOutcome, { kind: "written" }>, workspace: Workspace): string {
  switch (outcome.kind) {
    case "too-long":
      return `The ${outcome.store} takes at most ${outcome.limit} bytes for one entry, and the key needs ${outcome.bytes}. Nothing was stored.`;
    case "not-kept":
      return outcome.found === "nothing"
        ? `The ${outcome.store} accepted the key but did not keep it. Nothing is stored; try again.`
        : `Another login stored a different key at the same moment. Run \`keyscope status ${workspace.connector.id}\` to see which one is there.`;
    default:
      return `The key was not stored. ${explainChangeProblem(outcome, workspace, "store")}`;
  }
}

function printWelcome(
  report: AccessReport,
  keychain: string,
  workspace: Workspace,
  options: LoginOptions,
  output: Output,
) {
  const { connector, profile, environment } = workspace;
  const store = storeName(report.meta);
  const isDefault = profile === DEFAULT_PROFILE;
  output.out(store === undefined ? connector.title : `${connector.title} store: ${store}`);
  output.out("");
  output.out(
    columns([["SCOPE", "STATE", "TOOLS"], ...scopeRows(report)], (_, text, row) =>
      row === 0 ? output.paint("dim", text) : text,
    ),
  );
  output.out("");
  output.out(
    `Stored in the ${keychain} as ${connector.id}:${profile}. It is sent to ${report.key?.baseUrl.host ?? ""} and nowhere else.`,
  );
  if (report.hidden.length > 0) output.out(`${whyHidden(report)} ${newScopesAdvice(report)}`);
  const flags = [isDefault ? "" : ` --profile ${profile}`, options.keyring === "kernel" ? " --keyring kernel" : ""];
  output.out(
    `Next: let your assistant start \`keyscope serve ${connector.id}${flags.join("")}\`. A server that is already running finds the key by itself.`,
  );
  const variable = connector.environment.key;
  if (isDefault && (environment[variable] ?? "") !== "") {
    output.err(`${variable} is set in this environment and comes first: where it is set, the stored key is not used.`);
  }
}

function whyHidden({ connector, scopes, shown, hidden }: AccessReport): string {
  if (shown.length === 0) {
    return `The key has none of ${connector.title}'s scopes, so all ${hidden.length} tools stay hidden.`;
  }
  const denied = scopes.filter(({ state }) => state === "denied").map(({ name }) => name);
  const tools = hidden.length === 1 ? "1 tool stays" : `${hidden.length} tools stay`;
  return `${tools} hidden, because the key lacks ${denied.join(", ")}.`;
}

/** A row for each tool: several in one row would not fit into a terminal. */
function scopeRows({ connector, scopes }: AccessReport): string[][] {
  return scopes.flatMap(({ name, state }) => {
    const tools = connector.endpoints.filter((endpoint) => endpoint.scopes.includes(name)).map(({ tool }) => tool);
    return tools.map((tool, at) => (at === 0 ? [name, state, tool] : ["", "", tool]));
  });
}
