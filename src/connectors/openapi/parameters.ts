import { getMember } from "../../utils/own.ts";
import { type Authentication, type ListStyle, readPlaceholders } from "../schema/connector.ts";
import { follow, getItems, getText, type Node, type Reader, Unusable, unlessUnusable } from "./document.ts";
import { type FixedHeader, type FixedHeaders, isNoParameter, readFixedHeader } from "./headers.ts";
import { readShape, resolveSchema, type Value } from "./schema.ts";

/** One value that a call may send, before it is an argument with a name for the assistant (arguments.ts). */
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

/** An optional parameter that cannot be sent: its name and why, as a clause. */
export interface Dropped {
  readonly name: string;
  readonly why: string;
}

/** What a call of an operation sends: what an assistant fills in, and what is always the same. */
interface Parameters {
  readonly sent: readonly Sent[];
  readonly dropped: readonly Dropped[];
  readonly headers: readonly FixedHeader[];
}

const MOST_PARAMETERS = 200;

/**
 * Reads what a call of an operation may send. Throws `Unusable` where something must be sent that cannot be.
 * https://spec.openapis.org/oas/v3.1.1.html#parameter-object
 * @param sending how the key is sent: some documents name its header as a parameter too
 * @param given headers whose value a person wrote
 */
export function readParameters(
  reader: Reader,
  { item, node: operation, path }: { readonly item: Node; readonly node: Node; readonly path: string },
  sending: Authentication,
  given: FixedHeaders,
): Parameters {
  const all = new Map<string, Node>();
  for (const holder of [item, operation]) {
    for (const each of getItems(holder, "parameters", MOST_PARAMETERS)) {
      const node = follow(reader, each);
      all.set(`${getText(node, "in")} ${getText(node, "name")}`, node);
    }
  }
  const sent: Sent[] = [];
  const dropped: Dropped[] = [];
  const headers: FixedHeader[] = [];
  for (const node of all.values()) {
    if (isKeyOrNothing(reader, node, sending)) continue;
    const name = getText(node, "name");
    const drop = (why: string) => {
      if (isRequired(node)) throw new Unusable(`needs the parameter ${showName(name)}, which ${why}`);
      dropped.push({ name, why });
      return [];
    };
    if (getText(node, "in") === "header") {
      headers.push(...unlessUnusable(() => readFixedHeader(reader, node, given), drop));
    } else sent.push(...unlessUnusable(() => readParameter(reader, node, name), drop));
  }
  return { sent: [...fillPath(path, sent), ...sent.filter((each) => each.in !== "path")], dropped, headers };
}

function isKeyOrNothing(reader: Reader, node: Node, sending: Authentication): boolean {
  const name = getText(node, "name").toLowerCase();
  if (name === "") return true;
  const isKey = sending.kind === "header" && sending.name.toLowerCase() === name;
  return getText(node, "in") === "header" && (isKey || isNoParameter(reader, node));
}

function isRequired(node: Node): boolean {
  return getText(node, "in") === "path" || getMember(node, "required") === true;
}

/** Exactly the path parameters that the path has: documents forget some, and keep some that are gone. */
function fillPath(path: string, sent: readonly Sent[]): Sent[] {
  return readPlaceholders(path).map((parameter) => {
    const described = sent.find((each) => each.in === "path" && each.parameter === parameter);
    const value = { kind: "string", maxLength: undefined, isTime: false } as const;
    const text = { value, style: "repeat", description: "", default: undefined } as const;
    return described ?? { parameter, in: "path", required: true, ...text };
  });
}

/** The name without what does not show, short enough for a sentence. */
export function showName(name: string): string {
  return name.slice(0, 60).replace(/[^\p{L}\p{N}\p{P}\p{S}]/gu, "");
}

function readParameter(reader: Reader, node: Node, name: string): readonly Sent[] {
  const place = getText(node, "in");
  if (place === "cookie") throw new Unusable("is a cookie");
  if (place !== "query" && place !== "path") throw new Unusable("is in a place that OpenAPI does not have");
  if (Object.hasOwn(node, "content")) throw new Unusable("is a document of its own");
  const style = getText(node, "style") || (place === "path" ? "simple" : "form");
  if (place === "path" && style !== "simple") throw new Unusable("is written into the path in an unusual way");
  const schema = resolveSchema(reader, getMember(node, "schema"));
  const explode = getMember(node, "explode");
  return expand(reader, schema, name, {
    in: place,
    required: isRequired(node),
    description: describe(node, schema),
    default: getMember(schema, "default"),
    style,
    explode: typeof explode === "boolean" ? explode : style === "form",
    depth: 0,
  });
}

/** What a parameter says beside its name and its schema. `style`, `explode`: OpenAPI's words for how it is written. */
interface Writing extends Pick<Sent, "in" | "required" | "description" | "default"> {
  readonly style: string;
  readonly explode: boolean;
  /** How many objects it stands in. */
  readonly depth: number;
}

/** A value as it is; an object as one value for each of its members. */
function expand(reader: Reader, schema: Node, name: string, writing: Writing): readonly Sent[] {
  const { style, explode, depth } = writing;
  const shape = readShape(reader, schema);
  if (shape.kind !== "object") return [send(name, shape, writing)];
  if (writing.in === "path") throw new Unusable("is an object in the path");
  const isDeep = style === "deepObject";
  if (!isDeep && !(style === "form" && explode && depth === 0)) throw new Unusable("is an object");
  const members = shape.properties.flatMap((property) => {
    try {
      if (depth > 1) throw new Unusable("is nested too deeply");
      const inner = resolveSchema(reader, property.schema);
      return expand(reader, inner, isDeep ? `${name}[${property.name}]` : property.name, {
        ...writing,
        required: writing.required && property.required && shape.instead === undefined,
        description: describe(inner, {}) || writing.description,
        default: getMember(inner, "default"),
        depth: depth + 1,
      });
    } catch (error) {
      if (!(error instanceof Unusable) || (writing.required && property.required)) throw error;
      return [];
    }
  });
  const whole = shape.instead === undefined ? [] : [send(name, shape.instead, { ...writing, required: false })];
  if (members.length + whole.length === 0) throw new Unusable("may hold anything");
  return [...whole, ...members];
}

/** Names that end in `[]` say by themselves how several values are written. */
function send(name: string, value: Value, { style, explode, depth: _, ...rest }: Writing): Sent {
  if (rest.in === "path" && value.kind === "list") throw new Unusable("is a list in the path");
  if (!name.endsWith("[]")) return { ...rest, parameter: name, value, style: listStyle(style, explode) };
  const list: Value =
    value.kind === "list"
      ? value
      : { kind: "list", values: value.kind === "choice" ? value.values : undefined, maxItems: undefined };
  return { ...rest, parameter: name.slice(0, -2), value: list, style: "brackets" };
}

function listStyle(style: string, explode: boolean): ListStyle {
  if (style === "deepObject") return "brackets";
  if (explode) return "repeat";
  if (style === "spaceDelimited") return "space";
  return style === "pipeDelimited" ? "pipe" : "comma";
}

function describe(node: Node, schema: Node): string {
  return getText(node, "description") || getText(schema, "description") || getText(schema, "title");
}
