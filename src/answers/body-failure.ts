import { beginning, type Clean } from "../utils/clean-text.ts";
import { MAX_DEPTH } from "./sanitize.ts";

/** Why a body that came with a status of success is no answer. The sentences are made where all sentences are. */
export type AnswerFailure =
  | { readonly kind: "empty" }
  /** A web page; its title is one clean line. */
  | { readonly kind: "html"; readonly title?: string }
  /** JSON that ends too soon. */
  | { readonly kind: "cut-off" }
  | { readonly kind: "not-json" }
  | { readonly kind: "too-deep" };

/** Finds out what is wrong with a body that could not be parsed as JSON. */
export function findBodyFailure(text: string, contentType: string | undefined, clean: Clean): AnswerFailure {
  const start = text.slice(0, 20_000).trimStart();
  if (start === "" && text.trim() === "") return { kind: "empty" };
  if (isHtml(start, contentType)) return { kind: "html", ...readTitle(start, clean) };
  const { depth, isUnfinished } = scanBrackets(text);
  if (depth > MAX_DEPTH) return { kind: "too-deep" };
  return { kind: isUnfinished ? "cut-off" : "not-json" };
}

function isHtml(start: string, contentType: string | undefined): boolean {
  if (!start.startsWith("<")) return false;
  return /^<(?:!doctype\s+html|html|head|body|title)\b/i.test(start) || /html/i.test(contentType ?? "");
}

function readTitle(html: string, clean: Clean): { title?: string } {
  const inside = /<title\b[^<>]{0,200}>([^<]{1,1000})/i.exec(html)?.[1] ?? "";
  const title = beginning(clean(inside).replace(/\s+/g, " ").trim(), 100);
  return title === "" ? {} : { title };
}

/**
 * Finds how deep brackets are nested, counted until that is too deep, and whether the text ends inside a string or
 * before its last bracket closes.
 */
function scanBrackets(text: string): { readonly depth: number; readonly isUnfinished: boolean } {
  const closers: string[] = [];
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === '"') {
      index = findEndOfString(text, index);
      if (index === -1) return { depth, isUnfinished: true };
    } else if (char === "[" || char === "{") {
      depth = Math.max(depth, closers.push(char === "[" ? "]" : "}"));
      if (depth > MAX_DEPTH) return { depth, isUnfinished: false };
    } else if ((char === "]" || char === "}") && closers.pop() !== char) {
      return { depth, isUnfinished: false };
    }
  }
  return { depth, isUnfinished: closers.length > 0 };
}

/** Finds where the string that starts here has its closing quote; -1 where it has none. */
function findEndOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0;
  while (text.charAt(index - 1 - backslashes) === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}
