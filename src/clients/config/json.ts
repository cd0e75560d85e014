import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
  visit,
} from "jsonc-parser";
import type { Entry } from "../client.ts";
import { endOfLineOf, type Format, nested, type ParseFailure } from "./format.ts";

const OPTIONS = { allowTrailingComma: true, allowEmptyContent: true } as const;

/** JSON as clients write and people edit it: with comments and trailing commas, which are kept. */
export const jsonFormat: Format = {
  parse(text) {
    const errors: ParseError[] = [];
    const root = parseTree(text, errors, OPTIONS);
    const [error] = errors;
    if (error !== undefined) return parseFailureOf(text, error);
    const value: unknown = root === undefined ? undefined : getNodeValue(root);
    return { ok: true, value };
  },
  lineOf(text, path) {
    const node = nodeAt(text, path);
    return position(text, node?.parent?.offset ?? node?.offset ?? 0).line;
  },
  set(text, path, entry) {
    const existing = nodeAt(text, path);
    return existing === undefined ? inserted(text, path, entry) : replaced(text, existing, entry);
  },
  remove(text, path) {
    const member = nodeAt(text, path)?.parent;
    if (member === undefined) return text;
    const without = withoutMember(text, member);
    const around = path.slice(0, -1);
    const table = nodeAt(without, around);
    const isEmpty = table !== undefined && (table.children ?? []).length === 0 && !hasComment(without, table);
    return isEmpty && table.parent !== undefined ? withoutMember(without, table.parent) : without;
  },
};

function nodeAt(text: string, path: readonly string[]): Node | undefined {
  const root = parseTree(text, [], OPTIONS);
  return root === undefined ? undefined : findNodeAtLocation(root, [...path]);
}

function inserted(text: string, path: readonly string[], entry: Entry): string {
  const root = parseTree(text, [], OPTIONS);
  const eol = endOfLineOf(text);
  if (root === undefined) {
    const start = text === "" || /[\r\n]$/.test(text) ? text : text + eol;
    return `${start}${written(nested(path, entry), { unit: "  ", indent: "", eol })}${eol}`;
  }
  const depth = path.findIndex((_, at) => findNodeAtLocation(root, path.slice(0, at + 1)) === undefined);
  const object = findNodeAtLocation(root, path.slice(0, depth));
  if (object?.type !== "object") return text;
  return withMember(text, object, path[depth] ?? "", nested(path.slice(depth + 1), entry));
}

/** Puts a member behind the last one and its comments. Its own lines where the object has lines. */
function withMember(text: string, object: Node, name: string, value: unknown): string {
  const last = object.children?.at(-1);
  const close = endOf(object) - 1;
  const from = last === undefined ? object.offset + 1 : endOf(last);
  const { comma, end } = between(text, from, close);
  const needsComma = last !== undefined && comma === undefined;
  const before = text.slice(0, from) + (needsComma ? "," : "") + text.slice(from, end);
  const rest = text.slice(end);
  const trailing = comma === undefined ? "" : ",";
  if (isOnOneLine(text, object)) {
    const isSpaced = /"\s*:\s/.test(text);
    const member = `${JSON.stringify(name)}:${isSpaced ? " " : ""}${compact(value, isSpaced)}`;
    return `${before}${last !== undefined && isSpaced ? " " : ""}${member}${trailing}${rest}`;
  }
  const eol = endOfLineOf(text);
  const unit = indentUnitOf(text);
  const outer = indentAt(text, object.offset);
  const indent = (last === undefined ? undefined : ownIndent(text, last.offset)) ?? outer + unit;
  const member = `${JSON.stringify(name)}: ${written(value, { unit, indent, eol })}`;
  // Where the brace stands behind the last member, it stays behind the new one.
  const closing = last !== undefined || /[\r\n]/.test(text.slice(end, close)) ? "" : eol + outer;
  return `${before}${eol}${indent}${member}${trailing}${closing}${rest}`;
}

function replaced(text: string, value: Node, entry: Entry): string {
  const isFlat = !/[\r\n]/.test(text);
  const style = { unit: indentUnitOf(text), indent: indentAt(text, value.parent?.offset ?? 0), eol: endOfLineOf(text) };
  const next = isFlat ? compact(entry, /"\s*:\s/.test(text)) : written(entry, style);
  return text.slice(0, value.offset) + next + text.slice(endOf(value));
}

/** Takes a member away together with its line and its comma: what follows it, or else the one before it. */
function withoutMember(text: string, member: Node): string {
  const siblings = member.parent?.children ?? [];
  const at = siblings.indexOf(member);
  const previous = siblings[at - 1];
  const next = siblings[at + 1];
  const close = member.parent === undefined ? text.length : endOf(member.parent) - 1;
  const { comma } = between(text, endOf(member), next?.offset ?? close);
  const start = member.offset - (/(?:\r\n|\r|\n)?[ \t]*$/.exec(text.slice(0, member.offset))?.[0].length ?? 0);
  if (comma !== undefined) return text.slice(0, start) + text.slice(endOf(member), comma) + text.slice(comma + 1);
  const rest = text.slice(endOf(member));
  if (previous === undefined) {
    const isBare = text.slice((member.parent?.offset ?? 0) + 1, start).trim() === "";
    return text.slice(0, start) + (isBare ? rest.trimStart() : rest);
  }
  const before = between(text, endOf(previous), member.offset).comma ?? endOf(previous);
  return text.slice(0, before) + text.slice(before + 1, start) + rest;
}

/** Where the comma is between two members or after the last one, and where the last comma or comment there ends. */
function between(text: string, from: number, to: number): { comma: number | undefined; end: number } {
  const found: { comma: number | undefined; end: number } = { comma: undefined, end: from };
  const see = (offset: number, length: number, isComma: boolean) => {
    if (offset < from || offset >= to) return;
    found.end = Math.max(found.end, offset + length);
    if (isComma) found.comma ??= offset;
  };
  visit(
    text,
    {
      onSeparator: (character, offset, length) => see(offset, length, character === ","),
      onComment: (offset, length) => see(offset, length, false),
    },
    OPTIONS,
  );
  return found;
}

function hasComment(text: string, object: Node): boolean {
  return between(text, object.offset + 1, endOf(object) - 1).end > object.offset + 1;
}

function isOnOneLine(text: string, object: Node): boolean {
  if ((object.children ?? []).length > 0) return !/[\r\n]/.test(text.slice(object.offset, endOf(object)));
  // An empty object has no style of its own. A document that is nothing else gets lines.
  return object.parent !== undefined && !/[\r\n]/.test(text.trim());
}

/** The white space before a place, when nothing else is before it on its line. */
function ownIndent(text: string, offset: number): string | undefined {
  return /(?:^|[\r\n])([ \t]*)$/.exec(text.slice(0, offset))?.[1];
}

function written(value: unknown, { unit, indent, eol }: { unit: string; indent: string; eol: string }): string {
  return JSON.stringify(value, undefined, unit).replaceAll("\n", eol + indent);
}

/** On one line. Line ends inside texts are escaped, so the real ones are the layout's. */
function compact(value: unknown, isSpaced: boolean): string {
  return isSpaced ? JSON.stringify(value, undefined, 1).replace(/\n\s*/g, " ") : JSON.stringify(value);
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

function parseFailureOf(text: string, { error, offset }: ParseError): ParseFailure {
  const words = printParseErrorCode(error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
  return { ok: false, ...position(text, offset), reason: words };
}

/** What a file indents by: the white space of its first indented line; two spaces where there is none. */
function indentUnitOf(text: string): string {
  return /^[ \t]+(?=["{}[\]/])/m.exec(text)?.[0] ?? "  ";
}

/** The white space that begins the line in which this place is. */
function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(linesUntil(text, offset).at(-1) ?? "")?.[0] ?? "";
}

/** Line and column of a place, from 1. */
function position(text: string, offset: number): { line: number; column: number } {
  const lines = linesUntil(text, offset);
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

function linesUntil(text: string, offset: number): string[] {
  return text.slice(0, offset).split(/\r\n|\r|\n/);
}
