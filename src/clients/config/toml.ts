import { parse, stringify, TomlError } from "smol-toml";
import { endOfLineOf, type Format, nested } from "./format.ts";

/**
 * TOML, edited by whole statements: libraries that write TOML lose comments and layout. What comes out is compared with
 * what went in by `servers.ts`, so that a form that is not foreseen here is refused and never damaged.
 */
export const tomlFormat: Format = {
  parse(text) {
    try {
      return { ok: true, value: parse(text, { integersAsBigInt: "asNeeded" }) };
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      // The lines after the first show the place in the file, which may hold a secret.
      const [first = ""] = error.message.split("\n");
      const reason = first.replace("Invalid TOML document: ", "");
      return { ok: false, line: error.line, column: error.column, reason };
    }
  },
  lineOf(text, path) {
    const { all, at } = locate(text, path);
    return all.slice(0, Math.max(0, at)).reduce((line, { text }) => line + text.split("\n").length - 1, 1);
  },
  set(text, path, entry) {
    const { all, at, rest } = locate(text, path);
    const eol = endOfLineOf(text);
    const block = stringify(nested(path, entry)).replaceAll("\n", eol);
    if (at === -1) return appended(text, block, eol);
    // Tables can stand anywhere; a key inside another table cannot become one, so its successor goes to the end.
    if (all[at]?.isHeader !== true) return appended(joined(rest), block, eol);
    return joined([...rest.slice(0, at), { text: block }, ...rest.slice(at)]);
  },
  remove(text, path) {
    const { all, at, rest } = locate(text, path);
    if (at === -1) return text;
    const isLast = rest.length === at;
    const isOwnTable = all[at]?.isHeader === true;
    // The blank line that parts a table from what is before it goes with it.
    if (isOwnTable && at > 0 && rest[at - 1]?.text.trim() === "") rest.splice(at - 1, 1);
    const remaining = joined(rest);
    // A file that did not end in a line end does not get one.
    return isLast && !/\n$/.test(text) ? remaining.replace(/\r?\n$/, "") : remaining;
  },
};

/** A header, a key with its value, a comment or a blank line, each with its line end. */
interface Statement {
  readonly text: string;
  /** The keys that lead to it from the top; undefined for comments and blank lines. */
  readonly path?: readonly string[];
  readonly isHeader?: boolean;
}

/** The statements of a document that parses. Together they are its text. */
function statements(text: string): Statement[] {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const found: Statement[] = [];
  let table: readonly string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    if (/^\s*(#|$)/.test(line)) {
      found.push({ text: line });
      at += 1;
      continue;
    }
    const length = statementLength(lines, at);
    const statement = lines.slice(at, at + length).join("");
    const isHeader = /^\s*\[/.test(statement);
    const path = pathOf(statement);
    if (isHeader) table = path;
    found.push({ text: statement, path: isHeader ? path : [...table, ...path], isHeader });
    at += length;
  }
  return found;
}

/** A statement is over with the first line with which it parses: a value that goes on does not. */
function statementLength(lines: readonly string[], at: number): number {
  for (let length = 1; at + length < lines.length; length += 1) {
    if (tomlFormat.parse(lines.slice(at, at + length).join("")).ok) return length;
  }
  return lines.length - at;
}

/** The keys of a header or before a value. Goes on into an inline table of a single key, which is then one with it. */
function pathOf(statement: string): string[] {
  const path: string[] = [];
  const parsed = tomlFormat.parse(statement);
  let value: unknown = parsed.ok ? parsed.value : undefined;
  while (typeof value === "object" && value !== null) {
    const inner: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof inner !== "object" || inner === null) break;
    const [only, ...others] = Object.entries(inner);
    if (only === undefined || others.length > 0) break;
    path.push(only[0]);
    value = only[1];
  }
  return path;
}

/** The statements of a document, where the first one under these keys is, and all that are not under them. */
function locate(text: string, keys: readonly string[]) {
  const all = statements(text);
  const isUnder = ({ path }: Statement) => path !== undefined && keys.every((key, at) => path[at] === key);
  return { all, at: all.findIndex(isUnder), rest: all.filter((statement) => !isUnder(statement)) };
}

/** After a blank line at the end. Ends as the file did: with a line end or without. */
function appended(text: string, block: string, eol: string): string {
  if (text === "") return block;
  if (/\n$/.test(text)) return text + eol + block;
  return text + eol + eol + block.replace(/\r?\n$/, "");
}

function joined(all: readonly Statement[]): string {
  return all.map(({ text }) => text).join("");
}
