import { type ArgumentFile, argumentsOf, type EndpointFile } from "./arguments.ts";
import type { Get, Reading } from "./operations.ts";
import { firstSentences, plainText, sentence } from "./plain-text.ts";
import { textOf } from "./tree.ts";

const LONGEST_TITLE = 80;
const LONGEST_DESCRIPTION = 400;

export interface Built {
  readonly endpoint: EndpointFile;
  /** Arguments that a tool has no room for. */
  readonly tooMany: number;
}

/** An operation as an endpoint of a definition. Throws `Unusable` where it needs what no argument can say. */
export function endpointOf(get: Get, reading: Reading, tool: string, scopes: readonly string[]): Built {
  const { arguments: all, tooMany } = argumentsOf(reading.sent);
  const list = reading.list ?? /^(?:list|search|find)_/.test(tool);
  return {
    tooMany,
    endpoint: {
      tool,
      title: titleOf(get, tool),
      description: descriptionOf(get, list, all),
      path: reading.path,
      ...(scopes.length === 0 ? {} : { scopes: [...scopes] }),
      ...(all.length === 0 ? {} : { arguments: all }),
      list,
    },
  };
}

function titleOf({ node }: Get, tool: string): string {
  const summary = firstSentences(plainText(textOf(node, "summary")), LONGEST_TITLE).replace(/\.$/, "");
  return summary === "" ? capital(tool.replaceAll("_", " ")).slice(0, LONGEST_TITLE) : summary;
}

/** The document's own words: its summary, then as much of the description as there is room for. */
function descriptionOf({ node, item, path }: Get, list: boolean, all: readonly ArgumentFile[]): string {
  const summary = sentence(plainText(textOf(node, "summary") || textOf(item, "summary")));
  const long = sentence(plainText(textOf(node, "description") || textOf(item, "description")));
  const repeats = long.toLowerCase().startsWith(summary.slice(0, -1).toLowerCase());
  const text = repeats ? long : `${summary} ${long}`.trim();
  if (text !== "") return firstSentences(text, LONGEST_DESCRIPTION);
  const by = all.filter(({ required }) => required === true).map(({ name }) => name);
  const what = list ? "A list of what the API has at" : "What the API has at";
  return firstSentences(
    `${what} ${plainText(path)}${by.length === 0 ? "" : `, for one ${by.join(", ")}`}.`,
    LONGEST_DESCRIPTION,
  );
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
