import { idText } from "../schema/patterns.ts";
import { wordsOf } from "./name-words.ts";
import { firstSentences, plainText } from "./plain-text.ts";
import { member, textOf } from "./tree.ts";

const LONGEST_ID = 20;
/** What titles of documents say beside the product's name: "GitHub v3 REST API", "Swagger Petstore - OpenAPI 3.0". */
const NOT_THE_NAME =
  /\s*[-–(|:]*\s*\b(?:(?:open|rest|web|http|public)?\s*-?\s*api|openapi|rest|specification|spec|v?\d+(?:\.\d+)+|v\d+)\b\)?/gi;

/** The product's name, from the document's title or else the API's host. */
export function titleOf(document: unknown, baseUrl: string): string {
  const title = plainText(textOf(member(document, "info"), "title")).slice(0, 200);
  const name = title
    .replace(NOT_THE_NAME, " ")
    .replace(/\s+/g, " ")
    .replace(/^[\s\-–|:,.]+|[\s\-–|:,.(]+$/g, "");
  return firstSentences(name || title || new URL(baseUrl).hostname, 60);
}

/** The connector's id: as asked for, or made from the product's name or the API's host. */
export function idOf(asked: string | undefined, title: string, baseUrl: string): string {
  const host = new URL(baseUrl).hostname.split(".").filter((part) => part !== "www" && part !== "api");
  const ids = [asked ?? "", title, host.at(-2) ?? host[0] ?? "", `api ${title}`].map(slug);
  return ids.find((id) => idText.safeParse(id).success) ?? "api";
}

/** Whole words as long as there is room for them. Capitals within a word begin no new one: PostHog is posthog. */
function slug(name: string): string {
  return wordsOf(name.replaceAll("'", "").toLowerCase())
    .reduce((id, word) => (id === "" ? word : id.length + word.length < LONGEST_ID ? `${id}-${word}` : id), "")
    .slice(0, LONGEST_ID);
}
