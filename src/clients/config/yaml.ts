import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  stringify,
  type YAMLError,
} from "yaml";
import type { Entry } from "../client.ts";
import { endOfLineOf, type Format, nested, type ParseFailure } from "./format.ts";

/**
 * YAML, edited by whole lines: the library's own writing keeps comments, but not how the rest is laid out. A form that
 * is not foreseen, such as braces, comes out unchanged, and `servers.ts` refuses that.
 */
export const yamlFormat: Format = makeFormat(false);

/** YAML with lists in which each thing has its `name`. They are shown, and addressed, as tables by these names. */
export const yamlListFormat: Format = makeFormat(true);

function makeFormat(hasLists: boolean): Format {
  return {
    parse(text) {
      const lines = new LineCounter();
      const document = parseDocument(text, { prettyErrors: false, lineCounter: lines });
      const [error] = document.errors;
      if (error !== undefined) return parseFailureOf(error, lines);
      try {
        // A document without content is a table without members.
        const value: unknown = document.toJS() ?? {};
        return { ok: true, value: hasLists ? byName(value) : value };
      } catch {
        // A document that grows without bound by its aliases.
        return { ok: false, line: 1, column: 1, reason: "too many aliases" };
      }
    },
    lineOf: (text, path) => text.slice(0, locate(text, path)?.from ?? 0).split("\n").length,
    set(text, path, entry) {
      const existing = locate(text, path);
      if (existing === undefined) return inserted(text, path, entry, hasLists);
      const { from, isInList } = existing;
      const block = isInList ? [entry] : { [path.at(-1) ?? ""]: entry };
      const lines = linesOf(text, existing);
      if (lines === undefined) return text;
      return endAs(text, text.slice(0, lines.from) + written(block, columnOf(text, from), text) + text.slice(lines.to));
    },
    remove(text, path) {
      const existing = locate(text, path);
      const lines = existing && linesOf(text, existing);
      if (existing === undefined || lines === undefined) return text;
      const without = text.slice(0, lines.from) + text.slice(lines.to);
      const table = path.slice(0, -1);
      const around = existing.isOnly && table.length > 0 ? locate(text, table) : undefined;
      // A comment in the table is the person's.
      const isBare = around !== undefined && !/^\s*#/m.test(text.slice(around.from, around.to));
      return isBare ? this.remove(text, table) : endAs(text, without);
    },
  };
}

/** A member of a table or a list, by its places in the text. */
interface Item {
  /** Where its key or its dash is. */
  readonly from: number;
  /** Where its value ends, before a comment behind it. */
  readonly to: number;
  readonly value: Node | undefined;
  readonly isInList: boolean;
  /** There is nothing else in the table or list. */
  readonly isOnly: boolean;
}

function locate(text: string, path: readonly string[]): Item | undefined {
  const root: unknown = parseDocument(text).contents;
  let found: Item | undefined;
  let node = root;
  for (const key of path) {
    found = itemsOf(node, text).find((item) => item.key === key);
    if (found === undefined) return undefined;
    node = found.value;
  }
  return found;
}

/** The members of a table or list that stand on lines of their own. */
function itemsOf(node: unknown, text: string): (Item & { readonly key: string })[] {
  if (isMap<Node, Node | null>(node) && node.flow !== true) {
    return node.items.map(({ key, value }) => ({
      key: isScalar(key) ? String(key.value) : "",
      from: key.range?.[0] ?? 0,
      to: endOf(value) ?? endOf(key) ?? 0,
      value: value ?? undefined,
      isInList: false,
      isOnly: node.items.length === 1,
    }));
  }
  if (!isSeq<Node>(node) || node.flow === true) return [];
  return node.items.map((value) => ({
    key: isMap(value) ? String(value.get("name")) : "",
    from: text.lastIndexOf("-", (value.range?.[0] ?? 0) - 1),
    to: endOf(value) ?? 0,
    value,
    isInList: true,
    isOnly: node.items.length === 1,
  }));
}

/** Where a value ends. A table's own end is after the comments below it. */
function endOf(node: Node | null): number | undefined {
  if (isMap<Node, Node | null>(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return last && (endOf(last.value) ?? endOf(last.key));
  }
  if (isSeq<Node>(node) && node.flow !== true) return endOf(node.items.at(-1) ?? null);
  return node?.range?.[1];
}

/** The whole lines of an item; undefined where something else is before it on its line. */
function linesOf(text: string, { from, to }: Item): { from: number; to: number } | undefined {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  return text.slice(start, from).trim() === "" ? { from: start, to: endOfLine(text, to) } : undefined;
}

/** Where the line begins that follows this place. A text of several lines ends with its last line. */
function endOfLine(text: string, at: number): number {
  if (text[at - 1] === "\n") return at;
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

function columnOf(text: string, at: number): number {
  return at - text.lastIndexOf("\n", at - 1) - 1;
}

/** Puts an entry behind the last one, together with what is missing of the tables that lead to it. */
function inserted(text: string, path: readonly string[], entry: Entry, isList: boolean): string {
  const document: unknown = parseDocument(text).contents;
  const missing = path.findIndex((_, at) => locate(text, path.slice(0, at + 1)) === undefined);
  const rest = path.slice(missing);
  const parent = missing === 0 ? undefined : locate(text, path.slice(0, missing));
  const node: unknown = parent === undefined ? document : parent.value;
  const [last] = itemsOf(node, text).slice(-1);
  const block = isList ? listed(rest, entry) : nested(rest, entry);
  if (last !== undefined)
    return spliced(text, endOfLine(text, last.to), written(block, columnOf(text, last.from), text));
  if (!isEmpty(node)) return text;
  if (parent === undefined) return spliced(text, text.length, written(block, 0, text));
  const key = text.slice(0, parent.to).replace(/[ \t]*(?:\{\s*\}|\[\s*\]|~|null)$/, "");
  const bare = key + text.slice(parent.to);
  return spliced(bare, endOfLine(bare, key.length), written(block, columnOf(text, parent.from) + 2, text));
}

function listed(path: readonly string[], entry: Entry): unknown {
  return path.slice(0, -1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), [entry]);
}

function isEmpty(node: unknown): boolean {
  if (isAlias(node)) return false;
  if (isMap(node) || isSeq(node)) return node.items.length === 0;
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

/** Puts lines in where a line begins. */
function spliced(text: string, at: number, lines: string): string {
  const before = text.slice(0, at);
  const eol = before === "" || before.endsWith("\n") ? "" : endOfLineOf(text);
  return endAs(text, before + eol + lines + text.slice(at));
}

/** A file that did not end in a line end does not get one. */
function endAs(text: string, changed: string): string {
  return text === "" || text.endsWith("\n") ? changed : changed.replace(/\r?\n$/, "");
}

function written(value: unknown, column: number, text: string): string {
  const lines = stringify(value, { lineWidth: 0 }).replace(/^(?=.)/gm, " ".repeat(column));
  return lines.replaceAll("\n", endOfLineOf(text));
}

/** Shows lists at the top as tables, each member under its name; one without a name, such as a reference, under all that it is. */
function byName(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, list]: [string, unknown]) => {
      if (!Array.isArray(list)) return [key, list];
      const members = list.map((member: unknown) => [nameOf(member), member] as const);
      const isTold = new Set(members.map(([name]) => name)).size === members.length;
      return [key, isTold ? Object.fromEntries(members) : list];
    }),
  );
}

function nameOf(member: unknown): string {
  const hasName = typeof member === "object" && member !== null && "name" in member && typeof member.name === "string";
  return hasName ? String(member.name) : JSON.stringify(member);
}

/** By its code: messages can hold text of the file, which may be a secret. */
function parseFailureOf({ code, pos: [at] }: YAMLError, lines: LineCounter): ParseFailure {
  const { line, col } = lines.linePos(at);
  return { ok: false, line, column: col, reason: code.toLowerCase().replaceAll("_", " ") };
}
