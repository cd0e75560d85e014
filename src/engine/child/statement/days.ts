import { isRecord } from "../../../utils/own.ts";

/** A column that is compared with a day: up to it, or with it alone. */
export interface DayCompared {
  readonly column: string;
  /** What stands before its point: `o` of `o.created_at`. */
  readonly qualifier: string | undefined;
  /** `2026-09-30` */
  readonly day: string;
}

type Part = Readonly<Record<string, unknown>>;

/**
 * The column and the day of `x BETWEEN … AND '2026-09-30'`, `x <= '2026-09-30'` and `x = '2026-09-30'`. Where the column is a
 * time, that is the first moment of the day, and most of the day is not meant although it reads so.
 * @param part of a parsed statement
 */
export function findDayCompared(part: Part): DayCompared | undefined {
  switch (part["type"]) {
    case "COMPARE_BETWEEN":
      return compared(part["input"], part["upper"]);
    case "COMPARE_LESSTHANOREQUALTO":
      return compared(part["left"], part["right"]);
    case "COMPARE_GREATERTHANOREQUALTO":
      return compared(part["right"], part["left"]);
    case "COMPARE_EQUAL":
      return compared(part["left"], part["right"]) ?? compared(part["right"], part["left"]);
    default:
      return undefined;
  }
}

function compared(left: unknown, right: unknown): DayCompared | undefined {
  const names = columnOf(left);
  const column = names?.at(-1);
  const day = dayOf(right);
  if (names === undefined || column === undefined || day === undefined || names.length > 2) return undefined;
  return { column, qualifier: names.length === 2 ? names[0] : undefined, day };
}

/** The names of `created_at`, of `o.created_at`, and of both where they are made times. */
function columnOf(part: unknown): readonly string[] | undefined {
  if (!isRecord(part)) return undefined;
  const type = part["cast_type"];
  if (part["class"] === "CAST") {
    return isRecord(type) && /^TIMESTAMP/.test(String(type["id"])) ? columnOf(part["child"]) : undefined;
  }
  const names: unknown = part["class"] === "COLUMN_REF" ? part["column_names"] : undefined;
  return Array.isArray(names) ? names.map(String) : undefined;
}

/** The day of `'2026-09-30'`, `DATE '2026-09-30'` and `'2026-09-30'::TIMESTAMPTZ`. */
function dayOf(part: unknown): string | undefined {
  if (!isRecord(part)) return undefined;
  if (part["class"] === "CAST") return dayOf(part["child"]);
  const constant = part["class"] === "CONSTANT" ? part["value"] : undefined;
  const value = isRecord(constant) ? constant["value"] : undefined;
  return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined;
}
