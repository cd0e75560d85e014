import { getMember, isRecord } from "../../utils/own.ts";
import { follow, getEntries, getText, type Node, type Reader, Unusable, unlessUnusable } from "./document.ts";
import { resolveSchema } from "./schema.ts";

/** Names under which APIs usually wrap a list of rows. */
const WRAPPERS = new Set("data items results records rows entries list values elements content".split(" "));

/**
 * Whether an operation answers a list of rows: undefined where the document does not say what it answers. Throws
 * `Unusable` where it answers something other than JSON. The answer itself is not modelled: it passes through.
 */
export function answersList(reader: Reader, operation: Node, path: string): boolean | undefined {
  const schemas = getEntries(operation, "responses", 50).filter(([status]) =>
    /^(?:2\d\d|2XX|3\d\d|default)$/i.test(status),
  );
  const good = schemas.filter(([status]) => status.startsWith("2"));
  const [chosen] = good.length > 0 ? good : schemas;
  if (chosen === undefined) return undefined;
  if (chosen[0].startsWith("3"))
    throw new Unusable("answers with the address of another place, and no redirect is followed");
  const contents = good.flatMap(([, response]) => getEntries(follow(reader, response), "content", 20));
  if (good.length > 0 && good.every(([status]) => status === "204" || status === "205")) {
    throw new Unusable("answers nothing but whether something is so");
  }
  const json = contents.find(([type]) => isJson(type));
  if (json !== undefined) return isList(reader, getMember(json[1], "schema"), path);
  if (contents.length === 0) return undefined;
  const types = contents.slice(0, 2).map(([type]) => mediaType(type));
  throw new Unusable(`answers ${types.join(" or ")}, not JSON`);
}

/** `application/vnd.github+json; charset=utf-8` and the like. Some documents say no more than "anything". */
function isJson(type: string): boolean {
  return /^(?:[\w.+-]+\/(?:[\w.+-]+\+)?json|application\/\*|\*\/\*)\s*(?:;|$)/i.test(type.trim());
}

function mediaType(type: string): string {
  return type.slice(0, 60).replace(/[^\w/.+*-]/g, "");
}

/** A shallow look. What it cannot tell, the tool's name does. */
function isList(reader: Reader, value: unknown, path: string): boolean | undefined {
  if (!isRecord(value)) return undefined;
  return unlessUnusable(
    () => {
      const schema = resolveSchema(reader, value);
      if (isArray(schema)) return true;
      const properties = getEntries(schema, "properties", 60);
      const arrays = properties.filter(([, each]) => isArray(resolveSchema(reader, each)));
      if (arrays.some(([name]) => WRAPPERS.has(name) || path.endsWith(`/${name}`))) return true;
      // One thing often has lists of its own, an order its lines; a list has little beside its rows.
      return arrays.length === 1 && properties.length <= 3 && !path.endsWith("}") ? true : undefined;
    },
    () => undefined,
  );
}

function isArray(schema: Node): boolean {
  const type = getMember(schema, "type");
  return getText(schema, "type") === "array" || (Array.isArray(type) && type.includes("array"));
}
