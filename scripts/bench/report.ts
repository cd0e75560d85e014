import { alignColumns } from "../../src/terminal/table.ts";

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly measured: number | undefined;
  readonly unit: string;
  /** At most this; undefined where the number only explains another. */
  readonly limit: number | undefined;
}

/** Prints the table, or one JSON document, and has the process end with 1 where a number is over its limit. */
export function print(rows: readonly Row[], rounds: number, asJson: boolean): void {
  if (asJson) {
    const results = rows.map((row) => ({ ...row, measured: row.measured ?? null, reached: isReached(row) ?? null }));
    process.stdout.write(
      `${JSON.stringify({ node: process.version, platform: process.platform, results }, undefined, 2)}\n`,
    );
  } else {
    const cells = rows.map((row) => {
      const reached = isReached(row);
      const measured = row.measured === undefined ? "not measured here" : `${round(row.measured)} ${row.unit}`;
      const limit = row.limit === undefined ? "" : `at most ${round(row.limit)}`;
      return [row.what, measured, limit, reached === undefined ? "" : reached ? "reached" : "NOT REACHED"];
    });
    process.stdout.write(`Node ${process.version}, medians of ${rounds} rounds\n${alignColumns(cells).join("\n")}\n`);
  }
  process.exitCode = rows.some((row) => isReached(row) === false) ? 1 : 0;
}

function isReached({ measured, limit }: Row): boolean | undefined {
  return measured === undefined || limit === undefined ? undefined : measured <= limit;
}

function round(value: number): string {
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(2);
}
