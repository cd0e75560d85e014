import type { Progress } from "../tables/loader.ts";
import { grouped } from "../utils/grouped.ts";

/** Offers the name that was perhaps meant: a sentence with a space before it, or nothing. */
export function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : ` Did you mean ${nearest}?`;
}

/** Local time of day, as on the person's clock. */
export function clockTime(moment: Date): string {
  return [moment.getHours(), moment.getMinutes(), moment.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}

/** What a client may show while tables are read. */
export function tellProgress({ table, rows, total }: Progress): string {
  const of = total === undefined ? "" : ` of ${grouped(total)}`;
  return `Reading ${table}: ${grouped(rows)}${of} rows.`;
}
