import type { Progress } from "../tables/loader.ts";

/** What a client may show while tables are read. */
export function tellProgress({ table, rows, total }: Progress): string {
  const of = total === undefined ? "" : ` of ${total.toLocaleString("en")}`;
  return `Reading ${table}: ${rows.toLocaleString("en")}${of} rows.`;
}
