import { ESCAPE_STARTS, readEscape, unescapeText } from "./unescape.ts";

/** A part of a text: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * What is looked for of a key. Its letters are compared in one case and without what stands between them: those of
 * most keys are A to Z and digits, so that spaces, hyphens and line ends hide nothing.
 */
export interface KeyLetters {
  /** As many letters in a row give the key away. */
  readonly length: number;
  /** By a character's code: its number from 1 to 63 if it is a letter, and the flags below. */
  readonly kinds: Uint16Array;
  /** Which three letters in a row the key has, a bit for each. */
  readonly triples: Uint32Array;
  /** Every piece of the key of that length, and whether it tells anything that is not public. */
  readonly pieces: ReadonlyMap<string, boolean>;
}

/** Flags of `kinds`. */
const CLASS = 0x3f;
const HEX = 0x40;
const BASE64 = 0x80;
const ESCAPE = 0x100;
/** A digit of hex, or what may stand between two. */
const IN_HEX = 0x200;

/** More letters in a row than this are never needed, and fewer may be chance. */
const MOST = 12;
const FEWEST = 8;
/** A piece tells something when it has as many characters that are not public. */
const TELLING = 6;

/** A key, and what follows the public words that it begins with where that is long enough to be told from a word. */
export function ownTexts(key: string): readonly string[] {
  const rest = key.replace(/^(?:[a-z]{1,10}[_-])+/, "");
  return rest.length >= FEWEST && rest !== key ? [key, rest] : [key];
}

/** What most keys are made of. */
const WORDY = /[A-Za-z\d]/;
/** In JSON inside JSON nothing tells a backslash from one that escapes what follows, so none is needed to find a key. */
const UNESCAPED = /[!-[\]-~]/;
const VISIBLE = /[!-~]/;

/** What to look for so that neither 12 characters in a row of these texts pass, nor one of them that is shorter. */
export function lettersOf(texts: readonly string[]): readonly KeyLetters[] {
  const written = texts.flatMap((text) => [...new Set([text, unescapeText(text).text])]);
  const wordy = written.filter((text) => text.replace(/[^A-Za-z\d]/g, "").length >= FEWEST);
  const found = wordy.length === 0 ? [] : [makeLetters(wordy, WORDY, Math.max(FEWEST, least(wordy)))];
  // Of a key with many signs too little is left without them, so they are letters too.
  const others = written.filter((text) => countLetters(text, WORDY) < FEWEST);
  const [without, withBackslash] = [others.filter(isFoundUnescaped), others.filter((text) => !isFoundUnescaped(text))];
  return [...found, ...makeVisible(without, UNESCAPED), ...makeVisible(withBackslash, VISIBLE)];
}

/** A key of hardly anything but backslashes would be found everywhere without them. */
function isFoundUnescaped(text: string): boolean {
  return countLetters(text, UNESCAPED) >= FEWEST / 2;
}

function makeVisible(texts: readonly string[], isLetter: RegExp): readonly KeyLetters[] {
  const lengths = new Set(texts.map((text) => countLetters(text, isLetter)).filter((length) => length > 2));
  return [...lengths].map((length) => {
    const same = texts.filter((text) => countLetters(text, isLetter) === length);
    return makeLetters(same, isLetter, length);
  });
}

function least(texts: readonly string[]): number {
  return Math.min(...texts.map((text) => countLetters(text, WORDY)));
}

/** The fewest letters that any 12 characters in a row have. */
function countLetters(text: string, isLetter: RegExp): number {
  const windows = Array.from({ length: Math.max(1, text.length - MOST + 1) }, (_, at) => text.slice(at, at + MOST));
  return Math.min(...windows.map((window) => [...window].filter((char) => isLetter.test(char)).length));
}

/** A character of a key, in one case. */
interface Letter {
  readonly char: string;
  readonly isPublic: boolean;
}

function makeLetters(texts: readonly string[], isLetter: RegExp, length: number): KeyLetters {
  const kinds = Uint16Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code), isLetter));
  const triples = new Uint32Array(2 ** 18 / 32);
  const pieces = new Map<string, boolean>();
  for (const forms of texts.map((text) => readLetters(text, isLetter)).map(turned)) {
    for (const form of forms) addPieces(form, length, pieces);
  }
  for (const piece of pieces.keys()) {
    for (let at = 0; at + 3 <= piece.length; at += 1) {
      const triple = [0, 1, 2].reduce(
        (sum, step) => (sum << 6) | ((kinds[piece.charCodeAt(at + step)] ?? 0) & CLASS),
        0,
      );
      triples[triple >> 5] = (triples[triple >> 5] ?? 0) | (1 << (triple & 31));
    }
  }
  return { length, kinds, triples, pieces };
}

function kindOf(char: string, isLetter: RegExp): number {
  const letter = isLetter.test(char) ? (char.toUpperCase().charCodeAt(0) - 0x20) & CLASS || 1 : 0;
  const hex = /[\da-f]/i.test(char) ? HEX : 0;
  const inHex = hex !== 0 || !/[\w+/-]/.test(char) ? IN_HEX : 0;
  return letter | hex | inHex | (/[\w+/-]/.test(char) ? BASE64 : 0) | (ESCAPE_STARTS.includes(char) ? ESCAPE : 0);
}

/** Small words of a key of several, such as those of `spa_sk_live_`, are public: its documents say them. */
function readLetters(text: string, isLetter: RegExp): readonly Letter[] {
  const words = text.split(/(?<=[_-])/);
  return words.flatMap((word) => {
    const isPublic = words.length > 1 && /^[a-z]{1,10}[_-]?$/.test(word);
    return [...word].filter((char) => isLetter.test(char)).map((char) => ({ char: char.toLowerCase(), isPublic }));
  });
}

/** A key as it is, from its end, and with each letter 13 further; a short one only as it is. */
function turned(letters: readonly Letter[]): readonly (readonly Letter[])[] {
  if (letters.length < FEWEST) return [letters];
  return [letters, letters.toReversed(), letters.map(({ char, isPublic }) => ({ char: turn13(char), isPublic }))];
}

function turn13(char: string): string {
  return /[a-z]/.test(char) ? String.fromCharCode(((char.charCodeAt(0) - 0x61 + 13) % 26) + 0x61) : char;
}

function addPieces(letters: readonly Letter[], length: number, pieces: Map<string, boolean>): void {
  const own = letters.filter(({ isPublic }) => !isPublic).length;
  const needed = Math.min(TELLING, own);
  for (let at = 0; at + length <= letters.length; at += 1) {
    const window = letters.slice(at, at + length);
    const piece = window.map(({ char }) => char).join("");
    const tells = window.filter(({ isPublic }) => !isPublic).length >= needed;
    pieces.set(piece, tells || pieces.get(piece) === true);
  }
}

/** What a text may have, by a first look: the key's letters, escapes, and digits in a row that may be an encoding. */
export const SEEN = { key: 1, escape: 2, run: 4, hex: 8 } as const;

/** Fewer digits of base64 hold nothing of `bytes` characters. */
const base64Digits = (bytes: number) => Math.ceil((bytes * 8) / 6);

/**
 * Takes a first look at a text, which nearly all texts end with, so it is the fastest way there is: one number for
 * each character, and nothing allocated.
 */
export function lookAt(text: string, { length, kinds, triples }: KeyLetters, least: number): number {
  const longRun = base64Digits(least);
  const longHex = 2 * least;
  let seen = 0;
  let last = 0;
  let streak = 0;
  let run = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? (kinds[code] ?? 0) : IN_HEX;
    run = (kind & BASE64) === 0 ? 0 : run + 1;
    if (run >= longRun) seen |= SEEN.run;
    // Without branches, which would be guessed wrongly half of the time.
    digits = (digits + ((kind >> 6) & 1)) & -((kind >> 9) & 1);
    if (digits >= longHex) seen |= SEEN.hex;
    if ((kind & ESCAPE) !== 0 && (seen & SEEN.escape) === 0 && readEscape(text, at) !== 0) seen |= SEEN.escape;
    if ((kind & CLASS) === 0) continue;
    last = ((last << 6) | (kind & CLASS)) & 0x3ffff;
    streak = (((triples[last >> 5] ?? 0) >>> (last & 31)) & 1) === 0 ? 0 : streak + 1;
    if (streak >= length - 2) seen |= SEEN.key;
  }
  return seen;
}

/** Finds the key's letters in a text, as far as they go on; only where they tell anything that is not public. */
export function findLetters(text: string, { length, kinds, triples, pieces }: KeyLetters): Span[] {
  const places = new Int32Array(text.length);
  const spans: { start: number; end: number; tells: boolean }[] = [];
  let count = 0;
  let last = 0;
  let streak = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const letter = code < 128 ? (kinds[code] ?? 0) & CLASS : 0;
    if (letter === 0) continue;
    places[count] = at;
    count += 1;
    last = ((last << 6) | letter) & 0x3ffff;
    streak = (streak + 1) * (((triples[last >> 5] ?? 0) >>> (last & 31)) & 1);
    if (streak < length - 2) continue;
    const start = places[count - length] ?? 0;
    const tells = pieces.get(lettersAt(text, start, places.subarray(count - length, count)));
    if (tells === undefined) continue;
    const before = spans.at(-1);
    if (before === undefined || start >= before.end) spans.push({ start, end: at + 1, tells });
    else spans[spans.length - 1] = { start: before.start, end: at + 1, tells: before.tells || tells };
  }
  return spans.filter(({ tells }) => tells);
}

function lettersAt(text: string, start: number, places: Int32Array): string {
  const together = text.slice(start, (places.at(-1) ?? 0) + 1);
  const letters = together.length === places.length ? together : Array.from(places, (at) => text.charAt(at)).join("");
  return letters.toLowerCase();
}
