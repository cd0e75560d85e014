import { svg as element, type SvgNode, toMarkup } from "../../charts/drawing/svg.ts";
import type { ReportSection } from "../../connectors/schema/report.ts";
import { addDays } from "../../utils/calendar.ts";
import { VERSION } from "../../utils/version.ts";
import type { Comparison } from "./comparison.ts";
import { makeFigure } from "./figure.ts";
import { compareIn, type Headline, headlinesOf, lacksWeek, nameOf, type Review } from "./review.ts";
import type { MadeSection, MissedSection } from "./section.ts";
import { STYLE } from "./style.ts";
import { comparisonTable, rowsTable } from "./table.ts";
import { type ValueWriter, valueWriter } from "./values.ts";
import type { Week } from "./week.ts";

/** Nothing runs in the page, and nothing is loaded by it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/**
 * Makes the page of a review: one document that needs nothing beside it. Every text becomes text, whatever stands in it.
 * @param clean takes out what must not leave, whatever text it stands in
 */
export function makePage(review: Review, clean: (text: string) => string): string {
  const writer = valueWriter(review.locale);
  const head = element("head", {}, [
    element("meta", { charset: "utf-8" }),
    element("meta", { "http-equiv": "Content-Security-Policy", content: POLICY }),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("title", {}, [`Weekly review: ${nameOf(review, writer)}`]),
    element("style", {}, [STYLE]),
  ]);
  const sections = review.outcomes.flatMap((outcome, at) =>
    outcome.ok ? [sectionNode(outcome.made, at, review, writer)] : [],
  );
  const missed = review.outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.missed]));
  const body = element("body", {}, [
    headerNode(review, writer),
    element("main", {}, [...sections, ...missedNode(missed, review)]),
    footerNode(review),
  ]);
  return `<!doctype html>\n${toMarkup(cleanNode(element("html", { lang: "en" }, [head, body]), clean))}\n`;
}

function cleanNode({ tag, attributes, children }: SvgNode, clean: (text: string) => string): SvgNode {
  const cleaned = Object.entries(attributes).map(([name, value]) => [
    name,
    typeof value === "string" ? clean(value) : value,
  ]);
  return element(
    tag,
    Object.fromEntries(cleaned),
    children.map((child) => (typeof child === "string" ? clean(child) : cleanNode(child, clean))),
  );
}

function headerNode(review: Review, writer: ValueWriter): SvgNode {
  const { week, timeZone, knowsZone, product, store } = review;
  const clock = knowsZone
    ? `by the shop's clock, ${timeZone}`
    : `by UTC, because ${product} does not tell the shop's time zone`;
  const state = week.isOver
    ? "The week is over; what is entered or refunded later may still change its figures."
    : `The week is not over: all of its figures are so far, up to ${review.today}.`;
  return element("header", {}, [
    element("h1", {}, [`Weekly review: ${store ?? product}`]),
    element("p", {}, [
      `${writer.days(week.first, week.last)}, Monday to Sunday (week ${week.name}), ${clock}. ${state}`,
    ]),
    ...tiles(headlinesOf(review, writer)),
  ]);
}

function tiles(headlines: readonly Headline[]): readonly SvgNode[] {
  if (headlines.length === 0) return [];
  const each = headlines.map(({ name, value, change }) =>
    element("div", {}, [
      element("dt", {}, [name]),
      element("dd", {}, [value]),
      ...(change === undefined ? [] : [element("dd", { class: "soft" }, [`${change} on the week before`])]),
    ]),
  );
  return [element("dl", { class: "tiles" }, each)];
}

function sectionNode(made: MadeSection, at: number, review: Review, writer: ValueWriter): SvgNode {
  const { section, notes, tool, sql } = made;
  const compared = compareIn(made, review.week);
  const weeks = weekNames(review.week, writer);
  const figure = makeFigure(made, compared, { locale: review.locale, today: review.today, weeks });
  const shown =
    made.rows.length === 0 || lacksWeek(made)
      ? [element("p", {}, [noRows(section)])]
      : [...figure, tableNode(made, compared, review.week, writer)];
  const rests = [
    ...dayNotes(compared, review.week),
    ...notes.map(withoutCommands),
    `Source: ${review.product}, ${tool}.`,
  ];
  return element("section", { "aria-labelledby": `section-${at}` }, [
    element("h2", { id: `section-${at}` }, [titleOf(section, review.week)]),
    element("p", { class: "soft" }, [section.about]),
    ...shown,
    element(
      "ul",
      { class: "rests" },
      rests.map((text) => element("li", {}, [text])),
    ),
    ...(sql === undefined
      ? []
      : [element("details", {}, [element("summary", {}, ["The question in SQL"]), element("code", {}, [sql])])]),
  ]);
}

/** The stock is of now, and a ranking of a year: only what is asked for a period can lack rows of it. */
function noRows(section: ReportSection): string {
  return section.kind === "query" && section.sql.includes("{last}")
    ? "There are no rows for this period."
    : "There are no rows.";
}

function tableNode(made: MadeSection, compared: Comparison | undefined, week: Week, writer: ValueWriter): SvgNode {
  return compared === undefined
    ? rowsTable(
        made,
        `${titleOf(made.section, week)}: ${made.rows.length} ${made.rows.length === 1 ? "row" : "rows"}`,
        writer,
      )
    : comparisonTable(
        compared,
        made,
        `${titleOf(made.section, week)}: the week, the week before it, and the change`,
        weekNames(week, writer),
        writer,
      );
}

function weekNames({ first, last, before, isOver }: Week, writer: ValueWriter): readonly [string, string] {
  const end = addDays(before, 6);
  return [`${writer.days(first, last)}${isOver ? "" : ", so far"}`, writer.days(before, end)];
}

export function titleOf({ title }: ReportSection, { year }: Week): string {
  return title.replaceAll("{year}", year);
}

/** Where days are without rows, sums are of fewer than seven. */
function dayNotes(compared: Comparison | undefined, { isOver }: Week): readonly string[] {
  const [week, before] = compared?.days ?? [];
  const isShort = (days: typeof week) => days !== undefined && days.units < 7n;
  return [
    ...(isShort(week) ? [`${week?.units} of the week's 7 days have rows${isOver ? "" : " so far"}.`] : []),
    ...(isShort(before) ? [`${before?.units} of the 7 days of the week before have rows.`] : []),
    ...(compared !== undefined && !isOver ? ["No change is given, because the week is not over."] : []),
  ];
}

/** What could not be made, each with its reason: nobody should take a part for all of it. */
function missedNode(missed: readonly MissedSection[], { week, remedy }: Review): readonly SvgNode[] {
  if (missed.length === 0) return [];
  return [
    element("section", { "aria-labelledby": "missing" }, [
      element("h2", { id: "missing" }, ["What is missing here"]),
      element(
        "ul",
        {},
        missed.map(({ section, toReader }) =>
          element("li", {}, [element("strong", {}, [titleOf(section, week)]), `: ${withoutCommands(toReader)}`]),
        ),
      ),
      ...(remedy === undefined ? [] : [element("p", {}, [remedy])]),
    ]),
  ];
}

/** What was said to the person, without the commands in it: they are this machine's, and the page goes to others. */
function withoutCommands(why: string): string {
  const parts = why.split(/(?<=[.;:])\s/).filter((part) => !part.includes("`"));
  return parts.length === 0 ? "This could not be read." : parts.join(" ").replace(/[;:]$/, ".");
}

function footerNode({ product, madeAt, isMasked }: Review): SvgNode {
  const masked = isMasked ? " Personal data is masked: the same pseudonym is the same person." : "";
  return element("footer", { class: "soft" }, [
    `Made ${madeAt} by Keyscope ${VERSION} of data from ${product}. Amounts are as ${product} has them, not rounded.${masked}`,
  ]);
}
