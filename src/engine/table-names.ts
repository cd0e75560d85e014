import { nearestName } from "../utils/nearest-name.ts";
import type { StatementFailure } from "./failure.ts";

/**
 * Finds the table that each name means: one that is known, by any case, or one made of the lists in its rows,
 * `orders_lines` of `orders`, which is known only when that is loaded.
 */
export function findTables(named: readonly string[], known: readonly string[]): readonly string[] | StatementFailure {
  const found = new Set<string>();
  for (const name of named) {
    const lower = name.toLowerCase();
    const exact = known.find((table) => table.toLowerCase() === lower);
    const roots = known.filter((table) => lower.startsWith(`${table.toLowerCase()}_`));
    const table = exact ?? roots.sort((one, other) => other.length - one.length)[0];
    if (table === undefined) return unknownTable(name, known);
    found.add(table);
  }
  return [...found];
}

export function unknownTable(table: string, tables: readonly string[]): StatementFailure {
  return { kind: "unknown-table", table, nearest: nearestName(table.toLowerCase(), tables), tables };
}
