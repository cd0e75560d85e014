import type { AccessReport } from "../access/report.ts";
import { createSession } from "../access/session.ts";
import { systemClock } from "../calls/clock.ts";
import { parseBaseUrl } from "../credentials/base-url.ts";
import type { Credential } from "../credentials/credential.ts";
import { readKeyText } from "../credentials/key-text.ts";
import type { WriteOutcome } from "../credentials/keychain-outcome.ts";
import { storeKey } from "../credentials/lookup.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import type { Secret } from "../credentials/secret.ts";
import { columns, type Output } from "../terminal/output.ts";
import { askSecret, askYes, canAsk, readPipe } from "../terminal/prompt.ts";
import { newScopesAdvice } from "../texts/access.ts";
import { explain } from "../texts/explain.ts";
import { baseUrlFaultText, explainKeyProblem, keyFaultText } from "../texts/key.ts";
import { CommandError, ExitCode, exitCodeOf } from "./exit-code.ts";
import { openWorkspace, type Selection, type Workspace } from "./workspace.ts";

export interface LoginOptions extends Selection {
  readonly baseUrl?: string | undefined;
  /** Store the key although it could not be tried, without asking. */
  readonly untested?: boolean | undefined;
}

/** Asks for the key, tries it, prints its scopes and stores it in the keychain. Nothing is stored before it was tried. */
export async function login(options: LoginOptions, output: Output): Promise<ExitCode> {
  const workspace = openWorkspace(options);
  const baseUrl = chosenBaseUrl(workspace, options.baseUrl);
  const secret = await readKey(workspace, output);
  await questionPrefix(workspace, secret, output);
  const report = await tryKey(workspace, secret, baseUrl);
  if (report.problem?.kind === "key-rejected") {
    output.err(`${explain(report.problem, workspace)} Nothing was stored.`);
    return ExitCode.noKey;
  }
  if (report.scopes.every(({ state }) => state === "unknown")) await agreeToUntested(report, options, output);
  const stored = await storeKey(workspace.keychain, workspace.connector, workspace.profile, { secret, baseUrl });
  if (stored.kind !== "written") {
    output.err(explainWrite(stored, workspace));
    return ExitCode.failed;
  }
  printWelcome(report, stored.store, workspace, output);
  return ExitCode.done;
}

function chosenBaseUrl({ connector }: Workspace, text: string | undefined): URL {
  const parsed = parseBaseUrl(text ?? connector.baseUrl);
  if (parsed.ok) return parsed.url;
  throw new CommandError(`--base-url cannot be used: ${baseUrlFaultText(parsed.reason)}.`, ExitCode.usage);
}

async function readKey({ connector }: Workspace, output: Output): Promise<Secret> {
  const { title, keyGuide } = connector;
  const where = `Create a key in ${title} under ${keyGuide.menu} → ${keyGuide.create}.`;
  if (canAsk()) output.err(where);
  const text = canAsk()
    ? await askSecret(`${title} API key (nothing is shown while you type or paste)`)
    : await readPipe();
  if (text === undefined) throw new CommandError("No key was taken. Nothing was stored.", ExitCode.failed);
  const key = readKeyText(text);
  switch (key.kind) {
    case "key":
      return key.secret;
    case "absent":
      throw new CommandError(
        `No key was given. ${where} Then run this again and paste it, or pipe it in.`,
        ExitCode.noKey,
      );
    case "placeholder":
      throw new CommandError(`"${key.text}" is a placeholder, not a key. ${where}`, ExitCode.noKey);
    case "unusable":
      throw new CommandError(
        `That cannot be a key: it ${keyFaultText(key.reason)}. Copy it again. Nothing was stored.`,
        ExitCode.noKey,
      );
    default:
      return key satisfies never;
  }
}

/** A key that begins otherwise than the documents say is questioned, not refused: prefixes change. */
async function questionPrefix({ connector }: Workspace, secret: Secret, output: Output): Promise<void> {
  const { prefix } = connector.keyGuide;
  if (secret.startsWith(prefix)) return;
  const doubt = `${connector.title} keys begin with ${prefix}, and this one does not.`;
  if (!canAsk()) {
    output.err(`${doubt} Trying it all the same.`);
  } else if (!(await askYes(`${doubt} Try it all the same?`))) {
    throw new CommandError("Nothing was stored.", ExitCode.failed);
  }
}

function tryKey(workspace: Workspace, secret: Secret, baseUrl: URL): Promise<AccessReport> {
  const { connector, profile, keychain, grants, http } = workspace;
  const source = { kind: "keychain", store: keychain.store } as const;
  const credential: Credential = { connectorId: connector.id, profile, secret, baseUrl, source };
  const session = createSession({
    connector,
    profile,
    lookUpKey: async () => ({ ok: true, credential, notes: [] }),
    grants,
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
      return `The key was not stored. ${explainKeyProblem(outcome, workspace)}`;
  }
}

function printWelcome(report: AccessReport, store: string, workspace: Workspace, output: Output): void {
  const { connector, profile, environment } = workspace;
  const shop = report.meta?.shop;
  const isDefault = profile === DEFAULT_PROFILE;
  output.out(`${shop === undefined ? connector.title : `${connector.title} store: ${String(shop)}`}`);
  output.out("");
  output.out(
    columns([["SCOPE", "STATE", "TOOLS"], ...scopeRows(report)], (_, text, row) =>
      row === 0 ? output.paint("dim", text) : text,
    ),
  );
  output.out("");
  output.out(
    `Stored in the ${store} as ${connector.id}:${profile}. It is sent to ${report.key?.baseUrl.host ?? ""} and nowhere else.`,
  );
  if (report.hidden.length > 0) output.out(newScopesAdvice(report));
  output.out(
    `Next: let your assistant start \`keyscope serve ${connector.id}${isDefault ? "" : ` --profile ${profile}`}\`; a server that is running finds the key by itself.`,
  );
  const variable = connector.environment.key;
  if (isDefault && (environment[variable] ?? "") !== "") {
    output.err(`${variable} is set in this environment and comes first: where it is set, the stored key is not used.`);
  }
}

function scopeRows({ connector, scopes }: AccessReport): string[][] {
  return scopes.map(({ name, state }) => {
    const tools = connector.endpoints.filter((endpoint) => endpoint.scopes.includes(name)).map(({ tool }) => tool);
    return [name, state, tools.join(", ")];
  });
}
