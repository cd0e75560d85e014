import { isArray, isObject, type Json, type JsonObject, own, setOwn } from "../answers/json.ts";

/** Rows with the columns that were asked for. */
interface Chosen {
  readonly rows: readonly Json[];
  /** Names that no row has. When that is all of them, the rows stay whole. */
  readonly unknown: readonly string[];
}

/**
 * Keeps only some fields of each row, in the order asked for. A name that is a key counts as that key; otherwise a
 * dotted path leads into objects ("customer.name") and through lists ("lines.sku": one list of all lines' skus). A
 * field that one row lacks is left out of that row. Rows that are no objects stay as they are.
 */
export function chooseFields(rows: readonly Json[], fields: readonly string[]): Chosen {
  const names = [...new Set(fields)];
  const known = names.filter((name) =>
    rows.some((row) => isObject(row) && valueAt(row, name, undefined) !== undefined),
  );
  const unknown = names.filter((name) => !known.includes(name));
  if (known.length === 0) return { rows, unknown };
  return { rows: rows.map((row) => (isObject(row) ? picked(row, known) : row)), unknown };
}

function picked(row: JsonObject, names: readonly string[]): JsonObject {
  const columns: Record<string, Json> = {};
  for (const name of names) {
    const value = valueAt(row, name, []);
    if (value !== undefined) setOwn(columns, name, value);
  }
  return columns;
}

/**
 * The value that a name or path leads to.
 * @param ofEmptyList what a path through an empty list leads to: [] in a row, undefined when asked whether it exists
 */
function valueAt(node: Json, path: string, ofEmptyList: readonly Json[] | undefined): Json | undefined {
  if (isArray(node)) {
    if (node.length === 0) return ofEmptyList;
    const values = node.map((item) => valueAt(item, path, ofEmptyList)).filter((value) => value !== undefined);
    return values.length > 0 ? values : undefined;
  }
  if (!isObject(node)) return undefined;
  const value = own(node, path);
  return value !== undefined ? value : valueBehindDot(node, path, ofEmptyList);
}

/** Every dot may be the end of a key, because keys may hold dots themselves. */
function valueBehindDot(node: JsonObject, path: string, ofEmptyList: readonly Json[] | undefined): Json | undefined {
  for (let dot = path.indexOf("."); dot !== -1; dot = path.indexOf(".", dot + 1)) {
    const child = own(node, path.slice(0, dot));
    const value = child === undefined ? undefined : valueAt(child, path.slice(dot + 1), ofEmptyList);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Rows that are looked at for the names of fields. */
const SAMPLE = 50;

/** Names that can be asked for: keys of the rows, and one level inside them. */
export function fieldNames(rows: readonly Json[]): readonly string[] {
  const names = new Set<string>();
  for (const row of rows.slice(0, SAMPLE)) {
    if (!isObject(row)) continue;
    for (const [key, value] of Object.entries(row)) {
      names.add(key);
      for (const inner of innerNames(value)) names.add(`${key}.${inner}`);
    }
  }
  return [...names];
}

function innerNames(value: Json): readonly string[] {
  const object = isArray(value) ? value.find(isObject) : value;
  return isObject(object) ? Object.keys(object) : [];
}
