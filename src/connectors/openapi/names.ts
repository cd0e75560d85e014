import { getMember } from "../../utils/own.ts";
import { idText, LIMITS } from "../schema/patterns.ts";
import { getText } from "./document.ts";
import { firstSentences, plainText } from "./plain-text.ts";

/** The names that the connector of a document gets: its title, its id, and those of its tools. */

const LONGEST_ID = 20;
/** What titles of documents say beside the product's name: "GitHub v3 REST API", "Swagger Petstore - OpenAPI 3.0". */
const NOT_THE_NAME =
  /\s*[-–(|:]*\s*\b(?:(?:open|rest|web|http|public)?\s*-?\s*api|openapi|rest|specification|spec|v?\d+(?:\.\d+)+|v\d+)\b\)?/gi;

/** Makes the product's name from the document's title or else the API's host. */
export function makeConnectorTitle(document: unknown, baseUrl: string): string {
  const title = plainText(getText(getMember(document, "info"), "title")).slice(0, 200);
  const name = title
    .replace(NOT_THE_NAME, " ")
    .replace(/\s+/g, " ")
    .replace(/^[\s\-–|:,.]+|[\s\-–|:,.(]+$/g, "");
  return firstSentences(name || title || new URL(baseUrl).hostname, 60);
}

/** Makes the connector's id: as asked for, or made from the product's name or the API's host. */
export function makeConnectorId(asked: string | undefined, title: string, baseUrl: string): string {
  const host = new URL(baseUrl).hostname.split(".").filter((part) => part !== "www" && part !== "api");
  const ids = [asked ?? "", title, host.at(-2) ?? host[0] ?? "", `api ${title}`].map(makeSlug);
  return ids.find((id) => idText.safeParse(id).success) ?? "api";
}

/** Whole words as long as there is room for them. Capitals within a word begin no new one: PostHog is posthog. */
function makeSlug(name: string): string {
  return splitWords(name.replaceAll("'", "").toLowerCase())
    .reduce((id, word) => (id === "" ? word : id.length + word.length < LONGEST_ID ? `${id}-${word}` : id), "")
    .slice(0, LONGEST_ID);
}

/** What a name is made from. */
export interface Named {
  readonly id: string;
  readonly path: string;
  readonly list: boolean | undefined;
}

/** What documents call reading, and what Keyscope's tools call it. */
const VERBS: ReadonlyMap<string, string> = new Map([
  ..."get list search find query count export".split(" ").map((verb) => [verb, verb] as const),
  ..."retrieve fetch read show view".split(" ").map((verb) => [verb, "get"] as const),
  ["index", "list"],
]);
/** In the middle of a name these are more often a thing than what is done: "search results", "the query". */
const ONLY_FIRST = new Set("index view show search find query count export".split(" "));

const FILLERS = new Set("a an the of for in on to by with from and or all api".split(" "));
const VERSION = /^v\d+$/;
/** Every connector has these tools already. */
const OWN_TOOLS = ["check_access", "query", "list_tables"];

/**
 * Makes a name for each operation, in their order, without the connector's prefix: unique, the verb first. It depends on the
 * document and the connector's id alone, so that an operation keeps its name whatever else is chosen.
 */
export function makeToolNames(operations: readonly Named[], connectorId: string): readonly string[] {
  const room = LIMITS.toolName - connectorId.length - 1;
  const all = operations.map((operation) => makeWords(operation, connectorId));
  const frequency = new Map<string, number>();
  for (const word of all.flatMap((words) => [...new Set(words)])) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const taken = new Set(OWN_TOOLS);
  return all.map((words) => {
    const name = findUnused(shorten(words, room, frequency), taken, room);
    taken.add(name);
    return name;
  });
}

function makeWords({ id, path, list }: Named, connectorId: string): readonly string[] {
  const words = id === "" ? splitPath(path) : splitWords(id);
  const at = findVerb(words);
  const verb = chooseVerb(words, at, list === true);
  const things = words.filter((word, position) => position !== at && !(position === 0 && word === connectorId));
  const last = things.at(-1);
  // Frameworks such as FastAPI put the method at the end; "charges search" is a search of charges.
  if (things.length > 1 && (last === "search" ? verb === "search" : last === "get" && at === 0)) things.pop();
  const rest = things.filter((word, position) => !isSaidAgain(word, things[position + 1]));
  return [verb, ...(rest.length === 0 ? splitPath(path) : rest)];
}

function chooseVerb(words: readonly string[], at: number, list: boolean): string {
  const stated = VERBS.get(words[at] ?? "");
  if (stated !== undefined && stated !== "get") return stated;
  if (words.length > 2 && words.at(-1) === "search") return "search";
  return list && !(stated === undefined && words.includes("by")) ? "list" : "get";
}

function findVerb(words: readonly string[]): number {
  if (VERBS.has(words[0] ?? "")) return 0;
  const isVerb = (word: string): boolean => VERBS.has(word) && !ONLY_FIRST.has(word);
  const last = words.length - 1;
  return isVerb(words[last] ?? "") ? last : words.findIndex(isVerb);
}

/** "customers customer" is how names made from paths say "customer". */
function isSaidAgain(word: string, next: string | undefined): boolean {
  return next !== undefined && [next, `${next}s`, `${next}es`, next.replace(/y$/, "ies")].includes(word);
}

/** "/v1/pets/{petId}" as "pets", "by", "pet", "id". */
function splitPath(path: string): readonly string[] {
  const segments = path.split("/").filter((segment) => segment !== "");
  const fixed = segments.filter((segment) => !segment.startsWith("{")).flatMap(splitWords);
  const last = segments.at(-1) ?? "";
  const things = fixed.filter((word) => word !== "api" && !VERSION.test(word));
  return [...things, ...(last.startsWith("{") ? ["by", ...splitWords(last)] : [])];
}

/** Without words that say little, then without those that most other names have too, then cut. */
function shorten(words: readonly string[], room: number, frequency: ReadonlyMap<string, number>): string {
  const [verb = "get", ...things] = words;
  const weight = (word: string): number =>
    FILLERS.has(word) || VERSION.test(word) ? Number.POSITIVE_INFINITY : (frequency.get(word) ?? 0);
  while (things.length > 1 && [verb, ...things].join("_").length > room) {
    const heaviest = Math.max(...things.map(weight));
    things.splice(
      things.findLastIndex((word) => weight(word) === heaviest),
      1,
    );
  }
  return [verb, ...things].join("_").slice(0, room).replace(/_+$/, "");
}

/** Splits a name of any spelling into words of a-z and 0-9: "listPetsByID", "repos/list-for-org", "charges.list". */
export function splitWords(name: string): readonly string[] {
  return name
    .slice(0, 300)
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** Finds the first of `name`, `name_2`, `name_3` … that is not taken, at most `length` characters. */
export function findUnused(name: string, taken: ReadonlySet<string>, length: number): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) {
    const ending = `_${number}`;
    const candidate = `${name.slice(0, length - ending.length).replace(/_+$/, "")}${ending}`;
    if (!taken.has(candidate)) return candidate;
  }
}
