import type { Json } from "../../answers/json.ts";
import { getOwn } from "../../utils/own.ts";
import type { MadeSection } from "./section.ts";
import { changeOf, type Exact, readExact } from "./values.ts";

/** A figure of the week beside that of the week before. */
export interface ComparedFigure {
  readonly name: string;
  /** As the row has it; null where there is none. */
  readonly week: Json;
  readonly before: Json;
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
  const figureOf = (row: typeof before, name: string): Json => (row === undefined ? null : (getOwn(row, name) ?? null));
  const figures = columns
    .filter(({ name, holds }) => holds === "number" && name !== "days")
    .map(({ name }) => {
      const figures = { week: figureOf(week, name), before: figureOf(before, name) };
      const [now, then] = [readExact(figures.week), readExact(figures.before)];
      return { name, ...figures, change: now && then && changeOf(now, then) };
    });
  return { figures, days: [readExact(figureOf(week, "days")), readExact(figureOf(before, "days"))] };
}
