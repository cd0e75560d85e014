import { openApp, type Selection } from "../../app/app.ts";
import { ExitCode, exitCodeOf } from "../../app/exit-code.ts";
import { thisMachine } from "../../clients/client.ts";
import { checkClients, thisProgram } from "../../clients/doctor/check-clients.ts";
import type { KeySource } from "../../credentials/credential.ts";
import { newScopesAdvice, shownTools, unofferedLines } from "../../messages/access.ts";
import { countUnchosen } from "../../messages/choice.ts";
import { explain } from "../../messages/explain.ts";
import { sourceName } from "../../messages/key.ts";
import { explainKeyNote } from "../../messages/key-failures.ts";
import { privacyLine } from "../../messages/privacy.ts";
import type { AccessReport } from "../../scopes/access-report.ts";
import { columns, jsonLines, type Output } from "../../terminal/output.ts";
import { VERSION } from "../../utils/version.ts";
import { keyWords } from "../choose-key.ts";
import { storeName, withoutKeys } from "../redact-output.ts";
import { findClientProblems, printClients, toClientsJson } from "./clients.ts";
import { type Problem, printProblems } from "./problems.ts";

/**
 * One key: what stands in its way, from where it is, which scopes, which tools are shown or hidden and why. And the same for
 * each assistant on this machine that is to use it: does it start Keyscope? The exit code is about the key only.
 */
export async function showKey(
  options: Selection & { readonly connector: string; readonly json?: boolean | undefined },
  output: Output,
): Promise<ExitCode> {
  const { session, connector, profile } = await openApp(options);
  const report = await session.checkAccess();
  const safe = withoutKeys(output, session);
  const clients = await checkClients(
    thisMachine(),
    thisProgram(),
    ({ serves }) => serves.connector === connector.id && serves.profile === profile,
  );
  if (options.json) {
    safe.out(jsonLines({ version: VERSION, ...toKeyJson(report), clients: toClientsJson(clients) }));
  } else {
    const said = report.failure && explain(report.failure, report);
    const found = findClientProblems(clients, new Set([said].filter((text) => text !== undefined)));
    safe.out(safe.paint("bold", nameKey(report)));
    printProblems([...(said === undefined ? [] : [{ where: "Problem", text: said }]), ...found.problems], "red", safe);
    printProblems([...findNotes(report), ...found.notes], "yellow", safe);
    printKey(report, safe);
    const keyring = options.keyring === "kernel" ? options.keyring : undefined;
    safe.out("");
    printClients(clients, keyWords({ connector: connector.id, profile, keyring }), safe);
  }
  return report.failure === undefined ? ExitCode.done : exitCodeOf(report.failure);
}

/** Such as "Setpilot, profile outlet". */
export function nameKey({ connector, profile }: Pick<AccessReport, "connector" | "profile">): string {
  return `${connector.title}, profile ${profile}`;
}

/** Makes what `status --json` has of a key; other programs rely on its names. */
export function toKeyJson(report: AccessReport) {
  const { connector, profile, key, failure, meta, checkedAt, remaining } = report;
  return {
    connector: connector.id,
    profile,
    key:
      key === undefined
        ? null
        : { lastFour: key.lastFour, source: toSourceJson(key.source), baseUrl: key.baseUrl.href },
    store: storeName(meta) ?? null,
    privacy: report.privacy ?? null,
    scopes: Object.fromEntries(report.scopes.map(({ name, state }) => [name, state])),
    checkedAt: checkedAt?.toISOString() ?? null,
    tools: {
      shown: shownTools(report),
      hidden: report.hidden.map(({ endpoint, missing }) => ({ tool: endpoint.tool, missing })),
      hiddenByChoice: report.unchosen.map(({ tool }) => tool),
    },
    choice: report.choice === undefined ? null : { tools: null, scopes: null, ...report.choice },
    requestsLeft: findLeast(remaining),
    problem: failure === undefined ? null : { kind: failure.kind, text: explain(failure, report) },
    notes: report.notes.map((note) => explainKeyNote(note, report)),
  };
}

/** What a person should know although the key works. */
export function findNotes(report: AccessReport): Problem[] {
  return report.notes.map((note) => ({ where: "Note", text: explainKeyNote(note, report) }));
}

function printKey(report: AccessReport, output: Output): void {
  const { key, meta, hidden } = report;
  const facts = [["Key", describeKey(report)]];
  if (key !== undefined) facts.push(["Address", key.baseUrl.href]);
  const store = storeName(meta);
  if (store !== undefined) facts.push(["Store", store]);
  const isUntried = key !== undefined && report.tried === "nothing-to-try";
  if (isUntried) facts.push(["Tried", "no, because there is no known request to try it with"]);
  output.out("");
  output.out(columns(facts));
  if (!report.isUsable) return;
  if (report.scopes.length > 0) {
    output.out("");
    output.out(columns(toScopeRows(report), (column, text) => (column === 1 ? paintState(output, text) : text)));
  }
  output.out("");
  const shown = shownTools(report).map((tool) => ["shown", tool, ""]);
  const lacking = hidden.map(({ endpoint, missing }) => ["hidden", endpoint.tool, `lacks ${missing.join(", ")}`]);
  const unchosen = report.unchosen.map(({ tool }) => ["hidden", tool, "you chose so"]);
  output.out(
    columns([...shown, ...lacking, ...unchosen], (_, text, row) =>
      row >= shown.length ? output.paint("dim", text) : text,
    ),
  );
  if (hidden.length > 0) output.out(`\n${newScopesAdvice(report)}`);
  for (const line of listFacts(report)) output.out(`\n${line}`);
}

/** `variable` is what there was before keys of two parts; programs rely on it. */
function toSourceJson(source: KeySource) {
  return source.kind === "environment" ? { ...source, variable: source.variables[0] ?? null } : source;
}

/** Of the limit that is closest; null where there is no key or no limit is known. */
function findLeast(remaining: AccessReport["remaining"]): number | null {
  return remaining.length === 0 ? null : Math.min(...remaining.map(({ requests }) => requests));
}

function listFacts(report: AccessReport): string[] {
  const facts = [countUnchosen(report, report), ...unofferedLines(report.connector), privacyLine(report)];
  return facts.filter((line) => line !== undefined);
}

/** Such as "ending in 7f3a, from the Secret Service". */
export function describeKey({ key, connector }: AccessReport): string {
  if (key === undefined) return `none for ${connector.title}`;
  return `${key.lastFour === "" ? "one" : `ending in ${key.lastFour}`}, from ${sourceName(key.source)}`;
}

function toScopeRows({ scopes }: AccessReport): string[][] {
  return scopes.map(({ name, state, grants }) => [name, state, grants]);
}

function paintState(output: Output, text: string): string {
  const state = text.trim();
  return output.paint(state === "granted" ? "green" : state === "denied" ? "red" : "yellow", text);
}
