import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

/*
 * Rows as they are kept in memory, sent to the engine and encrypted on disk: pages, each one JSON array in UTF-8 with a row
 * on every line, compressed by Brotli.
 */

/** As quick as deflate at its quickest, and a quarter smaller. */
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: 18 } };

/** Nearly all pages come out in one piece of so many bytes, which need not be put together. */
const PAGE_BYTES = 512 * 1024;

const [OPENING, LINE_END, CLOSING] = ["[", ",\n", "]"];

/** Packs the JSON texts of rows into a page. */
export function packPage(rows: readonly string[]): Uint8Array {
  return brotliCompressSync(writePage(rows), QUICK);
}

/** The JSON array of a page's rows again. Throws where the bytes are no page. */
export function unpackPage(page: Uint8Array): string {
  return brotliDecompressSync(page, { chunkSize: PAGE_BYTES }).toString("utf8");
}

/** The texts of the rows in what `unpackPage` gives: no JSON text has a line break in it. */
export function splitRows(json: string): readonly string[] {
  return json.slice(OPENING.length, -CLOSING.length).split(LINE_END);
}

/** Writes each row into its place: joined to one text first, all of them would be copied twice. */
function writePage(rows: readonly string[]): Uint8Array {
  const room = rows.reduce(
    (sum, row) => sum + LINE_END.length + Buffer.byteLength(row),
    OPENING.length + CLOSING.length,
  );
  const bytes = Buffer.allocUnsafe(room);
  let at = bytes.write(OPENING);
  for (const [index, row] of rows.entries()) {
    if (index > 0) at += bytes.write(LINE_END, at);
    at += bytes.write(row, at);
  }
  at += bytes.write(CLOSING, at);
  return bytes.subarray(0, at);
}
