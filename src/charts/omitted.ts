import { quotedList } from "../utils/clean-text.ts";
import type { Chart } from "./chart.ts";

/** Characters of the names of what is not drawn. */
const LONGEST_LIST = 200;

/**
 * Says what a chart does not show, in a sentence each. Nothing is summed as "others": a sum of shares or means is wrong,
 * and what a column holds is not known.
 * @param elsewhere rows of the answer that whoever draws did not get
 */
export function tellOmitted({ kind, omitted: { rows, repeated, series } }: Chart, elsewhere = 0): readonly string[] {
  return [
    ...tellMore(rows + elsewhere),
    ...(repeated === 0 ? [] : [`${repeated} ${areRows(repeated)} not drawn, because another row has the same place.`]),
    ...(series.length === 0
      ? []
      : [`Not drawn, because one chart holds no more: ${quotedList(series, LONGEST_LIST)}.`]),
    ...(series.length === 0 || kind !== "stacked" ? [] : ["So the bars are not the whole."]),
  ];
}

/** Says that there are more rows, where there are. */
export function tellMore(count: number): readonly string[] {
  return count === 0 ? [] : [`${count} more ${areRows(count)} not drawn.`];
}

function areRows(count: number): string {
  return count === 1 ? "row is" : "rows are";
}
