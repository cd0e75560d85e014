import type { Clean } from "../utils/clean-text.ts";
import type { Json } from "./json.ts";
import type { RowTemplate } from "./row-template.ts";
import { getRows } from "./rows.ts";

/** An answer whose rows need not be parsed. */
export interface CutAnswer {
  /** The JSON of all but the rows. */
  readonly rest: string;
  /** The rows' JSON. */
  readonly rows: readonly string[];
}

/** Longer texts are read in pieces, so that nobody has to wait. */
const LONGEST = 500_000;

/** What stands in the place of the rows in what is left. */
const PLACE = "rows that were cut out";

/**
 * Cuts the rows out of a JSON text that are written as the template says. Undefined where any of them is not, or has a text that
 * must be cleaned: then the whole has to be parsed.
 */
export function cutRows(json: string, template: RowTemplate, clean: Clean): CutAnswer | undefined {
  const isClean = (text: string) => clean(text) === text;
  // A quote inside a text has a backslash before it, so this cannot be a part of one.
  const start = json.indexOf(`[{${JSON.stringify(template.columns[0])}:`);
  if (json.length > LONGEST || start === -1 || ![...template.names].every(isClean)) return undefined;
  const rows: string[] = [];
  let at = start;
  do {
    template.pattern.lastIndex = at + 1;
    if (!template.pattern.test(json)) return undefined;
    const row = json.slice(at + 1, template.pattern.lastIndex);
    if (!areTextsClean(row, isClean)) return undefined;
    rows.push(row);
    at = template.pattern.lastIndex;
  } while (json[at] === ",");
  if (json[at] !== "]") return undefined;
  return { rest: `${json.slice(0, start)}[${JSON.stringify(PLACE)}${json.slice(at)}`, rows };
}

/** Whether the rows were cut out of the list in that document which the template is for. */
export function isCutFrom(document: Json, { path }: RowTemplate): boolean {
  const rows = getRows(document, path);
  return rows.length === 1 && rows[0] === PLACE;
}

/** Of a row that holds no backslash. Names were looked at before. */
function areTextsClean(row: string, isClean: (text: string) => boolean): boolean {
  for (let open = row.indexOf('"'); open !== -1; ) {
    const close = row.indexOf('"', open + 1);
    const isName = row[close + 1] === ":";
    if (!isName && !isClean(row.slice(open + 1, close))) return false;
    open = row.indexOf('"', close + 1);
  }
  return true;
}
