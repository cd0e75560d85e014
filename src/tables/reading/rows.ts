import { createHash } from "node:crypto";
import { stringifyExactly } from "../../answers/exact-json.ts";
import { isScalar } from "../../answers/json.ts";
import { findIdField } from "../../answers/list.ts";
import type { Row } from "./row.ts";

/** How rows are told apart: by a field, which is found by its name where none is named, or by their whole content. */
export type Identity = { readonly by: "field"; readonly name: string | undefined } | { readonly by: "content" };

/** What a page of rows brought. */
export interface Added {
  /** Rows that were not there before. */
  readonly fresh: number;
  /** Rows that were there with other values. */
  readonly changed: number;
  /** Two rows of the page have one id, so that it does not tell rows apart. */
  readonly isAmbiguous: boolean;
}

/**
 * The rows of a table as far as they are known, as JSON texts. Rows are told apart by their id; where they have none, by
 * their whole content and by how often it came in one way through the pages.
 */
export interface Rows {
  readonly identity: Identity;
  readonly size: number;
  /** Length of all texts. */
  readonly characters: number;
  /** How often a row was added or got other values. */
  readonly changes: number;
  /** They have an id, each of them. */
  readonly haveIds: boolean;
  texts(): IterableIterator<string>;
  /** Begins another way through the pages, on which rows of the same content are counted anew. */
  newPass(): Pass;
}

export interface Pass {
  /** Adds the rows of a page, or puts them in the place of those with their ids. */
  add(page: Iterable<Row>): Added;
}

export function createRows(identity: Identity): Rows {
  const byKey = new Map<Key, string>();
  let characters = 0;
  let changes = 0;
  let haveIds = true;

  function put(key: Key, text: string): "new" | "changed" | "known" {
    const before = byKey.get(key);
    if (before === text) return "known";
    byKey.set(key, text);
    changes += 1;
    characters += text.length - (before?.length ?? 0);
    return before === undefined ? "new" : "changed";
  }

  function newPass(): Pass {
    const counts = new Map<string, number>();
    return {
      add(page) {
        const ids = new Set<Key>();
        let [rows, fresh, changed] = [0, 0, 0];
        for (const row of page) {
          const id = findId(row, identity);
          haveIds &&= id !== undefined;
          ids.add(id ?? String(rows));
          rows += 1;
          const added = put(id ?? numbered(row.text, counts), row.text);
          if (added === "new") fresh += 1;
          if (added === "changed") changed += 1;
        }
        return { fresh, changed, isAmbiguous: ids.size < rows };
      },
    };
  }

  return {
    identity,
    get size() {
      return byKey.size;
    },
    get characters() {
      return characters;
    },
    get changes() {
      return changes;
    },
    get haveIds() {
      return haveIds;
    },
    texts: () => byKey.values(),
    newPass,
  };
}

/** A number that is an id, or a text that says of which kind it is: a number and a text that look the same are two ids. */
type Key = number | string;

function findId(row: Row, identity: Identity): Key | undefined {
  if (identity.by === "content") return undefined;
  const name = findIdField(identity.name, (field) => row.has(field));
  const id = name === undefined ? undefined : row.get(name);
  if (typeof id === "number") return id;
  return id === undefined || id === null || !isScalar(id) ? undefined : `id ${stringifyExactly(id)}`;
}

/** Of the content only a digest is kept: the text is there once already. */
function numbered(text: string, counts: Map<string, number>): string {
  const digest = createHash("sha256").update(text).digest("base64");
  const count = (counts.get(digest) ?? 0) + 1;
  counts.set(digest, count);
  return `${count} ${digest}`;
}
