import type { PagingRole } from "../schema/connector.ts";
import { wordsOf } from "./name-words.ts";
import type { Sent } from "./parameters.ts";

/** Usual names, in one word each. The first argument of a part has it. */
const PAGING: Readonly<Record<PagingRole, ReadonlySet<string>>> = {
  page: new Set(["page", "pagenumber", "pageno", "pageindex", "currentpage"]),
  size: new Set([
    "perpage",
    "pagesize",
    "limit",
    "size",
    "maxresults",
    "maxitems",
    "pagelimit",
    "itemsperpage",
    "resultsperpage",
  ]),
  offset: new Set(["offset", "skip", "startindex", "pageoffset"]),
  cursor: new Set([
    "cursor",
    "startingafter",
    "after",
    "pagetoken",
    "nexttoken",
    "nextcursor",
    "pagecursor",
    "continuationtoken",
  ]),
};

/** The part of a query parameter in paging, by its name and type, if no other one has it. */
export function roleOf({ parameter, in: place, value }: Sent, taken: ReadonlySet<PagingRole>): PagingRole | undefined {
  if (place === "path") return undefined;
  const name = wordsOf(parameter).join("");
  const roles = ["page", "size", "offset", "cursor"] as const;
  const role = roles.find((each) => PAGING[each].has(name) && !taken.has(each));
  const isNumber = value.kind === "integer" || value.kind === "number";
  return role !== undefined && isNumber !== (role === "cursor") && (isNumber || value.kind === "string")
    ? role
    : undefined;
}
