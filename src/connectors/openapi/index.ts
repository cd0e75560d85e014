import { toolPrefix } from "../schema/connector.ts";
import { LIMITS } from "../schema/limits.ts";
import { baseUrlOf } from "./base-url.ts";
import { candidatesOf, type Found, keyOf } from "./candidates.ts";
import { definitionOf } from "./definition.ts";
import { idOf, titleOf } from "./identity.ts";
import { type Choosable, selection } from "./include.ts";
import { collectNotes } from "./notes.ts";
import { operationsOf } from "./operations.ts";
import { NO_KEY, nothingUsable, tooManyChosen, unknownOperations } from "./problems.ts";
import type { OpenApiResult } from "./result.ts";
import { versionFailure } from "./version.ts";

export { parseDocument } from "./parse.ts";
export type { OpenApiResult } from "./result.ts";

/** With more tools than this, assistants choose wrong ones and have less room for the answers. */
const MOST_UNASKED = 40;

/**
 * Makes a definition of an OpenAPI document 3.0, 3.1 or 3.2: one endpoint for each GET that Keyscope can call. Nothing is
 * fetched or read; whatever the document says, the result still has to pass the definition's own checks.
 * @param options.id the connector's id; made from the document's title if left out
 * @param options.include which operations (see `selection`); all of them if left out or empty
 * @param options.source the web address or the file that the document came from
 */
export function fromOpenApi(
  document: unknown,
  options: { readonly id?: string; readonly include?: readonly string[]; readonly source?: string },
): OpenApiResult {
  const wrongVersion = versionFailure(document);
  if (wrongVersion !== undefined) return { kind: "refused", problem: wrongVersion };
  const base = baseUrlOf(document, options.source);
  if (!base.ok) return { kind: "refused", problem: base.problem };
  const operations = operationsOf(document);
  const key = keyOf(document, operations.gets);
  if (key === undefined) return { kind: "refused", problem: NO_KEY };

  const title = titleOf(document, base.url);
  const id = idOf(options.id, title, base.url);
  const found = candidatesOf(document, operations, base.url, key, id);
  const chosen = choose(found, options.include ?? [], toolPrefix({ id }));
  if (chosen.kind !== "chosen") return chosen;

  const notes = collectNotes([...base.notes, ...key.notes]);
  const writing = operations.total - operations.gets.length;
  if (writing > 0)
    notes.add(`${writing} of the document's ${operations.total} operations are no GET; Keyscope only reads.`);
  const about = { id, title, baseUrl: base.url, source: options.source };
  const definition = definitionOf(about, chosen.candidates, key, notes);
  return { kind: "definition", definition, operations: operations.total, leftOut: chosen.leftOut, notes: notes.all() };
}

/** The operations that become tools, or why the person has to choose (again). */
function choose(
  { candidates, leftOut }: Found,
  include: readonly string[],
  prefix: string,
): (Found & { readonly kind: "chosen" }) | Exclude<OpenApiResult, { kind: "definition" }> {
  if (include.length === 0) {
    if (candidates.length === 0) return { kind: "refused", problem: nothingUsable(leftOut) };
    if (candidates.length <= MOST_UNASKED) return { kind: "chosen", candidates, leftOut };
    const operations = candidates.map(({ get, tool }) => ({
      id: get.id || tool,
      path: get.path,
      tag: get.tags[0] ?? "",
      summary: get.summary,
    }));
    return { kind: "choose", operations, total: operations.length, leftOut };
  }
  const wanted = selection(include, prefix, [...candidates, ...leftOut].map(choosable));
  if (wanted.unknown.length > 0) return { kind: "refused", problem: unknownOperations(wanted.unknown) };
  const chosen = candidates.filter((each) => wanted.matches(choosable(each)));
  const missing = leftOut.filter((each) => wanted.matches(choosable(each)));
  if (chosen.length === 0) return { kind: "refused", problem: nothingUsable(missing) };
  if (chosen.length > LIMITS.endpoints) return { kind: "refused", problem: tooManyChosen(chosen.length) };
  return { kind: "chosen", candidates: chosen, leftOut: missing };
}

function choosable({ get, tool }: Found["candidates"][number] | Found["leftOut"][number]): Choosable {
  return { id: get.id, path: get.path, tags: get.tags, tool };
}
