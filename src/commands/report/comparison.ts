import { getOwn } from "../../utils/own.ts";
import type { MadeSection } from "./section.ts";
import { changeOf, type Exact, readExact } from "./values.ts";

/** A figure of the week beside that of the week before. */
export interface ComparedFigure {
  readonly name: string;
  readonly week: Exact | undefined;
  readonly before: Exact | undefined;
  /** In thousandths of the earlier one. */
  readonly change: Exact | undefined;
}

/** What a section that compares came to. */
export interface Comparison {
  readonly figures: readonly ComparedFigure[];
  /** How many days of the week, and of the week before, have rows, where the section counts them. */
  readonly days: readonly [Exact | undefined, Exact | undefined];
}

/**
 * Lays a section's two rows side by side; undefined where it has none for the week, several for a period, or money of two
 * currencies.
 */
export function compare({ section, rows, columns }: MadeSection): Comparison | undefined {
  if (section.kind !== "query" || section.shows !== "comparison") return undefined;
  const [week, ...weeks] = rows.filter((row) => row["period"] === "week");
  const [before, ...befores] = rows.filter((row) => row["period"] === "before");
  if (week === undefined || weeks.length + befores.length > 0) return undefined;
  if (before !== undefined && getOwn(before, "currency") !== getOwn(week, "currency")) return undefined;
  const figureOf = (row: typeof before, name: string) =>
    row === undefined ? undefined : readExact(getOwn(row, name) ?? null);
  const figures = columns
    .filter(({ name, holds }) => holds === "number" && name !== "days")
    .map(({ name }) => {
      const [now, then] = [figureOf(week, name), figureOf(before, name)];
      return {
        name,
        week: now,
        before: then,
        change: now === undefined || then === undefined ? undefined : changeOf(now, then),
      };
    });
  return { figures, days: [figureOf(week, "days"), figureOf(before, "days")] };
}
