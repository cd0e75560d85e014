import { MOST_PROPERTIES, plainSchema } from "./plain-schema.ts";
import { type Reader, Unusable } from "./reference.ts";
import { bounds } from "./schema-range.ts";
import { entriesOf, itemsOf, member, type Node, textOf } from "./tree.ts";

/** What a value may be, as far as an argument can say it. */
export type Scalar =
  | { readonly kind: "integer" | "number"; readonly minimum: number | undefined; readonly maximum: number | undefined }
  | { readonly kind: "string"; readonly maxLength: number | undefined; readonly isTime: boolean }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "date" | "boolean" };

export type Value =
  | Scalar
  | { readonly kind: "list"; readonly values: readonly string[] | undefined; readonly maxItems: number | undefined };

export interface Property {
  readonly name: string;
  readonly schema: Node;
  readonly required: boolean;
}

export type Shape =
  | Value
  /** `instead`: a plain value is taken as well. */
  | { readonly kind: "object"; readonly properties: readonly Property[]; readonly instead: Value | undefined };

const DEEPEST = 4;
const MOST_VARIANTS = 20;

/** What a value that fits the schema is. Throws `Unusable` for what no argument can say. */
export function shapeOf(reader: Reader, value: unknown, depth = 0): Shape {
  if (depth > DEEPEST) throw new Unusable("is nested too deeply");
  const schema = plainSchema(reader, value);
  const choice = choiceOf(schema);
  if (choice !== undefined) return choice;
  const variants = ["anyOf", "oneOf"].flatMap((name) => itemsOf(schema, name, MOST_VARIANTS));
  if (variants.length > 0 && !Object.hasOwn(schema, "properties")) return shapeOfAny(reader, schema, variants, depth);
  const types = typesOf(schema);
  const [type = impliedType(schema)] = types;
  return types.length > 1
    ? anyShape(types.map((each) => shapeOfType(reader, schema, each, depth)))
    : shapeOfType(reader, schema, type, depth);
}

/** OpenAPI 3.1 has lists of types, where "null" only says that the value may be missing. */
function typesOf(schema: Node): readonly string[] {
  const type = member(schema, "type");
  const types: readonly unknown[] = Array.isArray(type) ? type.slice(0, 7) : [type];
  return types.filter((each) => typeof each === "string").filter((each) => each !== "null");
}

function impliedType(schema: Node): string {
  if (Object.hasOwn(schema, "properties") || Object.hasOwn(schema, "additionalProperties")) return "object";
  return Object.hasOwn(schema, "items") ? "array" : "string";
}

function shapeOfType(reader: Reader, schema: Node, type: string, depth: number): Shape {
  switch (type) {
    case "integer":
      return { kind: "integer", ...bounds(schema, true) };
    case "number":
      return { kind: "number", ...bounds(schema, false) };
    case "boolean":
      return { kind: "boolean" };
    case "string":
      return stringShape(schema);
    case "array":
      return listShape(reader, schema, depth);
    case "object":
      return objectShape(schema);
    default:
      throw new Unusable("has a type that OpenAPI does not have");
  }
}

function stringShape(schema: Node): Scalar {
  const format = textOf(schema, "format");
  if (format === "binary") throw new Unusable("is a file");
  if (format === "date") return { kind: "date" };
  const maxLength = member(schema, "maxLength");
  return {
    kind: "string",
    maxLength: typeof maxLength === "number" ? maxLength : undefined,
    isTime: format === "date-time",
  };
}

function choiceOf(schema: Node): Shape | undefined {
  const values: readonly unknown[] = Object.hasOwn(schema, "const")
    ? [member(schema, "const")]
    : itemsOf(schema, "enum", 1_000);
  if (values.length > 0 && values.every((value) => typeof value === "boolean")) return { kind: "boolean" };
  const words = values.flatMap((value) =>
    typeof value === "string" || typeof value === "number" ? [String(value)] : [],
  );
  return words.length === 0 || typesOf(schema)[0] === "array"
    ? undefined
    : { kind: "choice", values: [...new Set(words)] };
}

function listShape(reader: Reader, schema: Node, depth: number): Value {
  const item = shapeOf(reader, member(schema, "items") ?? {}, depth + 1);
  if (item.kind === "list" || item.kind === "object") throw new Unusable("is a list of objects or lists");
  const maxItems = member(schema, "maxItems");
  return {
    kind: "list",
    values: item.kind === "choice" ? item.values : undefined,
    maxItems: typeof maxItems === "number" ? maxItems : undefined,
  };
}

function objectShape(schema: Node): Shape {
  const required = new Set(itemsOf(schema, "required", MOST_PROPERTIES));
  const properties = entriesOf(schema, "properties", MOST_PROPERTIES).map(([name, value]) => ({
    name,
    schema: typeof value === "object" && value !== null ? { ...value } : {},
    required: required.has(name),
  }));
  if (properties.length === 0) throw new Unusable("may hold anything");
  return { kind: "object", properties, instead: undefined };
}

function shapeOfAny(reader: Reader, schema: Node, variants: readonly unknown[], depth: number): Shape {
  const { anyOf: _, oneOf: __, ...common } = schema;
  const shapes = variants.flatMap((variant) => {
    const one = plainSchema(reader, variant);
    if (textOf(one, "type") === "null") return [];
    // Stripe's "or an empty text", which unsets a value: nothing that a GET needs.
    if (itemsOf(one, "enum", 2).length === 1 && itemsOf(one, "enum", 1)[0] === "") return [];
    return [shapeOf(reader, { ...common, ...one }, depth + 1)];
  });
  return anyShape(shapes);
}

/** One shape in place of several: the one that says most of what is possible. */
function anyShape(shapes: readonly Shape[]): Shape {
  const [first] = shapes;
  if (first === undefined) throw new Unusable("has no type");
  if (shapes.length === 1) return first;
  const values = shapes.filter((shape) => shape.kind !== "object");
  const object = shapes.find((shape) => shape.kind === "object");
  const instead = values.length === 0 ? undefined : anyValue(values);
  if (object !== undefined) return { ...object, instead };
  return instead ?? first;
}

function anyValue(values: readonly Value[]): Value {
  const list = values.find((value) => value.kind === "list");
  if (list !== undefined) return { ...list, values: values.length > 1 ? undefined : list.values };
  const choices = values.filter((value) => value.kind === "choice");
  if (choices.length === values.length)
    return { kind: "choice", values: [...new Set(choices.flatMap((each) => each.values))] };
  const [first, ...others] = values;
  if (first !== undefined && others.length === 0) return first;
  return { kind: "string", maxLength: undefined, isTime: false };
}
