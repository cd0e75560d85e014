import { getMember, isRecord } from "../../utils/own.ts";

/** How a document is read: from its text to values, of which nothing is believed, and along its references. */

type Parsed =
  | { readonly ok: true; readonly document: unknown; readonly isOpenApi: boolean }
  /** What is wrong, where (line:column, both from 1), and what to do. */
  | { readonly ok: false; readonly failure: string };

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
  if (begin === "") return fail("The document is empty. Give a JSON or YAML file with content.");
  if (begin === "<") {
    return fail(
      "This is a web page or XML, not JSON or YAML. Give the address of the document itself, often a file such as openapi.json.",
    );
  }
  try {
    if (begin === "{" || begin === "[") return parsed(JSON.parse(source));
  } catch {
    // Node does not always say where the mistake is. YAML takes all JSON and more, and its parser always does.
  }
  return parseYaml(source);
}

async function parseYaml(source: string): Promise<Parsed> {
  const { CORE_SCHEMA, load, mergeTag, YAMLException } = await import("js-yaml");
  try {
    const schema = CORE_SCHEMA.withTags(mergeTag);
    return parsed(load(source, { schema, maxAliases: MOST_ALIASES, maxTotalMergeKeys: MOST_MERGED_KEYS }));
  } catch (error) {
    if (!(error instanceof YAMLException)) return fail("The document cannot be read as JSON or YAML.");
    const { reason, mark } = error;
    const place = mark === undefined ? "" : ` at ${mark.line + 1}:${mark.column + 1}`;
    return fail(`The document is neither JSON nor YAML: ${reason}${place}. Mend that place and try again.`);
  }
}

function parsed(document: unknown): Parsed {
  const isOpenApi = isRecord(document) && (Object.hasOwn(document, "openapi") || Object.hasOwn(document, "swagger"));
  return { ok: true, document, isOpenApi };
}

function fail(failure: string): Parsed {
  return { ok: false, failure };
}

/** Says why the document is none that can be read, with the remedy; undefined if it is OpenAPI 3. */
export function versionFailure(document: unknown): string | undefined {
  if (!isRecord(document))
    return "This is not an OpenAPI document: it is not an object. Give the document that the API's maker publishes.";
  if (Object.hasOwn(document, "swagger")) {
    return "This document is Swagger 2.0, and OpenAPI 3.0 or later is needed. Convert it, for example at https://converter.swagger.io, and add the result.";
  }
  const version = getMember(document, "openapi");
  if (version === undefined)
    return 'This is not an OpenAPI document: it has no member "openapi". Give the document that the API\'s maker publishes.';
  // YAML reads an unquoted 3.1 as a number.
  if (/^3\.[012](?:\.|$)/.test(String(version).slice(0, 20))) return undefined;
  return "This OpenAPI document is of a version that Keyscope does not know; it reads 3.0, 3.1 and 3.2. Give the document in one of these.";
}

/** An object of a document. Nothing is known of its members: documents come from anywhere. */
export type Node = Readonly<Record<string, unknown>>;

/** The member as a text; empty where it is none. */
export function getText(value: unknown, name: string): string {
  const text = getMember(value, name);
  return typeof text === "string" ? text : "";
}

/** The member's items, at most `cap` of them; none where it is no array. */
export function getItems(value: unknown, name: string, cap: number): readonly unknown[] {
  const items = getMember(value, name);
  return Array.isArray(items) ? items.slice(0, cap) : [];
}

/** The member's own members, at most `cap` of them. */
export function getEntries(value: unknown, name: string, cap: number): readonly (readonly [string, unknown])[] {
  const node = getMember(value, name);
  return isRecord(node) ? Object.entries(node).slice(0, cap) : [];
}

/** Why an operation or an argument cannot be taken, as a clause that follows its name. */
export class Unusable extends Error {}

/** What `read` gives, or what `otherwise` makes of the reason why that is unusable. */
export function unlessUnusable<T, U>(read: () => T, otherwise: (why: string) => U): T | U {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return otherwise(error.message);
  }
}

/** A document while one operation of it is read. */
export interface Reader {
  readonly root: unknown;
  /** How many nodes may still be looked at: aliases and references can make a small document endless. */
  steps: number;
}

/** Far more than the largest operation of Stripe's or GitHub's document takes. */
const STEPS = 5_000;
const LONGEST_CHAIN = 20;

export function readerOf(root: unknown): Reader {
  return { root, steps: STEPS };
}

/** The node itself, or what its `$ref` leads to within the document. Other files and addresses are never read. */
export function follow(reader: Reader, value: unknown): Node {
  let at = value;
  for (let hops = 0; hops < LONGEST_CHAIN; hops++) {
    reader.steps--;
    if (reader.steps < 0) throw new Unusable("is too large to be read");
    const reference = getMember(at, "$ref");
    if (typeof reference !== "string") return isRecord(at) ? at : {};
    at = target(reader.root, reference);
  }
  throw new Unusable("has references that run in a circle");
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-6 */
function target(root: unknown, reference: string): unknown {
  if (!reference.startsWith("#")) throw new Unusable("refers to another file, and only the document itself is read");
  let at = root;
  for (const name of decodePointer(reference.slice(1)).split("/").slice(1)) {
    const key = name.replaceAll("~1", "/").replaceAll("~0", "~");
    at = Array.isArray(at) ? at[Number(key)] : getMember(at, key);
  }
  if (at === undefined || at === root) throw new Unusable("refers to something that is not in the document");
  return at;
}

function decodePointer(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
