import { extname, resolve } from "node:path";
import { type App, openApp, type Selection } from "../../app/app.ts";
import { CommandError, ExitCode, exitCodeOf } from "../../app/exit-code.ts";
import { weeklyReports } from "../../connectors/catalog/reports/index.ts";
import type { Connector } from "../../connectors/schema/connector.ts";
import type { WeeklyReport } from "../../connectors/schema/report.ts";
import { newScopesAdvice } from "../../messages/access.ts";
import { makeKey, scopeNoun } from "../../messages/key.ts";
import { timeIn } from "../../messages/tables.ts";
import type { AccessReport } from "../../scopes/access-report.ts";
import type { Output } from "../../terminal/output.ts";
import { failureResult } from "../../tools/results.ts";
import { dayIn, findDay } from "../../utils/calendar.ts";
import { allOf, quoted, shorten, showHidden } from "../../utils/clean-text.ts";
import { getOwn } from "../../utils/own.ts";
import { replaceFile } from "../../utils/replace-file.ts";
import { chooseKey } from "../choose-key.ts";
import { stopOnSignals, tellWaiting } from "../waiting.ts";
import { checkFile, explainFile } from "../written-file.ts";
import { makePage, titleOf } from "./page.ts";
import { headlinesOf, lacksWeek, nameOf, type Review } from "./review.ts";
import { createSectionMaker, type SectionOutcome } from "./section.ts";
import { readLocale, valueWriter } from "./values.ts";
import { lastWeek, namedWeek, type Week } from "./week.ts";

/** A shop's name is a heading, and longer ones are none. */
const LONGEST_NAME = 120;

interface ReportOptions extends Selection {
  readonly period: "weekly";
  /** Such as "2026-W46"; the last one that is over when it is left out. */
  readonly week?: string | undefined;
  readonly out?: string | undefined;
  readonly replace?: boolean | undefined;
}

/** Makes a page of a week's figures that can be kept, printed and sent: a person waits, and may press Ctrl-C. */
export async function weeklyReport(options: ReportOptions, output: Output): Promise<ExitCode> {
  const { period: _, week: named, out, replace = false, ...selection } = options;
  checkWords(named, out);
  const app = await openApp(await chooseKey(selection, { verb: "report weekly" }));
  const sections = sectionsOf(app);
  // Until then nobody waits for rows.
  if (out !== undefined) await explainFile(checkFile(out, replace), out);
  const access = await app.session.checkAccess();
  if (access.failure !== undefined) {
    output.err(failureResult(access.failure, app.session).text);
    return exitCodeOf(access.failure);
  }
  const now = new Date();
  const week = chooseWeek(named, dayIn(access.meta?.timezone, now));
  const file = out ?? `review-${week.name}.html`;
  await explainFile(checkFile(file, replace), file);
  const signal = stopOnSignals();
  const outcomes = await makeSections(app, access, { sections, week, signal, output });
  if (signal.aborted) {
    // Whoever reads the same tables next must not take this process for one that still does.
    await (await app.questions.open()).close();
    output.err("Stopped: nothing was written.");
    return ExitCode.failed;
  }
  const review = reviewOf(app, access, { week, outcomes, now });
  if (outcomes.every((outcome) => !outcome.ok || outcome.made.rows.length === 0))
    return tellNothing(review, access, output);
  const page = makePage(review, (text) => app.session.withoutKeys(showHidden(text)));
  await explainFile(writePage(file, page, replace), file);
  return tellWritten(review, access, file, output);
}

function checkWords(named: string | undefined, out: string | undefined): void {
  if (named !== undefined && namedWeek(named, "9999-12-31") === undefined) {
    throw new CommandError(`--week takes a week such as 2026-W46, not ${quoted(named)}.`, ExitCode.usage);
  }
  if (out !== undefined && !/^\.html?$/i.test(extname(out))) {
    throw new CommandError(`--out takes the name of a page that ends in .html, not ${quoted(out)}.`, ExitCode.usage);
  }
}

function sectionsOf({ connector }: App): WeeklyReport {
  const sections = getOwn(weeklyReports, connector.id);
  if (sections !== undefined) return sections;
  const known = Object.keys(weeklyReports).join(", ");
  throw new CommandError(
    `There is no weekly report of ${connector.title}: nothing that Keyscope reads of it is known to belong to a week. There is one of ${known}.`,
    ExitCode.failed,
  );
}

function chooseWeek(named: string | undefined, today: string): Week {
  const week = (named === undefined ? undefined : namedWeek(named, today)) ?? lastWeek(today);
  if (week.first <= today) return week;
  throw new CommandError(`The week ${week.name} begins on ${week.first}, and today is ${today}.`, ExitCode.usage);
}

interface Making {
  readonly sections: WeeklyReport;
  readonly week: Week;
  readonly signal: AbortSignal;
  readonly output: Output;
}

async function makeSections(
  { session, questions }: App,
  view: AccessReport,
  { sections, week, signal, output }: Making,
): Promise<readonly SectionOutcome[]> {
  const caller = { signal, isPatient: true, ...tellWaiting(output) };
  const maker = createSectionMaker({ session, questions, view, week, caller });
  const outcomes: SectionOutcome[] = [];
  for (const section of sections) {
    if (signal.aborted) break;
    outcomes.push(await maker.make(section));
  }
  return outcomes;
}

function reviewOf(
  { connector, session }: App,
  access: AccessReport,
  { week, outcomes, now }: Pick<Review, "week" | "outcomes"> & { readonly now: Date },
): Review {
  const { store, timezone } = access.meta ?? {};
  const zone = findDay(timezone, now) === undefined ? undefined : String(timezone);
  const missing = [...new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.missed.missing)))];
  return {
    product: connector.title,
    store: typeof store === "string" && store !== "" ? shorten(store, LONGEST_NAME) : undefined,
    week,
    timeZone: zone ?? "UTC",
    knowsZone: zone !== undefined,
    today: dayIn(zone, now),
    madeAt: timeIn(zone ?? "UTC", now),
    locale: readLocale(process.env),
    outcomes,
    remedy: missing.length === 0 ? undefined : makeKey(connector, lackingKey(connector, missing)),
    isMasked: session.credential()?.settings.privacy === "masked" && connector.personalData !== undefined,
  };
}

function lackingKey(connector: Connector, missing: readonly string[]): string {
  return `a key that also has the ${scopeNoun(connector, missing.length)} ${allOf(missing)}`;
}

/** Nobody reads half a page, and what somebody shut off from others stays so. */
async function writePage(file: string, page: string, replace: boolean): Promise<void> {
  const before = await checkFile(file, replace);
  await replaceFile(resolve(file), page, before === undefined ? undefined : before.mode & 0o777);
}

function tellWritten(review: Review, access: AccessReport, file: string, output: Output): ExitCode {
  const writer = valueWriter(review.locale);
  output.out(`Wrote ${file}: ${nameOf(review, writer)}.`);
  const headlines = headlinesOf(review, writer).slice(0, 3);
  if (headlines.length > 0) {
    const told = headlines.map(
      ({ name, value, change }) => `${name} ${value}${change === undefined ? "" : ` (${change})`}`,
    );
    output.out(`${told.join(", ")}.`);
  } else if (review.outcomes.some((outcome) => outcome.ok && lacksWeek(outcome.made))) {
    output.out("There are no rows of this week.");
  }
  tellMissed(review, access, output);
  return exitCodeAfter(review, ExitCode.done);
}

function tellNothing(review: Review, access: AccessReport, output: Output): ExitCode {
  output.err(`Nothing was written: there is nothing to show of ${review.week.name}.`);
  tellMissed(review, access, output);
  return exitCodeAfter(review, ExitCode.failed);
}

/** What a key lacks is said; what went wrong while reading is no success. */
function exitCodeAfter({ outcomes }: Review, otherwise: ExitCode): ExitCode {
  const failure = outcomes.map((outcome) => (outcome.ok ? undefined : outcome.missed.failure)).find(Boolean);
  return failure === undefined ? otherwise : exitCodeOf(failure);
}

function tellMissed({ outcomes, week, remedy }: Review, access: AccessReport, output: Output): void {
  for (const outcome of outcomes) {
    if (!outcome.ok) output.err(`Missing: ${titleOf(outcome.missed.section, week)}. ${outcome.missed.why}`);
  }
  if (remedy !== undefined) output.err(newScopesAdvice(access));
}
