import type { AnswerMeta } from "../answers/answer.ts";
import type { Session } from "../scopes/session.ts";
import type { Lines, Output } from "../terminal/output.ts";
import { beginning, cleanText } from "../utils/clean-text.ts";

/**
 * The last gate before the terminal, as the toolbox has one before the assistant: whatever the API echoed in its
 * answers and error texts, no key passes.
 */
export function withoutKeys(output: Output, keys: Pick<Session, "withoutKeys">): Output {
  const clean = (text: Lines): Lines => {
    if (typeof text === "string") return keys.withoutKeys(text);
    return "rows" in text
      ? { ...text, rows: text.rows.map((row) => row.map(keys.withoutKeys)) }
      : text.map(keys.withoutKeys);
  };
  return {
    out: (text) => output.out(clean(text)),
    err: (text) => output.err(clean(text)),
    paint: (style, text) => output.paint(style, text),
  };
}

const LONGEST_NAME = 100;

/** The store's name on one line, however the API wrote it; undefined when it told none. */
export function storeName(meta: AnswerMeta | undefined): string | undefined {
  const shop = meta?.store ?? "";
  const name = beginning(cleanText(String(shop)).replace(/\s+/g, " ").trim(), LONGEST_NAME);
  return name === "" ? undefined : name;
}
