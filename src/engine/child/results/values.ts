import {
  DuckDBArrayValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUnionValue,
  type DuckDBValue,
  DuckDBVariantValue,
} from "@duckdb/node-api";
import { exactNumber } from "../../../answers/exact-json.ts";
import type { Json } from "../../../answers/json.ts";
import { setOwn } from "../../../utils/own.ts";

/** Makes of the engine's values what stands in an answer: exact numbers, times in one zone with their offset. */
export type ToJson = (value: DuckDBValue) => Json;

const NAIVE_TIMES = [
  DuckDBTimestampValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
];

/** @param timeZone an IANA name that Node knows */
export function jsonIn(timeZone: string): ToJson {
  const offsetAt = offsets(timeZone);
  const toJson: ToJson = (value) => {
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "bigint" || value instanceof DuckDBDecimalValue) return exactNumber(String(value));
    // JSON has no infinity.
    if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
    if (value instanceof DuckDBTimestampTZValue) return instant(value, offsetAt);
    if (NAIVE_TIMES.some((type) => value instanceof type)) return String(value).replace(" ", "T");
    if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(toJson);
    if (value instanceof DuckDBStructValue) return objectOf(Object.entries(value.entries), toJson);
    if (value instanceof DuckDBMapValue) {
      return objectOf(
        value.entries.map((entry) => [String(entry.key), entry.value]),
        toJson,
      );
    }
    if (value instanceof DuckDBUnionValue || value instanceof DuckDBVariantValue) return toJson(value.value);
    // Written as if it were a day.
    if (value instanceof DuckDBDateValue && !value.isFinite) return value.days > 0 ? "infinity" : "-infinity";
    // Dates, times of day, intervals, UUIDs, bytes, bits: each writes itself as in SQL.
    return String(value);
  };
  return toJson;
}

function objectOf(entries: readonly (readonly [string, DuckDBValue])[], toJson: ToJson): Json {
  const object: Record<string, Json> = {};
  for (const [name, value] of entries) setOwn(object, name, toJson(value));
  return object;
}

/** In microseconds. */
const SECOND = 1_000_000n;
/** Beyond these days JavaScript knows no dates, nor what clocks show then. */
const LAST_MILLISECOND = 8.64e15 - 86_400_000;

/** `2026-11-21T09:18:00+01:00`, with a fraction where there is one. */
function instant(value: DuckDBTimestampTZValue, offsetAt: (milliseconds: number) => number): string {
  const { micros } = value;
  const seconds = Number((micros - (((micros % SECOND) + SECOND) % SECOND)) / SECOND);
  const inUtc = new DuckDBTimestampValue(micros);
  if (!value.isFinite) return String(inUtc);
  if (Math.abs(seconds * 1000) >= LAST_MILLISECOND) return `${String(inUtc).replace(" ", "T")}+00:00`;
  const minutes = offsetAt(seconds * 1000);
  const local = new Date((seconds + minutes * 60) * 1000).toISOString();
  const rest = micros - BigInt(seconds) * SECOND;
  const fraction = rest === 0n ? "" : `.${String(rest).padStart(6, "0").replace(/0+$/, "")}`;
  return `${local.slice(0, -5)}${fraction}${offsetText(minutes)}`;
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const part = (number: number) => String(Math.floor(number)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${part(size / 60)}:${part(size % 60)}`;
}

/** Minutes east of Greenwich that clocks of a zone show at a moment. */
function offsets(timeZone: string): (milliseconds: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  return (milliseconds) => {
    const name = format.formatToParts(milliseconds).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign, hours = "0", minutes = "0"] = /([+-])(\d+):(\d+)/.exec(name) ?? [];
    return (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  };
}
