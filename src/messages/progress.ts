import type { Progress } from "../tables/loader.ts";
import { grouped } from "../utils/grouped.ts";

/** What a client may show while tables are read. */
export function tellProgress({ table, rows, total }: Progress): string {
  const of = total === undefined ? "" : ` of ${grouped(total)}`;
  return `Reading ${table}: ${grouped(rows)}${of} rows.`;
}
