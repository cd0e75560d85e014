import type { ApiSaid } from "../failures/failure.ts";
import { quoted } from "../utils/clean-text.ts";

/** What the API said, marked as its words: they are data, and not Keyscope's. A sentence with a space before it, or nothing. */
export function apiSaid(title: string, said: ApiSaid | undefined): string {
  const words = said?.words === undefined ? "" : JSON.stringify(said.words);
  const names = [
    said?.code === undefined || said.code === said.words ? "" : `code ${quoted(said.code)}`,
    said?.parameter === undefined ? "" : `parameter ${quoted(said.parameter)}`,
  ];
  const named = names.filter((name) => name !== "").join(", ");
  if (words === "" && named === "") return "";
  if (words === "" || named === "") return ` ${title} said: ${words}${named}.`;
  return ` ${title} said: ${words} (${named}).`;
}

/** How the product's support finds the request. A sentence with a space before it, or nothing. */
export function quoteRequest(title: string, requestId: string | undefined): string {
  return requestId === undefined ? "" : ` Quote request id ${requestId} to ${title}'s support.`;
}
