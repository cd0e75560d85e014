import { getMember, isRecord } from "../../utils/own.ts";
import { readPlaceholders } from "../schema/connector.ts";
import { endpointPath } from "../schema/patterns.ts";
import {
  follow,
  getEntries,
  getItems,
  getText,
  type Node,
  type Reader,
  readerOf,
  Unusable,
  unlessUnusable,
} from "./document.ts";
import type { FixedHeader, FixedHeaders } from "./headers.ts";
import { makeToolNames } from "./names.ts";
import { type Arguments, makeArguments } from "./parameter-to-argument.ts";
import { type Dropped, readParameters } from "./parameters.ts";
import { firstSentences, plainText } from "./plain-text.ts";
import { answersList } from "./responses.ts";
import { type Key, type Need, readNeed } from "./security.ts";
import { isBaseUrl, readServerUrl } from "./servers.ts";

/** A GET of the document as it stands there. */
export interface Get {
  /** Its operationId, empty where it has none. */
  readonly id: string;
  readonly path: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly node: Node;
  /** The path item that holds it. */
  readonly item: Node;
}

/** An operation or path that cannot become a tool, and why, as a clause: "Download answers text/csv, not JSON". */
export interface LeftOut extends Pick<Get, "id" | "path" | "tags"> {
  /** How a person finds it in the document. */
  readonly operation: string;
  readonly why: string;
}

export interface Operations {
  readonly gets: readonly Get[];
  /** Operations of every method. */
  readonly total: number;
  /** Paths that lead out of the document or nowhere. */
  readonly leftOut: readonly LeftOut[];
}

/** An operation that can become a tool. */
export interface Candidate extends Get, Arguments {
  /** Optional parameters that a tool of it does without. */
  readonly dropped: readonly Dropped[];
  readonly headers: readonly FixedHeader[];
  /** Whether it answers a list of rows; undefined where the document does not say. */
  readonly list: boolean | undefined;
  readonly need: Need;
  /** Without the connector's prefix. */
  readonly tool: string;
}

/** What of a document can become tools, and what cannot. */
export interface Found {
  readonly candidates: readonly Candidate[];
  readonly leftOut: readonly LeftOut[];
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
const MOST_PATHS = 20_000;

/** Finds all operations of the document, of which only the GETs are looked at. */
export function findOperations(document: unknown): Operations {
  const gets: Get[] = [];
  const leftOut: LeftOut[] = [];
  let total = 0;
  for (const [path, value] of getEntries(document, "paths", MOST_PATHS)) {
    const read = () => {
      const item = follow(readerOf(document), value);
      total += METHODS.filter((method) => isRecord(getMember(item, method))).length;
      // Some documents keep whole operations in files of their own.
      const node = getMember(item, "get");
      return isRecord(node) ? gets.push(readGet(path, item, follow(readerOf(document), node))) : 0;
    };
    unlessUnusable(read, (why) => leftOut.push(leaveOut({ id: "", path, tags: [] }, why)));
  }
  return { gets, total, leftOut };
}

function readGet(path: string, item: Node, node: Node): Get {
  const tags = getItems(node, "tags", 10).filter((tag) => typeof tag === "string");
  const summary = plainText(getText(node, "summary") || getText(item, "summary") || getText(node, "description"));
  return {
    id: plainText(getText(node, "operationId")).slice(0, 200),
    path,
    tags: tags.map((tag) => plainText(tag).slice(0, 80)),
    summary: firstSentences(summary, 80),
    node,
    item,
  };
}

function leaveOut({ id, path, tags }: Pick<Get, "id" | "path" | "tags">, why: string): LeftOut {
  return { id, path, tags, operation: id === "" ? `GET ${plainText(path).slice(0, 120)}` : id, why };
}

/**
 * Finds the operations that can become tools, with their names; the others with the reason.
 * @param connector its id, and the headers whose value a person wrote
 */
export function findCandidates(
  document: unknown,
  { gets, leftOut: lost }: Operations,
  baseUrl: string,
  key: Key,
  { id, headers }: { readonly id: string; readonly headers: FixedHeaders },
): Found {
  const leftOut = [...lost];
  const usable = gets.flatMap((get) =>
    unlessUnusable(
      () => readCandidate(document, get, baseUrl, key, headers),
      (why) => {
        leftOut.push(leaveOut(get, why));
        return [];
      },
    ),
  );
  const tools = makeToolNames(usable, id);
  return { candidates: usable.map((each, at) => ({ ...each, tool: tools[at] ?? "" })), leftOut };
}

/** Reads what a tool needs of the operation. Throws `Unusable` with the reason why there can be no tool of it. */
function readCandidate(
  document: unknown,
  get: Get,
  baseUrl: string,
  key: Key,
  given: FixedHeaders,
): Omit<Candidate, "tool"> {
  const reader = readerOf(document);
  expectUsable(reader, get, baseUrl);
  const { sent, dropped, headers } = readParameters(reader, get, key.sending, given);
  const list = answersList(reader, get.node, get.path);
  return { ...get, dropped, headers, list, ...makeArguments(sent), need: readNeed(document, get.node, key) };
}

function expectUsable(reader: Reader, { node, item, path }: Get, baseUrl: string): void {
  if (getMember(node, "deprecated") === true) throw new Unusable("is deprecated");
  if (!serversFit(node, baseUrl) || !serversFit(item, baseUrl))
    throw new Unusable("has an address of its own, and the key only goes to one");
  const body = getMember(node, "requestBody");
  if (body !== undefined && getMember(follow(reader, body), "required") === true) {
    throw new Unusable("needs a request body, which a GET of Keyscope's never has");
  }
  const names = readPlaceholders(path);
  if (!endpointPath.safeParse(relativePath(path)).success || new Set(names).size < names.length) {
    throw new Unusable("has a path that Keyscope does not ask for");
  }
}

function serversFit(holder: Node, baseUrl: string): boolean {
  const servers = getItems(holder, "servers", 20);
  return servers.length === 0 || servers.some((server) => isBaseUrl(readServerUrl(server), baseUrl));
}

/** Relative to the base URL. */
export function relativePath(path: string): string {
  return path.replace(/^\//, "");
}
