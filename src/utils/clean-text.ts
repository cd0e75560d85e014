/*
 * Characters that an assistant or a terminal would act on without showing them: controls, bidirectional marks and
 * overrides, zero-width characters, tags. The soft hyphen is none of them: it is ordinary text in many shops.
 * Line ends of other kinds become "\n", and half a surrogate pair becomes U+FFFD, because neither UTF-8 nor TOON
 * can hold it.
 */
const HIDDEN = /[^\P{Cc}\t\n]|[\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;
const OTHER_LINE_ENDS = /[\u0085\u2028\u2029]/g;
const DIRTY = /[^\P{Cc}\t\n]|[\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/u;
const ALL_DIRTY = new RegExp(DIRTY, "gu");
/**
 * The UTF-16 units of which dirty characters are made, and other pairs. Looking for units takes a quarter of the time that
 * looking for characters does, and nearly no text has one of these.
 */
const DOUBTFUL =
  /[^\t\n -\uffff]|[\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/;

/** Takes out of a text from elsewhere what must not come through: hidden characters, and the key where it is known. */
export type Clean = (text: string) => string;

/** Whether `cleanText` would change the text. */
export function isDirty(text: string): boolean {
  return DOUBTFUL.test(text) && DIRTY.test(text);
}

/** The text without hidden characters. Tabs and new lines stay: whoever prints the text must escape them. */
export function cleanText(text: string): string {
  if (!isDirty(text)) return text;
  return text.toWellFormed().replace(OTHER_LINE_ENDS, "\n").replace(HIDDEN, "");
}

/**
 * The text with hidden characters written as JSON writes them, such as `\\u202e`: for what a person decides by, where a
 * character that is left out would be a lie. A text of JSON stays one, of the same value. Tabs and new lines stay.
 */
export function showHidden(text: string): string {
  return isDirty(text) ? text.replace(ALL_DIRTY, escapeUnits) : text;
}

/** The same on one line: a line end is written as `\\n`. */
export function showOnOneLine(text: string): string {
  return showHidden(text).replaceAll("\n", "\\n");
}

function escapeUnits(character: string): string {
  return character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The text's beginning, at most `length` UTF-16 units, never ending in half a character. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** The same with "…" in place of what was cut, at most `length` UTF-16 units in all. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${beginning(text, length - 1)}…`;
}

/** Longest text from elsewhere that stands inside a line of Keyscope's own, in UTF-16 units before quoting. */
export const LONGEST_QUOTE = 160;

/** Texts that can be nothing but one word of a line: ids, host names, dates, zones. */
const WORD = /^(?!true$|false$|null$)(?=.*[A-Za-z])[\w./:+@-]+$/;

/** A text from elsewhere, fit to stand inside one line of Keyscope's own: cleaned, capped, quoted unless one word. */
export function quoted(text: string): string {
  const cleaned = cleanText(text);
  const capped = cleaned.length > LONGEST_QUOTE ? `${beginning(cleaned, LONGEST_QUOTE)}…` : cleaned;
  return WORD.test(capped) ? capped : JSON.stringify(capped);
}

/** Names from elsewhere, fit to stand inside one line, as many as `longest` characters hold: "a, b and 12 more". */
export function quotedList(names: readonly string[], longest: number): string {
  const shown: string[] = [];
  let length = 0;
  for (const name of names.map(quoted)) {
    length += name.length + 2;
    if (length > longest) break;
    shown.push(name);
  }
  const more = names.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Names in a row: "A", "A and B", "A, B and C". */
export function allOf(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
