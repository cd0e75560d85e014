import type { AccessReport } from "../access/report.ts";
import type { ListChange } from "../access/session.ts";
import { accessToolName } from "../connectors/connector.ts";
import { quoted } from "../results/clean.ts";
import { clockTime, explain } from "./explain.ts";
import { explainKeyNote, keyWithScopes, sourceName } from "./key.ts";

/** What the access tool tells the assistant: key, scopes, tools shown and hidden with the reason, and any problem with its remedy. */
export function describeAccess(report: AccessReport): string {
  return [
    problemLine(report),
    keyLine(report),
    shopLine(report),
    ...scopeLines(report),
    shownLine(report),
    ...hiddenLines(report),
    remainingLine(report),
    ...report.notes.map((note) => `Note: ${explainKeyNote(note, report)}`),
  ]
    .filter((line) => line !== undefined)
    .join("\n");
}

/** How the tools differ from the list that the client has, as one sentence. */
export function describeListChange({ added, removed }: ListChange): string {
  const parts = [
    added.length === 0 ? "" : `now also ${added.join(", ")}`,
    removed.length === 0 ? "" : `no longer ${removed.join(", ")}`,
  ];
  return `The tools changed: ${parts.filter((part) => part !== "").join("; ")}. Ask for the list of tools again.`;
}

function problemLine(report: AccessReport): string | undefined {
  return report.problem === undefined ? undefined : `Problem: ${explain(report.problem, report)}`;
}

function keyLine({ connector, profile, key }: AccessReport): string {
  if (key === undefined) return `Key: none for ${connector.title}, profile ${profile}.`;
  const name = key.lastFour === "" ? "a key" : `the key ending in ${key.lastFour}`;
  return `Key: ${name}, from ${sourceName(key.source)}, profile ${profile}, for ${key.baseUrl.host}.`;
}

function shopLine({ meta }: AccessReport): string | undefined {
  const shop = meta?.shop;
  return shop === undefined ? undefined : `Store: ${quoted(String(shop))}`;
}

function scopeLines({ isUsable, scopes, checkedAt }: AccessReport): string[] {
  if (!isUsable) return [];
  const named = (state: string) => scopes.filter((scope) => scope.state === state).map(({ name }) => name);
  const unknown = named("unknown");
  const when = checkedAt === undefined ? "" : ` (checked at ${clockTime(checkedAt)})`;
  return [
    `Scopes held: ${listed(named("granted"))}. Missing: ${listed(named("denied"))}.${when}`,
    ...(unknown.length === 0
      ? []
      : [`Not known yet: ${unknown.join(", ")}. Their tools are shown; Keyscope keeps trying to find out.`]),
  ];
}

function shownLine(report: AccessReport): string {
  const names = [...report.shown.map(({ tool }) => tool), accessToolName(report.connector)];
  return `Tools shown (${names.length}): ${names.join(", ")}`;
}

function hiddenLines(report: AccessReport): string[] {
  if (report.hidden.length === 0) return [];
  return [
    `Tools hidden (${report.hidden.length}), each with the scope it lacks:`,
    ...report.hidden.map(({ endpoint, missing }) => `- ${endpoint.tool}: ${missing.join(", ")}`),
    newScopesAdvice(report),
  ];
}

/** How to get at what is hidden. */
export function newScopesAdvice(report: AccessReport): string {
  const all = report.scopes.map(({ name }) => name);
  return keyWithScopes(all, report);
}

function remainingLine({ connector, remaining }: AccessReport): string | undefined {
  if (remaining === undefined) return undefined;
  const { requests, seconds } = connector.rateLimit;
  const window = seconds === 60 ? "this minute" : `in ${seconds} s`;
  const counted = remaining.countsOthers
    ? "as counted by Keyscope on this machine"
    : "as counted by this process alone, because the cache folder cannot be written";
  return `Requests left ${window}: ${remaining.requests} of ${requests} (${counted}).`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
