import { stringifyExactly } from "../answers/exact-json.ts";
import { isScalar, type JsonObject } from "../answers/json.ts";
import { getOwn } from "../utils/own.ts";

/** Fields that tell rows apart by their name, where the connector names none. */
const ID_FIELDS = ["id", "_id", "uuid", "guid"];

/** What adding a row showed about it. */
export type Added = "new" | "changed" | "known";

/**
 * The rows of a table as far as they are known, as JSON texts with exact numbers. Rows are told apart by their id; where
 * they have none, by their whole content and by how often it came in one way through the pages.
 */
export interface Rows {
  readonly size: number;
  readonly texts: () => IterableIterator<string>;
  /** Begins another way through the pages, on which rows of the same content are counted anew. */
  newPass(): Pass;
}

export interface Pass {
  /** Adds a row, or puts it in the place of the one with its id. */
  add(row: JsonObject): Added;
}

/** @param idField where the connector names it; otherwise found by the row's own fields */
export function createRows(idField: string | undefined): Rows {
  const byKey = new Map<string, string>();
  return {
    get size() {
      return byKey.size;
    },
    texts: () => byKey.values(),
    newPass() {
      const counts = new Map<string, number>();
      return {
        add(row) {
          const text = stringifyExactly(row);
          const key = idOf(row, idField) ?? numbered(text, counts);
          const before = byKey.get(key);
          if (before === text) return "known";
          byKey.set(key, text);
          return before === undefined ? "new" : "changed";
        },
      };
    },
  };
}

function idOf(row: JsonObject, idField: string | undefined): string | undefined {
  const name = idField ?? ID_FIELDS.find((field) => Object.hasOwn(row, field));
  const id = name === undefined ? undefined : getOwn(row, name);
  // A number and a text that look the same are two ids.
  return id === undefined || id === null || !isScalar(id) ? undefined : `id ${stringifyExactly(id)}`;
}

function numbered(text: string, counts: Map<string, number>): string {
  const count = (counts.get(text) ?? 0) + 1;
  counts.set(text, count);
  return `${count} ${text}`;
}
