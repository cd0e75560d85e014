import type { Argument, Endpoint, PeriodRole } from "../connectors/schema/connector.ts";
import { addDays } from "../utils/calendar.ts";
import type { Columns, Table } from "./table.ts";

/** One way through a table's pages: with these arguments in each request, and these columns in each row. */
export interface Segment {
  readonly arguments: Columns;
  readonly columns: Columns;
}

/** Days asked for at once: an answer of a year stays far below the 10 MB that are read. */
const DAYS_AT_ONCE = 366;

/**
 * The ways through a table's pages: one, or one for each year of a period, or one for each row of its parent.
 * @param parentValues what stands in the parent's column that the table is asked by, each value once
 * @param today the day with which a period ends, as YYYY-MM-DD in the shop's time
 */
export function segmentsOf(
  { endpoint, declared }: Table,
  parentValues: readonly (string | number)[],
  today: string,
): readonly Segment[] {
  const { under, days } = declared;
  if (under !== undefined) {
    const column = `${under.table}_${under.field}`;
    return parentValues.map((value) => ({ arguments: { [under.argument]: value }, columns: { [column]: value } }));
  }
  if (days !== undefined) return listPeriods(endpoint, days, today);
  return [{ arguments: {}, columns: {} }];
}

/** The newest first, without a gap and without a day that is in two of them. */
function listPeriods(endpoint: Endpoint, days: number, today: string): readonly Segment[] {
  const start = periodArgument(endpoint, "start");
  const end = periodArgument(endpoint, "end");
  if (start === undefined || end === undefined) return [{ arguments: {}, columns: {} }];
  return Array.from({ length: Math.ceil(days / DAYS_AT_ONCE) }, (_, at) => {
    const first = Math.min((at + 1) * DAYS_AT_ONCE, days) - 1;
    const period = { [start.name]: addDays(today, -first), [end.name]: addDays(today, -at * DAYS_AT_ONCE) };
    return { arguments: period, columns: {} };
  });
}

function periodArgument({ arguments: all }: Endpoint, role: PeriodRole): Argument | undefined {
  return all.find(({ period }) => period === role);
}
