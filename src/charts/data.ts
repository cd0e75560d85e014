import type { JsonObject } from "../answers/json.ts";
import type { ChartWish } from "./chart.ts";

/** The key in a tool result's `_meta` under which the rows for a chart travel. */
export const CHART_DATA = "io.github.keyscope/chart";

/** The address of the page that draws them, which the same server gives out. */
export const CHART_PAGE = "ui://keyscope/chart.html";

/** What travels with a result to whoever draws it: plain JSON, cleaned, masked and redacted like the text. */
export interface ChartData {
  /** Whose answer it is: the product, and the store and the time where they are known. */
  readonly source: string;
  /** What the text says before its rows: how many rows it rests on, what is not over, what is not complete. */
  readonly notes: readonly string[];
  /** At most 500. Numbers as JavaScript has them; what it cannot hold as a whole number is a text. */
  readonly rows: readonly JsonObject[];
  /** Rows of the answer that are not among them. */
  readonly omitted: number;
  readonly wish: ChartWish;
  /** The currency of all its money, where that is sure. */
  readonly currency?: string;
  /** When the rows were as they are, in milliseconds as if the shop's clock showed UTC. */
  readonly now?: number;
}
