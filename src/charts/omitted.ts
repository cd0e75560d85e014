import { quotedList } from "../utils/clean-text.ts";
import type { Chart } from "./chart.ts";

/** Characters of the names of what is not drawn: as many as one line of a picture has room for. */
const LONGEST_LIST = 60;

const PARTS = { line: "line", bar: "bar", stacked: "part", horizontal: "bar", number: "number" } as const;

/**
 * Says what a chart does not show, in a sentence each. Nothing is summed as "others": a sum of shares or means is wrong,
 * and what a column holds is not known.
 * @param elsewhere rows of the answer that whoever draws did not get
 */
export function tellOmitted({ kind, omitted: { rows, repeated, series } }: Chart, elsewhere = 0): readonly string[] {
  const parts = `${series.length} more ${areMany(series.length, PARTS[kind])} not drawn, because one chart holds no more`;
  return [
    ...tellMore(rows + elsewhere),
    ...(repeated === 0
      ? []
      : [`${repeated} ${areMany(repeated, "row")} not drawn, because another row has the same place.`]),
    ...(series.length === 0 ? [] : [`${parts}: ${quotedList(series, LONGEST_LIST)}.`]),
    ...(series.length === 0 || kind !== "stacked" ? [] : ["So the bars are not the whole."]),
  ];
}

/** Says that there are more rows, where there are. */
export function tellMore(count: number): readonly string[] {
  return count === 0 ? [] : [`${count} more ${areMany(count, "row")} not drawn.`];
}

function areMany(count: number, what: string): string {
  return count === 1 ? `${what} is` : `${what}s are`;
}
