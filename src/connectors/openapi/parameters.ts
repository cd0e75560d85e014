import type { ListStyle } from "../schema/connector.ts";
import { plainSchema } from "./plain-schema.ts";
import { follow, type Reader, Unusable } from "./reference.ts";
import { shapeOf, type Value } from "./schema-shape.ts";
import { itemsOf, member, type Node, textOf } from "./tree.ts";

/** One value that a call may send, before it has a name for the assistant. */
export interface Sent {
  /** The API's own name, such as `created[gte]`. */
  readonly parameter: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly value: Value;
  readonly style: ListStyle;
  readonly description: string;
  /** Whatever the document says the API takes when nothing is given. */
  readonly default: unknown;
}

export interface Parameters {
  readonly sent: readonly Sent[];
  /** Optional parameters that cannot be sent: their name and why, as a clause. */
  readonly dropped: readonly { readonly name: string; readonly why: string }[];
}

const MOST_PARAMETERS = 200;
/** OpenAPI ignores header parameters of these names. */
const NOT_PARAMETERS = new Set(["accept", "content-type", "authorization"]);

/**
 * What a call of an operation may send. Throws `Unusable` where something must be sent that cannot be.
 * https://spec.openapis.org/oas/v3.1.1.html#parameter-object
 * @param keyHeader the header that carries the key, in small letters: some documents name it as a parameter too
 */
export function parametersOf(reader: Reader, item: Node, operation: Node, keyHeader: string | undefined): Parameters {
  const all = new Map<string, Node>();
  for (const holder of [item, operation]) {
    for (const each of itemsOf(holder, "parameters", MOST_PARAMETERS)) {
      const node = follow(reader, each);
      all.set(`${textOf(node, "in")} ${textOf(node, "name")}`, node);
    }
  }
  const sent: Sent[] = [];
  const dropped: { name: string; why: string }[] = [];
  for (const node of all.values()) {
    if (isKeyOrNothing(node, keyHeader)) continue;
    const name = textOf(node, "name");
    try {
      sent.push(...sentBy(reader, node));
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      if (isRequired(node)) throw new Unusable(`needs the parameter ${shown(name)}, which ${error.message}`);
      dropped.push({ name, why: error.message });
    }
  }
  return { sent, dropped };
}

function isKeyOrNothing(node: Node, keyHeader: string | undefined): boolean {
  const name = textOf(node, "name").toLowerCase();
  if (name === "") return true;
  return textOf(node, "in") === "header" && (NOT_PARAMETERS.has(name) || name === keyHeader);
}

function isRequired(node: Node): boolean {
  return textOf(node, "in") === "path" || member(node, "required") === true;
}

/** The name without what does not show, short enough for a sentence. */
export function shown(name: string): string {
  return name.slice(0, 60).replace(/[^\p{L}\p{N}\p{P}\p{S}]/gu, "");
}

function sentBy(reader: Reader, node: Node): readonly Sent[] {
  const place = textOf(node, "in");
  if (place === "header") throw new Unusable("is a header");
  if (place === "cookie") throw new Unusable("is a cookie");
  if (place !== "query" && place !== "path") throw new Unusable("is in a place that OpenAPI does not have");
  if (Object.hasOwn(node, "content")) throw new Unusable("is a document of its own");
  const style = textOf(node, "style") || (place === "path" ? "simple" : "form");
  if (place === "path" && style !== "simple") throw new Unusable("is written into the path in an unusual way");
  const schema = plainSchema(reader, member(node, "schema"));
  const base: Writing["base"] = {
    in: place,
    required: isRequired(node),
    description: describe(node, schema),
    default: member(schema, "default"),
  };
  const explode = member(node, "explode");
  return expand(reader, schema, textOf(node, "name"), {
    base,
    style,
    explode: typeof explode === "boolean" ? explode : style === "form",
    depth: 0,
  });
}

interface Writing {
  readonly base: Pick<Sent, "in" | "required" | "description" | "default">;
  readonly style: string;
  readonly explode: boolean;
  readonly depth: number;
}

/** A value as it is; an object as one value for each of its members. */
function expand(reader: Reader, schema: Node, name: string, writing: Writing): readonly Sent[] {
  const { base, style, explode, depth } = writing;
  const shape = shapeOf(reader, schema);
  if (shape.kind !== "object") return [sentAs(name, shape, writing)];
  if (base.in === "path") throw new Unusable("is an object in the path");
  const isDeep = style === "deepObject";
  if (!isDeep && !(style === "form" && explode && depth === 0)) throw new Unusable("is an object");
  const members = shape.properties.flatMap((property) => {
    try {
      if (depth > 1) throw new Unusable("is nested too deeply");
      const inner = plainSchema(reader, property.schema);
      const required = base.required && property.required && shape.instead === undefined;
      const description = describe(inner, {}) || base.description;
      return expand(reader, inner, isDeep ? `${name}[${property.name}]` : property.name, {
        base: { ...base, required, description, default: member(inner, "default") },
        style,
        explode,
        depth: depth + 1,
      });
    } catch (error) {
      if (!(error instanceof Unusable) || (base.required && property.required)) throw error;
      return [];
    }
  });
  const whole =
    shape.instead === undefined
      ? []
      : [sentAs(name, shape.instead, { ...writing, base: { ...base, required: false } })];
  if (members.length + whole.length === 0) throw new Unusable("may hold anything");
  return [...whole, ...members];
}

/** Names that end in `[]` say by themselves how several values are written. */
function sentAs(name: string, value: Value, { base, style, explode }: Writing): Sent {
  if (base.in === "path" && value.kind === "list") throw new Unusable("is a list in the path");
  if (!name.endsWith("[]")) return { ...base, parameter: name, value, style: listStyle(style, explode) };
  const list: Value =
    value.kind === "list"
      ? value
      : { kind: "list", values: value.kind === "choice" ? value.values : undefined, maxItems: undefined };
  return { ...base, parameter: name.slice(0, -2), value: list, style: "brackets" };
}

function listStyle(style: string, explode: boolean): ListStyle {
  if (style === "deepObject") return "brackets";
  if (explode) return "repeat";
  if (style === "spaceDelimited") return "space";
  return style === "pipeDelimited" ? "pipe" : "comma";
}

function describe(node: Node, schema: Node): string {
  return textOf(node, "description") || textOf(schema, "description") || textOf(schema, "title");
}
