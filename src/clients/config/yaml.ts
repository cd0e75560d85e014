import { dump, loadAll, YAMLException } from "js-yaml";
import type { Entry } from "../client.ts";
import { endOfLineOf, type Format, nested, type ParseFailure } from "./format.ts";
import { readTree, type Tree } from "./yaml-tree.ts";

/**
 * YAML, edited by whole lines: libraries that write YAML lose comments and layout. A form that is not foreseen, such as
 * braces, comes out unchanged, and `servers.ts` refuses that.
 */
export const yamlFormat: Format = makeFormat(false);

/** YAML with lists in which each thing has its `name`. They are shown, and addressed, as tables by these names. */
export const yamlListFormat: Format = makeFormat(true);

/** What reads the document copies what an alias stands for; with so many that stays small, however they are nested. */
const MOST_ALIASES = 30;

function makeFormat(hasLists: boolean): Format {
  return {
    parse(text) {
      try {
        const [document = {}, second] = loadAll(text, { maxAliases: MOST_ALIASES });
        if (second !== undefined) return { ok: false, line: 1, column: 1, reason: "it holds several documents" };
        return { ok: true, value: hasLists ? byName(document ?? {}) : (document ?? {}) };
      } catch (error) {
        if (!(error instanceof YAMLException)) throw error;
        return parseFailureOf(error);
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
      const isBare = around !== undefined && !/^\s*#/m.test(text.slice(around.from, around.value.to));
      return isBare ? this.remove(text, table) : endAs(text, without);
    },
  };
}

/** A member of a table or a list. */
interface Item {
  /** Where its key or its dash is. */
  readonly from: number;
  readonly value: Tree;
  readonly isInList: boolean;
  /** There is nothing else in the table or list. */
  readonly isOnly: boolean;
}

function locate(text: string, path: readonly string[]): Item | undefined {
  let found: Item | undefined;
  let tree = readTree(text);
  for (const key of path) {
    found = tree && itemsOf(tree, text).find((item) => item.key === key);
    if (found === undefined) return undefined;
    tree = found.value;
  }
  return found;
}

/** The members of a table or list that stand on lines of their own. */
function itemsOf({ kind, members }: Tree, text: string): (Item & { readonly key: string })[] {
  if (kind === "table") {
    const isOnly = members.length === 2;
    return members.flatMap((value, at) => {
      const key = members[at - 1];
      return at % 2 === 0 || key === undefined
        ? []
        : [{ key: key.text, from: key.from, value, isInList: false, isOnly }];
    });
  }
  if (kind !== "list") return [];
  const isOnly = members.length === 1;
  return members.map((value) => {
    const name = itemsOf(value, text).find(({ key }) => key === "name");
    return { key: name?.value.text ?? "", from: text.lastIndexOf("-", value.from - 1), value, isInList: true, isOnly };
  });
}

/** The whole lines of an item; undefined where something else is before it on its line. */
function linesOf(text: string, { from, value: { to } }: Item): { from: number; to: number } | undefined {
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
  const missing = path.findIndex((_, at) => locate(text, path.slice(0, at + 1)) === undefined);
  const rest = path.slice(missing);
  const parent = missing === 0 ? undefined : locate(text, path.slice(0, missing));
  const tree = parent === undefined ? readTree(text) : parent.value;
  const [last] = tree === undefined ? [] : itemsOf(tree, text).slice(-1);
  const block = isList ? listed(rest, entry) : nested(rest, entry);
  if (last !== undefined)
    return spliced(text, endOfLine(text, last.value.to), written(block, columnOf(text, last.from), text));
  if (tree?.isEmpty === false) return text;
  if (parent === undefined) return spliced(text, text.length, written(block, 0, text));
  const key = text.slice(0, parent.value.to).replace(/[ \t]*(?:\{\s*\}|\[\s*\]|~|null)$/, "");
  const bare = key + text.slice(parent.value.to);
  return spliced(bare, endOfLine(bare, key.length), written(block, columnOf(text, parent.from) + 2, text));
}

function listed(path: readonly string[], entry: Entry): unknown {
  return path.slice(0, -1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), [entry]);
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
  const lines = dump(value, { lineWidth: -1 }).replace(/^(?=.)/gm, " ".repeat(column));
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

/** Some reasons hold text of the file, which may be a secret: those are not told. */
function parseFailureOf({ reason, mark }: YAMLException): ParseFailure {
  const isPlain = /^[a-z ,;-]+$/i.test(reason);
  return {
    ok: false,
    line: (mark?.line ?? 0) + 1,
    column: (mark?.column ?? 0) + 1,
    reason: isPlain ? reason : "it is no YAML",
  };
}
