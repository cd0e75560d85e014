import { wordsOf } from "../../charts/words.ts";
import { type Comparison, compare } from "./comparison.ts";
import type { MadeSection, SectionOutcome } from "./section.ts";
import { writeFigure } from "./table.ts";
import type { ValueWriter } from "./values.ts";
import type { Week } from "./week.ts";

/** All that a page is made of. */
export interface Review {
  /** The product whose data it is, and the shop where the API tells its name. */
  readonly product: string;
  readonly store: string | undefined;
  readonly week: Week;
  /** The shop's, or UTC where the API does not tell it. */
  readonly timeZone: string;
  readonly knowsZone: boolean;
  /** Today by that clock, YYYY-MM-DD, and the moment in words. */
  readonly today: string;
  readonly madeAt: string;
  readonly locale: string;
  readonly outcomes: readonly SectionOutcome[];
  /** How anybody gets a key with what is missing, where scopes are. */
  readonly remedy: string | undefined;
  readonly isMasked: boolean;
}

/** A figure for a short look: "Revenue", "€9,918.59", "-8.5%". */
export interface Headline {
  readonly name: string;
  readonly value: string;
  readonly change: string | undefined;
}

const MOST_HEADLINES = 4;

/** The first figures of the first section that compares. */
export function headlinesOf({ outcomes, week }: Review, writer: ValueWriter): readonly Headline[] {
  for (const outcome of outcomes) {
    const compared = outcome.ok ? compareIn(outcome.made, week) : undefined;
    if (!outcome.ok || compared === undefined) continue;
    return compared.figures.slice(0, MOST_HEADLINES).map((figure) => ({
      name: wordsOf(figure.name),
      value: writeFigure(figure.name, figure.week, outcome.made.currency, writer),
      change: figure.change && writer.change(figure.change),
    }));
  }
  return [];
}

/** A week that goes on has no change: it would be that of some days beside seven. */
export function compareIn(made: MadeSection, { isOver }: Week): Comparison | undefined {
  const compared = compare(made);
  if (compared === undefined || isOver) return compared;
  return { ...compared, figures: compared.figures.map((figure) => ({ ...figure, change: undefined })) };
}

/** Whether a section that compares has nothing of the week itself. */
export function lacksWeek({ section, rows }: MadeSection): boolean {
  if (section.kind !== "query" || section.shows !== "comparison") return false;
  return rows.every((row) => row["period"] !== "week");
}

/** Which days the review is of: "Waldkauz Kaffee, 9 – 15 Nov 2026". */
export function nameOf({ product, store, week }: Review, writer: ValueWriter): string {
  return `${store ?? product}, ${writer.days(week.first, week.last)}${week.isOver ? "" : ", so far"}`;
}
