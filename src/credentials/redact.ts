import { decodeRuns } from "./encoded-runs.ts";
import { findLetters, type KeyLetters, lettersOf, lookAt, ownTexts, SEEN, type Span } from "./key-letters.ts";
import type { Secret } from "./secret.ts";
import { type Reading, unescapeText } from "./unescape.ts";

const HIDDEN = "[secret]";
/**
 * Of a key with two parts, one that is shorter than this is no secret by itself, such as the "X" that some APIs want
 * as the password; hiding it would spoil every text.
 */
const SHORTEST_PART = 4;
/** An encoding inside an encoding, and so on, is read this deep. */
const DEPTH = 4;
/** What is read out of a text altogether may be so many times as long; no text but one made for it gets there. */
const MOST_READ = 20;

/** What is looked for of a secret. */
interface Wanted {
  readonly letters: readonly KeyLetters[];
  /** Fewer characters hold nothing that is looked for. */
  readonly least: number;
  /** Looked for as they are only. */
  readonly tiny: readonly string[];
}

const known = new WeakMap<Secret, Wanted>();

/**
 * Takes a key out of any text: 12 characters in a row of either part, or all of a shorter one, but for what the key's
 * documents say themselves, such as `spa_sk_`. In either case, from its end or in rot13; with anything between; escaped
 * for URLs, JSON, HTML or mail; in hex, base32, base64 or as numbers of bytes, anywhere in a longer text; and all of that
 * inside one another.
 * Meant for every text that leaves the program: it never fails, and takes time in proportion to the text.
 */
export function redact(text: string, secret: Secret): string {
  let wanted = known.get(secret);
  if (wanted === undefined) {
    wanted = wantedOf(secret);
    known.set(secret, wanted);
  }
  if (text.length < wanted.least) return text;
  const bare =
    wanted.tiny.length === 0 ? text : wanted.tiny.reduce((left, word) => left.replaceAll(word, HIDDEN), text);
  const seen = look(bare, wanted);
  if (seen === 0) return bare;
  const spans = findSeen(bare, seen, wanted, DEPTH, { left: MOST_READ * bare.length + 1000 });
  return spans.length === 0 ? bare : hide(bare, spans);
}

function wantedOf(secret: Secret): Wanted {
  const parts: readonly string[] = secret.revealParts();
  const long = parts.filter((part) => part.length >= SHORTEST_PART).flatMap(ownTexts);
  const tiny = parts.length > 1 ? [] : parts.filter((part) => part !== "" && part.length < SHORTEST_PART);
  const letters = lettersOf(parts.length > 1 ? [...long, secret.reveal()] : long);
  return { letters, tiny, least: Math.min(...[...long, ...tiny].map((part) => Math.min(part.length, 12))) };
}

/** Takes a first look; nearly every text needs no other. */
function look(text: string, { letters, least }: Wanted): number {
  let seen = 0;
  for (const some of letters) seen |= lookAt(text, some, least);
  return seen;
}

/** Finds every part of a text that shows the key. `budget`: the characters that may still be read out of it. */
function findSeen(text: string, seen: number, wanted: Wanted, depth: number, budget: { left: number }): Span[] {
  const spans = (seen & SEEN.key) === 0 ? [] : wanted.letters.flatMap((some) => findLetters(text, some));
  if (depth === 0) return spans;
  const readings = (seen & (SEEN.run | SEEN.hex)) === 0 ? [] : decodeRuns(text, wanted.least, (seen & SEEN.hex) !== 0);
  if ((seen & SEEN.escape) !== 0) readings.push(unescapeText(text));
  for (const reading of readings) {
    budget.left -= reading.text.length;
    // Whoever writes such a text has no other aim than to keep us busy.
    if (budget.left < 0) return [{ start: 0, end: text.length }];
    const inside = findSeen(reading.text, look(reading.text, wanted), wanted, depth - 1, budget);
    for (const span of inside) spans.push(spanIn(reading, span));
  }
  return spans;
}

function spanIn({ starts, ends }: Reading, { start, end }: Span): Span {
  return { start: starts[start] ?? 0, end: ends[end - 1] ?? 0 };
}

/** Puts the mark in the place of each span, with the padding that ended its base64. */
function hide(text: string, spans: Span[]): string {
  let left = "";
  let done = 0;
  for (const { start, end } of spans.sort((one, other) => one.start - other.start)) {
    if (start >= done) left += `${text.slice(done, start)}${HIDDEN}`;
    done = Math.max(done, end);
    while (text.charAt(done) === "=") done += 1;
  }
  return left + text.slice(done);
}
