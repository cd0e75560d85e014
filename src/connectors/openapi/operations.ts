import { endpointPath } from "../schema/patterns.ts";
import { answersList } from "./answer.ts";
import { addressOf, isBaseUrl } from "./base-url.ts";
import { type Parameters, parametersOf, type Sent } from "./parameters.ts";
import { firstSentences, plainText } from "./plain-text.ts";
import { follow, readerOf, Unusable } from "./reference.ts";
import { entriesOf, isNode, itemsOf, member, type Node, textOf } from "./tree.ts";

/** A GET of the document as it stands there. */
export interface Get {
  /** Its operationId, empty where it has none. */
  readonly id: string;
  readonly path: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly node: Node;
  readonly item: Node;
}

/** What a tool needs of a GET. */
export interface Reading extends Parameters {
  /** Relative to the base URL. */
  readonly path: string;
  /** Undefined where the document does not say. */
  readonly list: boolean | undefined;
}

export interface Operations {
  readonly gets: readonly Get[];
  /** Operations of every method. */
  readonly total: number;
  /** Paths that lead out of the document or nowhere. */
  readonly lost: readonly { readonly path: string; readonly operation: string; readonly why: string }[];
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
const MOST_PATHS = 20_000;

/** All operations of the document, of which only the GETs are looked at. */
export function operationsOf(document: unknown): Operations {
  const gets: Get[] = [];
  const lost: { path: string; operation: string; why: string }[] = [];
  let total = 0;
  for (const [path, value] of entriesOf(document, "paths", MOST_PATHS)) {
    try {
      const item = follow(readerOf(document), value);
      total += METHODS.filter((method) => isNode(member(item, method))).length;
      // Some documents keep whole operations in files of their own.
      const node = member(item, "get");
      if (isNode(node)) gets.push(getOf(path, item, follow(readerOf(document), node)));
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      lost.push({ path, operation: shownPath(path), why: error.message });
    }
  }
  return { gets, total, lost };
}

function getOf(path: string, item: Node, node: Node): Get {
  const tags = itemsOf(node, "tags", 10).flatMap((tag) => (typeof tag === "string" ? plainText(tag).slice(0, 80) : []));
  const summary = plainText(textOf(node, "summary") || textOf(item, "summary") || textOf(node, "description"));
  return {
    id: plainText(textOf(node, "operationId")).slice(0, 200),
    path,
    tags,
    summary: firstSentences(summary, 80),
    node,
    item,
  };
}

/** How a person finds the operation in the document. */
export function nameOf({ id, path }: Pick<Get, "id" | "path">): string {
  return id === "" ? shownPath(path) : id;
}

function shownPath(path: string): string {
  return `GET ${plainText(path).slice(0, 120)}`;
}

/** Reads what a tool needs of the operation. Throws `Unusable` with the reason why there can be no tool of it. */
export function readGet(document: unknown, get: Get, baseUrl: string, keyHeader: string | undefined): Reading {
  const reader = readerOf(document);
  const { node, item } = get;
  if (member(node, "deprecated") === true) throw new Unusable("is deprecated");
  if (!serversFit(node, baseUrl) || !serversFit(item, baseUrl))
    throw new Unusable("has an address of its own, and the key only goes to one");
  const body = member(node, "requestBody");
  if (body !== undefined && member(follow(reader, body), "required") === true) {
    throw new Unusable("needs a request body, which a GET of Keyscope's never has");
  }
  const path = relative(get.path);
  const { sent, dropped } = parametersOf(reader, item, node, keyHeader);
  return { path, sent: withPath(path, sent), dropped, list: answersList(reader, node, get.path) };
}

function serversFit(holder: Node, baseUrl: string): boolean {
  const servers = itemsOf(holder, "servers", 20);
  return servers.length === 0 || servers.some((server) => isBaseUrl(addressOf(server), baseUrl));
}

function relative(path: string): string {
  const below = path.replace(/^\//, "");
  const names = placeholders(below);
  if (!endpointPath.safeParse(below).success || new Set(names).size < names.length) {
    throw new Unusable("has a path that Keyscope does not ask for");
  }
  return below;
}

function placeholders(path: string): string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
}

/** Exactly the path parameters that the path has: documents forget some, and keep some that are gone. */
function withPath(path: string, sent: readonly Sent[]): readonly Sent[] {
  const inPath = placeholders(path).map((parameter): Sent => {
    const described = sent.find((each) => each.in === "path" && each.parameter === parameter);
    const text = { kind: "string", maxLength: undefined, isTime: false } as const;
    return (
      described ?? {
        parameter,
        in: "path",
        required: true,
        value: text,
        style: "repeat",
        description: "",
        default: undefined,
      }
    );
  });
  return [...inPath, ...sent.filter((each) => each.in !== "path")];
}
