import { setImmediate as nextTurn } from "node:timers/promises";
import { isExactNumber } from "../answers/exact-json.ts";
import { isArray, isObject } from "../answers/json.ts";
import { packPage, splitRows, unpackPage } from "../answers/packed-rows.ts";
import { parseRows } from "../answers/written-json.ts";
import { parsedRow, type Row } from "./reading/row.ts";
import { createRows, type Identity, type Rows } from "./reading/rows.ts";

/*
 * Many rows, packed and unpacked page by page. Turns are given between pages, so that other calls are answered meanwhile.
 */

/** A page takes a few milliseconds to pack or to unpack. */
const CHARACTERS_OF_A_PAGE = 250_000;

/** Packs the JSON texts of rows into pages. */
export async function packRows(texts: Iterable<string>): Promise<readonly Uint8Array[]> {
  const pages: Uint8Array[] = [];
  let page: string[] = [];
  let characters = 0;
  const flush = async () => {
    pages.push(packPage(page));
    page = [];
    characters = 0;
    await nextTurn();
  };
  for (const text of texts) {
    page.push(text);
    characters += text.length;
    if (characters > CHARACTERS_OF_A_PAGE) await flush();
  }
  if (page.length > 0) await flush();
  return pages;
}

/** Makes the rows of pages again, so that more can be added to them. */
export async function unpackRows(pages: readonly Uint8Array[], identity: Identity): Promise<Rows> {
  const rows = createRows(identity);
  const pass = rows.newPass();
  for (const page of pages) pass.add(await readRows(page));
  return rows;
}

/** The values of a column, each once, in the order of the rows. What is no text and no number is left out. */
export async function columnValues(
  pages: readonly Uint8Array[],
  column: string,
): Promise<readonly (string | number)[]> {
  const values = new Set<string | number>();
  for (const page of pages) {
    for (const row of await readRows(page)) {
      const value = row.get(column);
      if (isExactNumber(value)) values.add(value.value);
      else if (typeof value === "string" || typeof value === "number") values.add(value);
    }
  }
  return [...values];
}

async function readRows(page: Uint8Array): Promise<readonly Row[]> {
  await nextTurn();
  const json = unpackPage(page);
  const document = parseRows(json);
  const texts = splitRows(json);
  const rows = isArray(document) ? document : [];
  return rows.flatMap((row, index) => (isObject(row) ? [parsedRow(row, texts[index] ?? "")] : []));
}
