import { toolPrefix } from "../schema/connector.ts";
import type { DefinitionFile } from "../schema/definition.ts";
import { type Choice, chooseOperations } from "./choose.ts";
import { makeDefinition, makeNotes } from "./definition.ts";
import { versionFailure } from "./document.ts";
import { chooseHeaders, type FixedHeaders } from "./headers.ts";
import { makeConnectorId, makeConnectorTitle } from "./names.ts";
import { findCandidates, findOperations, type LeftOut } from "./operations.ts";
import { chooseKey } from "./security.ts";
import { findBaseUrl } from "./servers.ts";

export { parseDocument } from "./document.ts";

/** What became of an OpenAPI document. */
export type OpenApiResult =
  | {
      readonly kind: "definition";
      readonly definition: DefinitionFile;
      /** How many the document has, of every method. */
      readonly operations: number;
      readonly leftOut: readonly LeftOut[];
      /** What a person should know or look at, as sentences. */
      readonly notes: readonly string[];
    }
  | Exclude<Choice, { kind: "chosen" }>;

interface Options {
  readonly id?: string;
  readonly include?: readonly string[];
  readonly source?: string;
  readonly headers?: FixedHeaders;
}

const NO_KEY =
  "No operation of this document takes a key in a way that Keyscope can send: as a bearer token, by HTTP Basic, or in a header. Keys in an address or a cookie are not sent, because addresses end up in logs. If the API takes a header too, add that to the document's securitySchemes and security, and add it again.";

/**
 * Makes a definition of an OpenAPI document 3.0, 3.1 or 3.2: one endpoint for each GET that Keyscope can call. Nothing is
 * fetched or read; whatever the document says, the result still has to pass the definition's own checks.
 * @param options.id the connector's id; made from the document's title if left out
 * @param options.include which operations (see `chooseOperations`); all of them if left out or empty
 * @param options.headers what a person wrote: sent with every request, in place of what the document says
 * @param options.source the web address or the file that the document came from
 */
export function fromOpenApi(document: unknown, options: Options): OpenApiResult {
  const wrongVersion = versionFailure(document);
  if (wrongVersion !== undefined) return { kind: "failed", failure: wrongVersion };
  const { headers: given = {} } = options;
  const base = findBaseUrl(document, options.source);
  if (!base.ok) return { kind: "failed", failure: base.failure };
  const operations = findOperations(document);
  const { gets, total } = operations;
  const key = chooseKey(
    document,
    gets.map(({ node }) => node),
  );
  if (key === undefined) return { kind: "failed", failure: NO_KEY };

  const title = makeConnectorTitle(document, base.url);
  const id = makeConnectorId(options.id, title, base.url);
  const found = findCandidates(document, operations, base.url, key, { id, headers: given });
  const choice = chooseOperations(found, options.include ?? [], toolPrefix({ id }));
  if (choice.kind !== "chosen") return choice;

  const { candidates, leftOut } = choice;
  const { headers, notes: headerNotes } = chooseHeaders(candidates, given);
  const about = { id, title, baseUrl: base.url, source: options.source, headers };
  const definition = makeDefinition(about, candidates, key);
  const writing = total - gets.length;
  const notes = [
    ...base.notes,
    ...key.notes,
    ...headerNotes,
    ...(writing > 0 ? [`${writing} of the document's ${total} operations are no GET; Keyscope only reads.`] : []),
    ...makeNotes(definition, candidates),
  ];
  return { kind: "definition", definition, operations: total, leftOut, notes: [...new Set(notes)] };
}
