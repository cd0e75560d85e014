import { LIMITS } from "../schema/limits.ts";
import { unused, wordsOf } from "./name-words.ts";

/** What a name is made from. */
export interface Named {
  readonly id: string;
  readonly path: string;
  readonly list: boolean | undefined;
}

/** What documents call reading, and what Keyscope's tools call it. */
const VERBS: ReadonlyMap<string, string> = new Map([
  ["get", "get"],
  ["list", "list"],
  ["retrieve", "get"],
  ["fetch", "get"],
  ["read", "get"],
  ["show", "get"],
  ["view", "get"],
  ["index", "list"],
  ["search", "search"],
  ["find", "find"],
  ["query", "query"],
  ["count", "count"],
  ["export", "export"],
]);
/** In the middle of a name these are more often a thing than what is done: "search results", "the query". */
const ONLY_FIRST = new Set(["index", "view", "show", "search", "find", "query", "count", "export"]);

const FILLERS = new Set([
  "a",
  "an",
  "the",
  "of",
  "for",
  "in",
  "on",
  "to",
  "by",
  "with",
  "from",
  "and",
  "or",
  "all",
  "api",
]);
const VERSION = /^v\d+$/;
/** Every connector has this tool already. */
const ACCESS_TOOL = "check_access";

/**
 * A name for each operation, in their order, without the connector's prefix: unique, the verb first. It depends on the
 * document and the connector's id alone, so that an operation keeps its name whatever else is chosen.
 */
export function toolNames(operations: readonly Named[], connectorId: string): readonly string[] {
  const room = LIMITS.toolName - connectorId.length - 1;
  const all = operations.map((operation) => nameWords(operation, connectorId));
  const frequency = new Map<string, number>();
  for (const word of all.flatMap((words) => [...new Set(words)])) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const taken = new Set([ACCESS_TOOL]);
  return all.map((words) => {
    const name = unused(shortened(words, room, frequency), taken, room);
    taken.add(name);
    return name;
  });
}

function nameWords({ id, path, list }: Named, connectorId: string): readonly string[] {
  const words = id === "" ? pathWords(path) : wordsOf(id);
  const at = verbAt(words);
  const verb = verbOf(words, at, list === true);
  const things = words.filter((word, position) => position !== at && !(position === 0 && word === connectorId));
  const last = things.at(-1);
  // Frameworks such as FastAPI put the method at the end; "charges search" is a search of charges.
  if (things.length > 1 && (last === "search" ? verb === "search" : last === "get" && at === 0)) things.pop();
  const rest = things.filter((word, position) => !isSaidAgain(word, things[position + 1]));
  return [verb, ...(rest.length === 0 ? pathWords(path) : rest)];
}

function verbOf(words: readonly string[], at: number, list: boolean): string {
  const stated = VERBS.get(words[at] ?? "");
  if (stated !== undefined && stated !== "get") return stated;
  if (words.length > 2 && words.at(-1) === "search") return "search";
  return list && !(stated === undefined && words.includes("by")) ? "list" : "get";
}

function verbAt(words: readonly string[]): number {
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
function pathWords(path: string): readonly string[] {
  const segments = path.split("/").filter((segment) => segment !== "");
  const fixed = segments.filter((segment) => !segment.startsWith("{")).flatMap(wordsOf);
  const last = segments.at(-1) ?? "";
  const things = fixed.filter((word) => word !== "api" && !VERSION.test(word));
  return [...things, ...(last.startsWith("{") ? ["by", ...wordsOf(last)] : [])];
}

/** Without words that say little, then without those that most other names have too, then cut. */
function shortened(words: readonly string[], room: number, frequency: ReadonlyMap<string, number>): string {
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
