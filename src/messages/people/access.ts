import type { AccessReport, Asker } from "../../scopes/access-report.ts";
import { quoted } from "../../utils/clean-text.ts";
import { shownTools } from "../access.ts";
import { explain } from "../explain.ts";
import { scopeNoun } from "../key.ts";
import { spanText } from "../rate-limit.ts";
import { askFor, tellNoEngine, whyNotOpen } from "./failures.ts";

/** What the access tool tells somebody of a team: their own access, and whom to ask for more. Nothing of the key. */
export function describePersonAccess(report: AccessReport, asker: Asker): string {
  const { connector, failure, notes } = report;
  if (asker.groups.length === 0) {
    return `Nothing of ${connector.title} is open to you: ${whyNotOpen(asker)}. So this is the only tool. ${askFor(asker, "more")}`;
  }
  return [
    failure === undefined ? undefined : `Problem: ${explain(failure, report)}`,
    `Your groups here: ${asker.groups.join(", ")}`,
    storeLine(report),
    ...scopeLines(report),
    `Tools shown (${shownTools(report).length}): ${shownTools(report).join(", ")}`,
    ...hiddenLines(report),
    ...closedLines(report, asker),
    privacyLine(report),
    ...remainingLines(report),
    ...(notes.some(({ kind }) => kind === "no-engine") ? [`Note: ${tellNoEngine(connector)}`] : []),
  ]
    .filter((line) => line !== undefined)
    .join("\n");
}

function storeLine({ meta }: AccessReport): string | undefined {
  return meta?.store === undefined ? undefined : `Store: ${quoted(String(meta.store))}`;
}

function* scopeLines({ connector, isUsable, scopes }: AccessReport): Iterable<string> {
  if (!isUsable || scopes.length === 0) return;
  const inState = (wanted: string) => scopes.filter(({ state }) => state === wanted).map(({ name }) => name);
  const [held, unknown] = [inState("granted"), inState("unknown")];
  const noun = scopeNoun(connector, 2).replace(/^./, (first) => first.toUpperCase());
  yield `${noun} that you have: ${held.length === 0 ? "none" : held.join(", ")}.`;
  if (unknown.length > 0)
    yield `Not known is whether the server's key has: ${unknown.join(", ")}. Their tools are shown.`;
}

function hiddenLines({ connector, hidden }: AccessReport): string[] {
  if (hidden.length === 0) return [];
  return [
    `Open to you, but not to the server's key (${hidden.length}), each with the ${scopeNoun(connector, 1)} that the key lacks:`,
    ...hidden.map(({ endpoint, missing }) => `- ${endpoint.tool}: ${missing.join(", ")}`),
  ];
}

function closedLines({ unchosen }: AccessReport, asker: Asker): string[] {
  if (unchosen.length === 0) return [];
  return [
    `Not open to you (${unchosen.length}): ${unchosen.map(({ tool }) => tool).join(", ")}. ${askFor(asker, "one of them")}`,
  ];
}

function privacyLine({ connector, privacy }: AccessReport): string | undefined {
  if (privacy === undefined || (connector.personalData === undefined && privacy === "shown")) return undefined;
  const what = connector.personalData === undefined ? "" : ` (${connector.personalData.what})`;
  return privacy === "masked"
    ? `Personal data: masked for you${what}; the same pseudonym is the same person.`
    : `Personal data: shown as it comes${what}.`;
}

function remainingLines({ remaining }: AccessReport): string[] {
  return remaining.map(
    ({ limit, requests }) =>
      `Requests left ${spanText(limit.seconds, "this")}, for all who use this server together: ${requests} of ${limit.requests}.`,
  );
}
