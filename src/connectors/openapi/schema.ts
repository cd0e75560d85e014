import { getMember } from "../../utils/own.ts";
import { follow, getEntries, getItems, getText, type Node, type Reader, Unusable } from "./document.ts";

export interface Bounds {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
}

/** What a value may be, as far as an argument can say it. */
export type Value =
  | ({ readonly kind: "integer" | "number" } & Bounds)
  | { readonly kind: "string"; readonly maxLength: number | undefined; readonly isTime: boolean }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "date" | "boolean" }
  | { readonly kind: "list"; readonly values: readonly string[] | undefined; readonly maxItems: number | undefined };

interface Property {
  readonly name: string;
  readonly schema: Node;
  readonly required: boolean;
}

type Shape =
  | Value
  /** `instead`: a plain value is taken as well. */
  | { readonly kind: "object"; readonly properties: readonly Property[]; readonly instead: Value | undefined };

const DEEPEST = 4;
/** As many schemas of an `allOf`, `anyOf` or `oneOf` are looked at. */
const MOST_PARTS = 20;
/** As many members of an object are looked at. */
const MOST_PROPERTIES = 60;

/** Resolves `$ref` and `allOf`, so that all that the schema says stands in one object. */
export function resolveSchema(reader: Reader, value: unknown, depth = 0): Node {
  const { allOf, ...rest } = follow(reader, value);
  if (!Array.isArray(allOf) || depth > DEEPEST) return rest;
  const parts = allOf.slice(0, MOST_PARTS).map((each: unknown) => resolveSchema(reader, each, depth + 1));
  const all = [...parts, rest];
  const properties = Object.fromEntries(all.flatMap((each) => getEntries(each, "properties", MOST_PROPERTIES)));
  const required = all.flatMap((each) => getItems(each, "required", MOST_PROPERTIES));
  const merged = Object.fromEntries(all.flatMap((part) => Object.entries(part)));
  return Object.keys(properties).length === 0 ? merged : { ...merged, properties, required };
}

/** Reads what a value that fits the schema is. Throws `Unusable` for what no argument can say. */
export function readShape(reader: Reader, value: unknown, depth = 0): Shape {
  if (depth > DEEPEST) throw new Unusable("is nested too deeply");
  const schema = resolveSchema(reader, value);
  const choice = readChoice(schema);
  if (choice !== undefined) return choice;
  const variants = ["anyOf", "oneOf"].flatMap((name) => getItems(schema, name, MOST_PARTS));
  if (variants.length > 0 && !Object.hasOwn(schema, "properties")) return readVariants(reader, schema, variants, depth);
  const types = getTypes(schema);
  const stated = types.length === 0 ? [impliedType(schema)] : types;
  return mergeShapes(stated.map((type) => readType(reader, schema, type, depth)));
}

/** OpenAPI 3.1 has lists of types, where "null" only says that the value may be missing. */
function getTypes(schema: Node): readonly string[] {
  const type = getMember(schema, "type");
  const types: readonly unknown[] = Array.isArray(type) ? type.slice(0, 7) : [type];
  return types.filter((each) => typeof each === "string").filter((each) => each !== "null");
}

function impliedType(schema: Node): string {
  if (Object.hasOwn(schema, "properties") || Object.hasOwn(schema, "additionalProperties")) return "object";
  return Object.hasOwn(schema, "items") ? "array" : "string";
}

function readType(reader: Reader, schema: Node, type: string, depth: number): Shape {
  switch (type) {
    case "integer":
    case "number":
      return { kind: type, ...readBounds(schema, type === "integer") };
    case "boolean":
      return { kind: "boolean" };
    case "string":
      return readString(schema);
    case "array":
      return readList(reader, schema, depth);
    case "object":
      return readObject(schema);
    default:
      throw new Unusable("has a type that OpenAPI does not have");
  }
}

function readString(schema: Node): Value {
  const format = getText(schema, "format");
  if (format === "binary") throw new Unusable("is a file");
  if (format === "date") return { kind: "date" };
  return { kind: "string", maxLength: getNumber(schema, "maxLength"), isTime: format === "date-time" };
}

function readChoice(schema: Node): Value | undefined {
  const values: readonly unknown[] = Object.hasOwn(schema, "const")
    ? [getMember(schema, "const")]
    : getItems(schema, "enum", 1_000);
  if (values.length > 0 && values.every((value) => typeof value === "boolean")) return { kind: "boolean" };
  const words = values.flatMap((value) =>
    typeof value === "string" || typeof value === "number" ? [String(value)] : [],
  );
  return words.length === 0 || getTypes(schema)[0] === "array"
    ? undefined
    : { kind: "choice", values: [...new Set(words)] };
}

function readList(reader: Reader, schema: Node, depth: number): Value {
  const item = readShape(reader, getMember(schema, "items") ?? {}, depth + 1);
  if (item.kind === "list" || item.kind === "object") throw new Unusable("is a list of objects or lists");
  const values = item.kind === "choice" ? item.values : undefined;
  return { kind: "list", values, maxItems: getNumber(schema, "maxItems") };
}

function readObject(schema: Node): Shape {
  const required = new Set(getItems(schema, "required", MOST_PROPERTIES));
  const properties = getEntries(schema, "properties", MOST_PROPERTIES).map(([name, value]) => ({
    name,
    schema: typeof value === "object" && value !== null ? { ...value } : {},
    required: required.has(name),
  }));
  if (properties.length === 0) throw new Unusable("may hold anything");
  return { kind: "object", properties, instead: undefined };
}

function readVariants(reader: Reader, schema: Node, variants: readonly unknown[], depth: number): Shape {
  const { anyOf: _, oneOf: __, ...common } = schema;
  const shapes = variants.flatMap((variant) => {
    const one = resolveSchema(reader, variant);
    if (getText(one, "type") === "null") return [];
    // Stripe's "or an empty text", which unsets a value: nothing that a GET needs.
    const words = getItems(one, "enum", 2);
    if (words.length === 1 && words[0] === "") return [];
    return [readShape(reader, { ...common, ...one }, depth + 1)];
  });
  return mergeShapes(shapes);
}

/** One shape in place of several: the one that says most of what is possible. */
function mergeShapes(shapes: readonly Shape[]): Shape {
  const [first] = shapes;
  if (first === undefined) throw new Unusable("has no type");
  if (shapes.length === 1) return first;
  const values = shapes.filter((shape) => shape.kind !== "object");
  const object = shapes.find((shape) => shape.kind === "object");
  const instead = values.length === 0 ? undefined : mergeValues(values);
  if (object !== undefined) return { ...object, instead };
  return instead ?? first;
}

function mergeValues(values: readonly Value[]): Value {
  const list = values.find((value) => value.kind === "list");
  if (list !== undefined) return { ...list, values: values.length > 1 ? undefined : list.values };
  const choices = values.filter((value) => value.kind === "choice");
  if (choices.length === values.length)
    return { kind: "choice", values: [...new Set(choices.flatMap((each) => each.values))] };
  const [first, ...others] = values;
  if (first !== undefined && others.length === 0) return first;
  return { kind: "string", maxLength: undefined, isTime: false };
}

/** Reads the least and the greatest value that a schema of a number allows; of a whole number also by its format. */
function readBounds(schema: Node, whole: boolean): Bounds {
  const minimum = readBound(schema, "minimum", "exclusiveMinimum", whole ? 1 : 0);
  const maximum = readBound(schema, "maximum", "exclusiveMaximum", whole ? -1 : 0);
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    return { minimum: undefined, maximum: undefined };
  const isInt32 = whole && getText(schema, "format") === "int32";
  return {
    minimum: minimum ?? (isInt32 ? -(2 ** 31) : undefined),
    maximum: maximum ?? (isInt32 ? 2 ** 31 - 1 : undefined),
  };
}

/**
 * OpenAPI 3.0 has `exclusiveMinimum: true` beside `minimum`; 3.1 has it as the number itself. `step` leads from a bound to
 * the next whole number that is allowed; with 0 the bound itself is let through, and the API says the rest.
 */
function readBound(schema: Node, name: string, exclusiveName: string, step: 1 | 0 | -1): number | undefined {
  const exclusive = getNumber(schema, exclusiveName);
  const isNumber = exclusive !== undefined && Number.isFinite(exclusive);
  const bound = isNumber ? exclusive : getNumber(schema, name);
  if (bound === undefined || !Number.isFinite(bound)) return undefined;
  const isExclusive = isNumber || getMember(schema, exclusiveName) === true;
  const nearest = isExclusive && Number.isInteger(bound) ? bound + step : bound;
  if (step === 0) return nearest;
  const whole = step === 1 ? Math.ceil(nearest) : Math.floor(nearest);
  return Math.min(Math.max(whole, -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}

function getNumber(schema: Node, name: string): number | undefined {
  const value = getMember(schema, name);
  return typeof value === "number" ? value : undefined;
}
