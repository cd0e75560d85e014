import { isNode } from "./tree.ts";

type Parsed =
  | { readonly ok: true; readonly document: unknown; readonly isOpenApi: boolean }
  /** What is wrong, where (line:column, both from 1), and what to do. */
  | { readonly ok: false; readonly problem: string };

/** Aliases are shared, not copied, but what reads the document later walks them; real documents have a few hundred. */
const MOST_ALIASES = 10_000;
/** Merged keys are copied. js-yaml's own limit, named so that an update does not change it. */
const MOST_MERGED_KEYS = 10_000;

/**
 * Reads a document that is JSON or YAML: a definition of Keyscope's, or an OpenAPI document. Only plain data comes out;
 * YAML's tags make no other objects.
 */
export async function parseDocument(text: string): Promise<Parsed> {
  const source = text.replace(/^\uFEFF/, "");
  const begin = source.trimStart().charAt(0);
  if (begin === "") return { ok: false, problem: "The document is empty. Give a JSON or YAML file with content." };
  if (begin === "<") {
    return {
      ok: false,
      problem:
        "This is a web page or XML, not JSON or YAML. Give the address of the document itself, often a file such as openapi.json.",
    };
  }
  const json = begin === "{" || begin === "[" ? parsedJson(source) : undefined;
  return json ?? (await parsedYaml(source));
}

function parsedJson(source: string): Parsed | undefined {
  try {
    return parsed(JSON.parse(source));
  } catch {
    // Node does not always say where the mistake is. YAML takes all JSON and more, and its parser always does.
    return undefined;
  }
}

async function parsedYaml(source: string): Promise<Parsed> {
  const { CORE_SCHEMA, load, mergeTag, YAMLException } = await import("js-yaml");
  try {
    const schema = CORE_SCHEMA.withTags(mergeTag);
    return parsed(load(source, { schema, maxAliases: MOST_ALIASES, maxTotalMergeKeys: MOST_MERGED_KEYS }));
  } catch (error) {
    if (!(error instanceof YAMLException))
      return { ok: false, problem: "The document cannot be read as JSON or YAML." };
    const { reason, mark } = error;
    const place = mark === undefined ? "" : ` at ${mark.line + 1}:${mark.column + 1}`;
    return {
      ok: false,
      problem: `The document is neither JSON nor YAML: ${reason}${place}. Mend that place and try again.`,
    };
  }
}

function parsed(document: unknown): Parsed {
  const isOpenApi = isNode(document) && (Object.hasOwn(document, "openapi") || Object.hasOwn(document, "swagger"));
  return { ok: true, document, isOpenApi };
}
