import { accessToolName, type Connector, queryToolName, tablesToolName } from "../connectors/schema/connector.ts";
import type { AccessReport, ReportedScope } from "../scopes/access-report.ts";
import { tablesFor } from "../tables/table.ts";
import { quoted } from "../utils/clean-text.ts";
import { explainFormNote } from "./bundle/key-failures.ts";
import { unchosenLine } from "./choice.ts";
import { explain } from "./explain.ts";
import { hint, neededScopes } from "./http-failures.ts";
import { keyWithScopes, scopeNoun, sourceName } from "./key.ts";
import { explainKeyNote } from "./key-failures.ts";
import { isBundle, ownCommand } from "./own-command.ts";
import { clockTime } from "./phrases.ts";
import { privacyLine } from "./privacy.ts";
import { spanText } from "./rate-limit.ts";

/** What the access tool tells the assistant: key, scopes, tools shown and hidden with the reason, and any problem with its remedy. */
export function describeAccess(report: AccessReport): string {
  return [
    problemLine(report),
    keyLine(report),
    storeLine(report),
    ...(report.scopes.length === 0 ? [acceptedLine(report)] : scopeLines(report)),
    shownLine(report),
    ...hiddenLines(report),
    unchosenLine(report),
    ...unofferedLines(report.connector),
    privacyLine(report),
    ...remainingLines(report),
    ...report.notes.map((note) => `Note: ${isBundle() ? explainFormNote(note, report) : explainKeyNote(note, report)}`),
  ]
    .filter((line) => line !== undefined)
    .join("\n");
}

/** The tools that came and went since a list was given. */
export interface ListChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** How the tools differ from the list that the client has, as one sentence. */
export function describeListChange({ added, removed }: ListChange): string {
  const parts = [
    added.length === 0 ? "" : `now also ${added.join(", ")}`,
    removed.length === 0 ? "" : `no longer ${removed.join(", ")}`,
  ];
  return `The tools changed: ${parts.filter((part) => part !== "").join("; ")}. Ask for the list of tools again.`;
}

/** How to get at what is hidden: why the API may refuse it, and a key with what the tools need. */
export function newScopesAdvice(report: AccessReport): string {
  const endpoints = [...report.shown, ...report.hidden.map(({ endpoint }) => endpoint)];
  const needed = neededScopes({ ...report.connector, endpoints }, () => true);
  return `${hint(report.connector, 403, report.denial)} ${keyWithScopes(needed, report)}`.trimStart();
}

function problemLine(report: AccessReport): string | undefined {
  return report.failure === undefined ? undefined : `Problem: ${explain(report.failure, report)}`;
}

function keyLine({ connector, profile, key }: AccessReport): string {
  if (key === undefined) return `Key: none for ${connector.title}, profile ${profile}.`;
  const name = key.lastFour === "" ? "a key" : `the key ending in ${key.lastFour}`;
  return `Key: ${name}, from ${sourceName(key.source)}, profile ${profile}, for ${key.baseUrl.host}.`;
}

function storeLine({ meta }: AccessReport): string | undefined {
  const store = meta?.store;
  return store === undefined ? undefined : `Store: ${quoted(String(store))}`;
}

/** Where the API has no scopes, all there is to say is whether it takes the key. */
function acceptedLine({ connector, isUsable, tried, checkedAt }: AccessReport): string | undefined {
  if (!isUsable) return undefined;
  switch (tried) {
    case "answered":
      return `${connector.title} accepts the key${when(checkedAt)}.`;
    case "unknown":
      return `Whether ${connector.title} accepts the key is not known yet; Keyscope keeps trying to find out.`;
    case "nothing-to-try":
      return `The key was not tried: Keyscope knows no request of ${connector.title} to try it with.`;
    default:
      return tried satisfies never;
  }
}

function* scopeLines({ connector, isUsable, scopes, checkedAt }: AccessReport): Iterable<string> {
  if (!isUsable) return;
  const select = (isMeant: (scope: ReportedScope) => boolean) => scopes.filter(isMeant).map(({ name }) => name);
  const held = select(({ state }) => state === "granted");
  const missing = select(({ state }) => state === "denied");
  const pending = select(({ state, isPending }) => state === "unknown" && isPending);
  const lasting = select(({ state, isPending }) => state === "unknown" && !isPending);
  const needed = neededScopes(connector, (name) => lasting.includes(name));
  const unneeded = lasting.filter((name) => !needed.includes(name));
  const noun = scopeNoun(connector, 2).replace(/^./, (first) => first.toUpperCase());
  if (held.length + missing.length > 0)
    yield `${noun} held: ${listed(held)}. Missing: ${listed(missing)}${when(checkedAt)}.`;
  if (pending.length > 0)
    yield `Not known yet: ${pending.join(", ")}. Their tools are shown; Keyscope keeps trying to find out.`;
  if (needed.length > 0) yield `Not to be found out: ${needed.join(", ")}; their tools are shown.`;
  if (unneeded.length > 0)
    yield `Not to be found out: ${unneeded.join(", ")}; nothing that Keyscope offers needs ${unneeded.length === 1 ? "it" : "them"}.`;
}

/** The names of the tools that a key's assistant is shown, in the order of its list. */
export function shownTools({ connector, shown, notes }: AccessReport): string[] {
  const asks = tablesFor(connector, { shown }).length > 0 && !notes.some(({ kind }) => kind === "no-engine");
  const questions = asks ? [tablesToolName(connector), queryToolName(connector)] : [];
  return [...shown.map(({ tool }) => tool), ...questions, accessToolName(connector)];
}

function shownLine(report: AccessReport): string {
  const names = shownTools(report);
  return `Tools shown (${names.length}): ${names.join(", ")}`;
}

function hiddenLines(report: AccessReport): string[] {
  if (report.hidden.length === 0) return [];
  return [
    `Tools hidden (${report.hidden.length}), each with the ${scopeNoun(report.connector, 1)} it lacks:`,
    ...report.hidden.map(({ endpoint, missing }) => `- ${endpoint.tool}: ${missing.join(", ")}`),
    newScopesAdvice(report),
  ];
}

function when(checkedAt: Date | undefined): string {
  return checkedAt === undefined ? "" : ` (checked at ${clockTime(checkedAt)})`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}

/** What the connector does not offer and why; where that is everything, how a person adds it. */
export function unofferedLines(connector: Connector): string[] {
  return [
    ...(connector.endpoints.length === 0 ? [howToAddEndpoints(connector)] : []),
    ...(connector.notCovered ?? []).map(({ what, why }) => `Not offered: ${what}: ${why}.`),
  ];
}

/** For a connector that knows how to send the key, and no request. */
function howToAddEndpoints({ id, title, keyGuide }: Connector): string {
  const example = `{"extends": "${id}", "endpoints": [{"tool": "list_products", "description": "Which products are there?", "path": "products"}]}`;
  return `${title} has no other tools yet, because Keyscope knows no endpoint of its API. To add those that you need, write them into a JSON file such as ${example}, with the paths from ${title}'s API reference, run \`${ownCommand("connectors add FILE")}\` in a terminal, and restart the client. ${keyGuide.who}`;
}

/** A line for each limit: what may still be sent in its present window. None where no limit is known. */
function remainingLines({ remaining, countsOthers }: AccessReport): string[] {
  const counted = countsOthers
    ? "as counted by Keyscope on this machine"
    : "a part of the limit, counted by this process alone, because the store that others share does not answer, or without one the cache folder cannot be written or its files were changed";
  return remaining.map(({ limit, requests }) => {
    const { per, exempt = [] } = limit;
    const how = [
      ...(per === "address" ? ["all keys together"] : []),
      ...(exempt.length === 0 ? [] : [`${exempt.join(", ")} not counted`]),
      counted,
    ];
    return `Requests left ${spanText(limit.seconds, "this")}: ${requests} of ${limit.requests} (${how.join("; ")}).`;
  });
}
