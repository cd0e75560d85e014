import type { Span } from "./key-letters.ts";
import type { Reading } from "./unescape.ts";

/*
 * Text inside hex, base32, base64 and lists of bytes, wherever in a run of their characters it begins. Most runs are
 * ids, digests or pictures; what tells text from them is bytes in a row that are all ASCII.
 */

interface Alphabet {
  readonly bits: 4 | 5 | 6;
  /** By a character's code: its digit, `GAP` where it may stand between two digits, or `END`. */
  readonly digits: Int8Array;
}

const END = -1;
const GAP = -2;
/** As many characters may stand between two digits. */
const LONGEST_GAP = 2;

function makeAlphabet(bits: Alphabet["bits"], spellings: readonly string[], isGap: RegExp): Alphabet {
  const chars = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
  const digitOf = (char: string) => Math.max(...spellings.map((digits) => digits.indexOf(char)));
  return {
    bits,
    digits: Int8Array.from(chars, (char) => (digitOf(char) < 0 && isGap.test(char) ? GAP : digitOf(char))),
  };
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const BASE62 = `${LETTERS}${LETTERS.toLowerCase()}0123456789`;
const LINE_END = /[\r\n]/;

const HEX = makeAlphabet(4, ["0123456789abcdef", "0123456789ABCDEF"], /[^0-9A-Za-z]/);
const BASE32 = makeAlphabet(5, [`${LETTERS}234567`, `${LETTERS.toLowerCase()}234567`], LINE_END);
const BASE64 = makeAlphabet(6, [`${BASE62}+/`, `${BASE62}-_`], LINE_END);

/** Base32 is written in one case, which ids and pictures are not for long. */
const MAY_BE_BASE32 = /[A-Z2-7]{12}|[a-z2-7]{12}/;

/** Digits in a row: how many, each, and its place in the text. Used again for the next run, which most are made for. */
const run = { length: 0, digits: new Uint8Array(1024), places: new Int32Array(1024) };

/** Finds every text of at least `least` characters that (where `isHex`) hex and lists of bytes, and base32 and base64 in this text hold. */
export function decodeRuns(text: string, least: number, isHex: boolean): Reading[] {
  const readings = isHex ? decodeLists(text, least) : [];
  const whole = { start: 0, end: text.length };
  if (isHex) readRuns(text, findRuns(text, whole, HEX, least), HEX, least, readings);
  const base64 = findRuns(text, whole, BASE64, least);
  // Every digit of base32 is one of base64, of which most texts have no long run.
  const base32 = base64.flatMap((part) => findRuns(text, part, BASE32, least));
  if (base32.length > 0 && MAY_BE_BASE32.test(text)) readRuns(text, base32, BASE32, least, readings);
  readRuns(text, base64, BASE64, least, readings);
  return readings;
}

/** Finds where a part of a text has digits in a row that can hold at least `least` characters. */
function findRuns(text: string, { start: from, end }: Span, { bits, digits }: Alphabet, least: number): Span[] {
  const leastDigits = Math.ceil((least * 8) / bits);
  const runs: Span[] = [];
  let count = 0;
  let start = 0;
  let gap = 0;
  for (let at = from; at <= end; at += 1) {
    const code = at < end ? text.charCodeAt(at) : 128;
    const digit = code < 128 ? (digits[code] ?? END) : END;
    if (digit >= 0) {
      if (count === 0) start = at;
      count += 1;
      gap = 0;
    } else if (count > 0 && (digit === END || ++gap > LONGEST_GAP)) {
      if (count >= leastDigits) runs.push({ start, end: at });
      count = 0;
      gap = 0;
    }
  }
  return runs;
}

function readRuns(text: string, runs: readonly Span[], alphabet: Alphabet, least: number, readings: Reading[]): void {
  for (const { start, end } of runs) {
    fillRun(text, start, end, alphabet.digits);
    readRun(alphabet.bits, least, readings);
  }
}

function fillRun(text: string, start: number, end: number, digits: Int8Array): void {
  if (run.digits.length < end - start) {
    run.digits = new Uint8Array(2 * (end - start));
    run.places = new Int32Array(2 * (end - start));
  }
  run.length = 0;
  for (let at = start; at < end; at += 1) {
    const digit = digits[text.charCodeAt(at)] ?? END;
    if (digit < 0) continue;
    run.digits[run.length] = digit;
    run.places[run.length] = at;
    run.length += 1;
  }
}

/** A run may begin with digits that belong to something else, so every one of the first may be the first of a byte. */
function readRun(bits: Alphabet["bits"], least: number, readings: Reading[]): void {
  const phases = { 4: 2, 5: 8, 6: 4 }[bits];
  for (let phase = 0; phase < phases; phase += 1) findTexts(bits, phase, least, readings);
}

function readByte(bits: number, phase: number, index: number): number {
  const first = Math.floor((index * 8) / bits);
  const last = Math.floor((index * 8 + 7) / bits);
  let value = 0;
  for (let at = first; at <= last; at += 1) value = (value << bits) | (run.digits[phase + at] ?? 0);
  return (value >> ((last + 1) * bits - index * 8 - 8)) & 0xff;
}

/** Finds where at least `least` bytes in a row are text. Looks at the last of them first, which skips most others. */
function findTexts(bits: Alphabet["bits"], phase: number, least: number, readings: Reading[]): void {
  const length = Math.floor(((run.length - phase) * bits) / 8);
  let from = 0;
  while (from + least <= length) {
    let odd = from + least - 1;
    while (odd >= from && isTextAt(bits, phase, odd)) odd -= 1;
    if (odd < from) {
      odd = from + least;
      while (odd < length && isTextAt(bits, phase, odd)) odd += 1;
      readings.push(readText(bits, phase, from, odd));
    }
    from = odd + 1;
  }
}

function readText(bits: Alphabet["bits"], phase: number, from: number, to: number): Reading {
  const bytes = Buffer.alloc(to - from);
  const starts = new Int32Array(to - from);
  const ends = new Int32Array(to - from);
  for (let at = 0; at < bytes.length; at += 1) {
    const bit = (from + at) * 8;
    bytes[at] = readByte(bits, phase, from + at);
    starts[at] = run.places[phase + Math.floor(bit / bits)] ?? 0;
    ends[at] = (run.places[phase + Math.floor((bit + 7) / bits)] ?? 0) + 1;
  }
  return { text: bytes.toString("latin1"), starts, ends };
}

/** UTF-16 has a zero beside every character of ASCII, but never two, of which pictures and padding are full. */
function isTextAt(bits: number, phase: number, index: number): boolean {
  const byte = readByte(bits, phase, index);
  if (byte === 0) return index > 0 && readByte(bits, phase, index - 1) !== 0;
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** At most so many at a time: a pattern without an end runs out of stack in a long list. */
const LIST = /(?<!\d)\d{2,3}(?:,\s{0,2}\d{2,3}){3,4095}(?!\d)/g;

/** Lists such as 115,112,97: what a Buffer of Node looks like as JSON. */
function decodeLists(text: string, least: number): Reading[] {
  const readings: Reading[] = [];
  if (!text.includes(",")) return readings;
  for (const { 0: found, index } of text.matchAll(LIST)) {
    const bytes = [...found.matchAll(/\d+/g)].map(({ 0: digits, index: at }) => ({ digits, at: index + at }));
    if (bytes.length < least) continue;
    readings.push({
      text: bytes.map(({ digits }) => String.fromCharCode(Number(digits))).join(""),
      starts: bytes.map(({ at }) => at),
      ends: bytes.map(({ digits, at }) => at + digits.length),
    });
  }
  return readings;
}
