import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  HUGEINT,
  LIST,
  STRUCT,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from "@duckdb/node-api";
import { isExactNumber, stringifyExactly } from "../../../answers/exact-json.ts";
import { isArray, isObject, type Json } from "../../../answers/json.ts";
import { getOwn, setOwn } from "../../../utils/own.ts";
import type { ColumnNote } from "../../protocol.ts";
import { uniqueColumnNames } from "./names.ts";
import { scaled } from "./numbers.ts";
import type { Shape } from "./shape.ts";
import { daysOf, microsOf } from "./text-forms.ts";

/** Digits that a DECIMAL or HUGEINT holds whatever they are, and those of a BIGINT. */
const MOST_DIGITS = 38;
const BIGINT_DIGITS = 18;
/** A number of so few digits can be handed over as a double, which is so close to it that the engine makes the same number of it. */
const DOUBLE_DIGITS = 15;

/** A column's type, what is to be said of it, and how a document's value becomes one of the column. */
export interface ColumnType {
  readonly type: DuckDBType;
  /** The type in which values are handed over. The engine makes the column's of it, in less time than this program would. */
  readonly given: DuckDBType;
  readonly notes: readonly ColumnNote[];
  /** Notes of the fields inside, by the dotted path that follows the column's name. */
  readonly inside: readonly { readonly path: string; readonly notes: readonly ColumnNote[] }[];
  /** Makes a value of the type `given`. `value` is none that the shape has not seen. */
  readonly convert: (value: Json) => DuckDBValue;
}

/** Whether the values are lists of objects, which become a table of their own. */
export function isTable(shape: Shape): boolean {
  const { items } = shape;
  if (items?.fields === undefined || kinds(shape).length > 1 || shape.unfit) return false;
  return kinds(items).length === 1 && !items.unfit;
}

/** Finds the type that holds every value that was seen; text where no other does. Undefined: nothing is left to be a column. */
export function columnType(shape: Shape): ColumnType | undefined {
  const seen = kinds(shape);
  if (shape.unfit) return asText("shape");
  if (seen.length > 1) return asText("types");
  if (shape.booleans) return plain(BOOLEAN, (value) => (typeof value === "boolean" ? value : null));
  if (shape.numbers !== undefined) return numberType(shape.numbers);
  if (shape.texts !== undefined) return textType(shape.texts);
  if (shape.items !== undefined) return listType(shape.items);
  if (shape.fields !== undefined) return structType(shape.fields);
  // Texts may come on a later page, and need no other column.
  return plain(VARCHAR, textOf);
}

function kinds({ booleans, numbers, texts, fields, items }: Shape): unknown[] {
  return [booleans || undefined, numbers, texts, fields, items].filter((kind) => kind !== undefined);
}

function plain(type: DuckDBType, convert: ColumnType["convert"], given = type): ColumnType {
  return { type, given, notes: [], inside: [], convert };
}

function asText(because: "types" | "digits" | "shape"): ColumnType {
  return { ...plain(VARCHAR, textOf), notes: [{ kind: "as-text", because }] };
}

function textOf(value: Json): DuckDBValue {
  if (value === null) return null;
  return typeof value === "string" ? value : stringifyExactly(value);
}

function numberType({ whole, scale, doubles }: NonNullable<Shape["numbers"]>): ColumnType {
  if (whole + scale > MOST_DIGITS) return doubles ? plain(DOUBLE, doubleOf) : asText("digits");
  if (scale > 0) return decimalType(whole, scale);
  if (whole <= DOUBLE_DIGITS) return plain(BIGINT, doubleOf, DOUBLE);
  const type = whole <= BIGINT_DIGITS ? BIGINT : HUGEINT;
  return plain(type, (value) => (value === null ? null : scaled(sourceOf(value), 0)));
}

function decimalType(whole: number, scale: number): ColumnType {
  const type = DECIMAL(MOST_DIGITS, scale);
  if (whole + scale <= DOUBLE_DIGITS) return plain(type, doubleOf, DOUBLE);
  return plain(type, (value) =>
    value === null ? null : new DuckDBDecimalValue(scaled(sourceOf(value), scale), MOST_DIGITS, scale),
  );
}

function doubleOf(value: Json): DuckDBValue {
  return value === null || typeof value === "number" ? value : Number(sourceOf(value));
}

function sourceOf(value: Json): string {
  return isExactNumber(value) ? value.value : String(value);
}

function textType({ forms, whole, scale }: NonNullable<Shape["texts"]>): ColumnType {
  if (forms.has("decimal") && whole + scale <= MOST_DIGITS) return decimalType(whole, scale);
  if (forms.has("date")) return plain(DATE, (value) => fromText(value, daysOf, (days) => new DuckDBDateValue(days)));
  if (forms.has("instant")) {
    return plain(TIMESTAMPTZ, (value) => fromText(value, microsOf, (micros) => new DuckDBTimestampTZValue(micros)));
  }
  if (forms.has("moment")) {
    return plain(TIMESTAMP, (value) => fromText(value, microsOf, (micros) => new DuckDBTimestampValue(micros)));
  }
  return plain(VARCHAR, textOf);
}

function fromText<T>(value: Json, read: (text: string) => T | undefined, make: (read: T) => DuckDBValue): DuckDBValue {
  const found = typeof value === "string" ? read(value) : undefined;
  return found === undefined ? null : make(found);
}

function listType(items: Shape): ColumnType {
  const item = columnType(items);
  if (item === undefined) return asText("shape");
  return {
    type: LIST(item.type),
    given: LIST(item.given),
    notes: item.notes,
    inside: [],
    convert: (value) => (value !== null && isArray(value) ? new DuckDBListValue(value.map(item.convert)) : null),
  };
}

function structType(shapes: ReadonlyMap<string, Shape>): ColumnType | undefined {
  const columns = [...shapes].filter(([, shape]) => !isTable(shape));
  // An object that is always empty says something by being there; one of lists only is found in their tables.
  if (columns.length === 0) return shapes.size === 0 ? asText("shape") : undefined;
  const names = uniqueColumnNames(columns.map(([name]) => name));
  const fields = columns.flatMap(([from, shape], index) => {
    const field = columnType(shape);
    const name = names[index] ?? from;
    return field === undefined ? [] : [{ from, name, field, notes: [...field.notes, ...renamed(from, name)] }];
  });
  if (fields.length === 0) return undefined;
  const structOf = (typeOf: (field: ColumnType) => DuckDBType) =>
    STRUCT(Object.fromEntries(fields.map(({ name, field }) => [name, typeOf(field)])));
  return {
    type: structOf(({ type }) => type),
    given: structOf(({ given }) => given),
    notes: [],
    inside: fields.flatMap(({ name, field, notes }) => [
      { path: name, notes },
      ...field.inside.map((inner) => ({ path: `${name}.${inner.path}`, notes: inner.notes })),
    ]),
    convert: (value) => {
      if (!isObject(value)) return null;
      const entries: Record<string, DuckDBValue> = {};
      for (const { from, name, field } of fields) setOwn(entries, name, field.convert(getOwn(value, from) ?? null));
      return new DuckDBStructValue(entries);
    },
  };
}

/** The note that a column's name is not the API's. */
export function renamed(from: string, name: string): ColumnNote[] {
  return from === name ? [] : [{ kind: "renamed", from }];
}
