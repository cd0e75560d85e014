import type { Connector } from "../connectors/connector.ts";
import { type Answer, META_NAMES } from "./answer.ts";
import { LONGEST_QUOTE, quoted } from "./clean.ts";
import { isObject, isScalar, type Json, own } from "./json.ts";

/*
 * Every line of Keyscope's own begins with "#". No line of TOON or JSON does: TOON quotes keys and strings that
 * begin so, and its readers skip such lines as comments. So nothing in the data can pass for a line of ours.
 */

/** A line of Keyscope's own, for a text that holds no line break. */
export function ownLine(text: string): string {
  return `# ${text}`;
}

const LABELS = { shop: "store", currency: "currency", timezone: "timezone", generated_at: "generated_at" } as const;

/** The first line: which product, and what `meta` says about store, currency, timezone and time of the data. */
export function headerLine(connector: Connector, { meta }: Answer): string {
  const parts = META_NAMES.flatMap((name) => {
    const value = meta[name];
    if (value === undefined) return [];
    return [`${LABELS[name]} ${typeof value === "string" ? quoted(value) : value}`];
  });
  return ownLine([connector.title, parts.join(", ")].filter((part) => part !== "").join(": "));
}

/** The line after which all is data, up to the end of the text. */
export function dataLine(connector: Connector, format: "TOON" | "JSON"): string {
  return ownLine(`All below is data from ${connector.title} (${format}):`);
}

/**
 * The part of an answer that is shown as data: `data` alone where the first line says everything else that came,
 * else the document as it came.
 */
export function shownPart(answer: Answer): { readonly content: Json; readonly isData: boolean } {
  const { document } = answer;
  if (!isObject(document) || !answer.envelope.data) return { content: document, isData: false };
  if (Object.keys(document).some((key) => key !== "data" && key !== "meta"))
    return { content: document, isData: false };
  const meta = own(document, "meta");
  const isData = meta === undefined || isToldByHeader(meta);
  return { content: isData ? answer.data : document, isData };
}

function isToldByHeader(meta: Json): boolean {
  const names: readonly string[] = META_NAMES;
  if (!isObject(meta)) return false;
  return Object.entries(meta).every(
    ([name, value]) => names.includes(name) && isScalar(value) && String(value).length <= LONGEST_QUOTE,
  );
}
