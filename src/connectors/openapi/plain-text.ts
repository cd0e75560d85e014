/** Of a description only the beginning is looked at: some are whole chapters. */
const LOOKED_AT = 4_000;

const ENTITIES = new Map(Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " }))
  .set("#39", "'")
  .set("#x27", "'");

/** What does not show, and what no text of a definition may hold (src/connectors/schema/patterns.ts). */
const HIDDEN = /[\p{Cf}\p{Cs}\p{Co}]/gu;
const NOT_A_SPACE_BUT_ONE = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;

/** Markdown or HTML as words on one line, without marks and hidden characters. */
export function plainText(markup: string): string {
  return markup
    .slice(0, LOOKED_AT)
    .replace(/```[^`]*(?:```|$)|\[![A-Z]{1,20}\]/g, " ")
    .replace(/!\[([^[\]]{0,200})\]\([^()]{0,400}\)/g, "$1")
    .replace(/\[([^[\]]{1,200})\](?:\([^()]{0,400}\)|\[[^[\]]{0,100}\])/g, "$1")
    .replace(/<\/?[a-zA-Z!][^<>]{0,400}>/g, " ")
    .replace(/&(#?\w{1,6});/g, (whole, name: string) => ENTITIES.get(name) ?? whole)
    .replace(/^[ \t]*(?:#{1,6}|[-*+>]|\|)[ \t]+/gm, "")
    .replace(/\*\*|__(?=\S)|(?<=\S)__|`/g, "")
    .replace(/(?<!\w)[*_](\S[^*_]{0,200})[*_](?!\w)/g, "$1")
    .replace(HIDDEN, "")
    .replace(NOT_A_SPACE_BUT_ONE, " ")
    .replace(/ ([.,;:])(?= |$)/g, "$1")
    .trim();
}

/** The first sentences of a plain text, at most `length` characters; where the first is longer, its first words. */
export function firstSentences(text: string, length: number): string {
  if (text.length <= length) return text;
  const room = text.slice(0, length);
  const end = Math.max(...[". ", "? ", "! "].map((mark) => room.lastIndexOf(mark)));
  // A sentence that ends very early, such as "e.g.", says too little.
  if (end >= length / 4) return room.slice(0, end + 1);
  const word = room.slice(0, -1).lastIndexOf(" ");
  const cut = room.slice(0, word > length / 2 ? word : length - 1).replace(/[\s,;:.(–-]+$/, "");
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}

/** A sentence with its end. */
export function sentence(text: string): string {
  return text === "" || /[.!?…:]$/.test(text) ? text : `${text}.`;
}

/** The first few of a list, and how many more there are: "a, b and 12 more". */
export function listSome(names: readonly string[], most: number): string {
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return `${names.slice(0, most).join(", ")}${more}`;
}
