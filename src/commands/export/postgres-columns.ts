import type { ResultColumn } from "../../engine/protocol.ts";
import { quoted } from "../../utils/clean-text.ts";

/** A column of a table of PostgreSQL's, with its type as `format_type` writes it. */
export interface PostgresColumn {
  readonly name: string;
  readonly type: string;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ["BOOLEAN", "boolean"],
  ["BIGINT", "bigint"],
  ["HUGEINT", "numeric"],
  ["DOUBLE", "double precision"],
  ["DATE", "date"],
  ["TIMESTAMP", "timestamp without time zone"],
  ["TIMESTAMP WITH TIME ZONE", "timestamp with time zone"],
  ["VARCHAR", "text"],
]);

/** The columns that hold every value of ours. Decimals get no fixed number of digits: the next rows may have more. */
export function postgresColumns(columns: readonly ResultColumn[]): readonly PostgresColumn[] {
  return columns.map(({ name, type }) => ({
    name,
    type: TYPES.get(type) ?? (/^DECIMAL\(\d+,\d+\)$/.test(type) ? "numeric" : "jsonb"),
  }));
}

/** Why rows with these columns do not fit into a table that is there; undefined where they do. */
export function compareColumns(ours: readonly PostgresColumn[], theirs: readonly PostgresColumn[]): string | undefined {
  const types = new Map(theirs.map(({ name, type }) => [name, type]));
  const missing = ours.filter(({ name }) => !types.has(name)).map(tell);
  const names = new Set(ours.map(({ name }) => name));
  const unknown = theirs.filter(({ name }) => !names.has(name)).map(tell);
  const others = ours.flatMap(({ name, type }) => {
    const theirType = types.get(name);
    return theirType === undefined || holds(theirType, type) ? [] : [`${quoted(name)} is ${theirType}, not ${type}`];
  });
  const parts = [
    ...(missing.length > 0 ? [`it lacks ${shorten(missing)}`] : []),
    ...(unknown.length > 0 ? [`it has ${shorten(unknown)}, which the rows have not`] : []),
    ...(others.length > 0 ? [shorten(others)] : []),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}

/** Whether nothing of a value is lost: in a wider type that somebody chose, it is not. */
function holds(theirs: string, ours: string): boolean {
  return theirs === ours || theirs === "text" || (theirs === "numeric" && ours === "bigint");
}

function tell({ name, type }: PostgresColumn): string {
  return `${quoted(name)} (${type})`;
}

const MOST_TOLD = 8;

function shorten(parts: readonly string[]): string {
  const more = parts.length - MOST_TOLD;
  return parts.slice(0, MOST_TOLD).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
