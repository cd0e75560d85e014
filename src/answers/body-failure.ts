import { beginning, type Clean } from "../utils/clean-text.ts";
import type { Scan } from "./scan.ts";

/** Why a body that came with a status of success is no answer. The sentences are made where all sentences are. */
export type AnswerFailure =
  | { readonly kind: "empty" }
  /** A web page; its title is one clean line. */
  | { readonly kind: "html"; readonly title?: string }
  /** JSON that ends too soon. */
  | { readonly kind: "cut-off" }
  | { readonly kind: "not-json" }
  | { readonly kind: "too-deep" }
  /** More of something than is parsed. */
  | { readonly kind: "too-much"; readonly of: TooMuch };

export type TooMuch = Exclude<NonNullable<Scan["excess"]>, "depth">;

/** Finds out what is wrong with a body that could not be parsed as JSON, or has too much in it. */
export function findBodyFailure(
  text: string,
  scan: Scan,
  contentType: string | undefined,
  clean: Clean,
): AnswerFailure {
  const start = text.slice(0, 20_000).trimStart();
  if (start === "" && text.trim() === "") return { kind: "empty" };
  if (isHtml(start, contentType)) return { kind: "html", ...readTitle(start, clean) };
  const { excess, isUnfinished } = scan;
  if (excess === "depth") return { kind: "too-deep" };
  if (excess !== undefined) return { kind: "too-much", of: excess };
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
