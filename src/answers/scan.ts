import { isInexact } from "./exact-json.ts";

/*
 * What a JSON text is made of, counted before anything is made of it. A parser cannot be stopped, and 10 MB can be
 * written so that parsing and all that follows take half a minute and a gigabyte.
 */

/** A text with more is not parsed. 100,000 rows of eight fields are 900,001 values, 100,001 containers and eight names. */
export const MOST = {
  /** Containers inside one another, so that no step that follows can run out of stack. */
  depth: 1000,
  /** Texts, numbers and the like, lists and objects. */
  values: 1_000_000,
  /** Lists and objects. */
  containers: 300_000,
  /**
   * Names, each counted once behind the same names before it: rows with the same columns have as many as columns, a
   * dictionary has as many as keys. For each the engine makes objects another layout, which is what costs it most.
   */
  names: 50_000,
  /** Numbers that a JavaScript number would change. Each is kept as a text in an object of its own. */
  longNumbers: 200_000,
  /** UTF-16 units of one name, as written. */
  nameLength: 1_000_000,
} as const;

/** What was found in a text, which is all of it unless there is an excess: then nothing but that counts. */
export interface Scan {
  excess?: Exclude<keyof typeof MOST, "nameLength">;
  keys: number;
  values: number;
  containers: number;
  /** Where numbers stand that a JavaScript number would change: a start and an end for each. */
  readonly inexact: number[];
  /** It ends inside a string or before its last bracket closes. */
  isUnfinished: boolean;
}

/** A text and how far it has been read. */
interface Reader {
  readonly json: string;
  readonly scan: Scan;
  index: number;
  /** Of every container that is open, the code of its closing bracket, and a hash of the names in it so far. */
  readonly closers: number[];
  readonly hashes: number[];
  /** The hash of each name with those before it. */
  readonly names: Set<number>;
}

/** A name and its value take at least so many characters: `"":0,`. A shorter text cannot hold too many. */
const SHORTEST_WITH_NAMES = 5 * MOST.names;

/** Another in every process, so that nobody can choose names that have one hash. */
const SEED = Math.floor(Math.random() * 2 ** 31);

const [QUOTE, MINUS, ZERO, NINE, COLON, BACKSLASH] = [34, 45, 48, 57, 58, 92] as const;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125] as const;
const [SMALL_E, SMALL_F, SMALL_N, SMALL_T] = [101, 102, 110, 116] as const;
/** The last of the characters that count as white space in JSON, and the only others up to it are not allowed there. */
const SPACE = 32;

/** Goes through a text once, as far as it may be JSON. Takes time in proportion to it, whatever the text is. */
export function scanJson(json: string): Scan {
  const scan: Scan = { keys: 0, values: 0, containers: 0, inexact: [], isUnfinished: false };
  const reader: Reader = { json, scan, index: 0, closers: [], hashes: [SEED], names: new Set() };
  while (reader.index < json.length && scan.excess === undefined) {
    if (!readPiece(reader)) return scan;
  }
  scan.isUnfinished = reader.closers.length > 0;
  return scan;
}

/** Reads the next string, number, word, bracket or anything else; false where the text cannot be JSON. */
function readPiece(reader: Reader): boolean {
  const code = reader.json.charCodeAt(reader.index);
  if (code === QUOTE) return readString(reader);
  if (code === MINUS || isDigit(code)) return readNumber(reader);
  switch (code) {
    case OPEN_LIST:
    case OPEN_OBJECT:
      open(reader, code === OPEN_LIST ? CLOSE_LIST : CLOSE_OBJECT);
      break;
    case CLOSE_LIST:
    case CLOSE_OBJECT:
      reader.hashes.pop();
      if (reader.closers.pop() !== code) return false;
      break;
    // The words true, false and null have one of these each.
    case SMALL_T:
    case SMALL_F:
    case SMALL_N:
      countValue(reader.scan);
      break;
  }
  reader.index += 1;
  return true;
}

function countValue(scan: Scan): void {
  scan.values += 1;
  if (scan.values > MOST.values) scan.excess = "values";
}

function open({ scan, closers, hashes }: Reader, closer: number): void {
  countValue(scan);
  scan.containers += 1;
  if (scan.containers > MOST.containers) scan.excess = "containers";
  hashes.push(SEED);
  if (closers.push(closer) > MOST.depth) scan.excess = "depth";
}

function readString(reader: Reader): boolean {
  const { json, scan, index: start } = reader;
  const end = findEndOfString(json, start);
  if (end === -1) {
    scan.isUnfinished = true;
    return false;
  }
  let next = end + 1;
  while (json.charCodeAt(next) <= SPACE) next += 1;
  const isName = json.charCodeAt(next) === COLON;
  if (isName) countName(reader, start + 1, end);
  else countValue(scan);
  reader.index = isName ? next + 1 : next;
  return true;
}

function countName({ json, scan, hashes, names }: Reader, start: number, end: number): void {
  scan.keys += 1;
  if (json.length < SHORTEST_WITH_NAMES) return;
  if (end - start > MOST.nameLength) scan.excess = "names";
  else {
    let hash = hashes.pop() ?? SEED;
    // As FNV-1a does; the quote at the end keeps "ab", "c" apart from "a", "bc".
    for (let index = start; index <= end; index += 1) hash = Math.imul(hash ^ json.charCodeAt(index), 16_777_619);
    hashes.push(hash);
    names.add(hash);
    if (names.size > MOST.names) scan.excess = "names";
  }
}

/** Finds where the string that starts here has its closing quote; -1 where it has none. */
function findEndOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end;
}

function isEscaped(json: string, index: number): boolean {
  let backslashes = 0;
  while (json.charCodeAt(index - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

/**
 * JavaScript's doubles hold every number of up to 15 digits as it is, unless its exponent has three digits or more; and
 * they hold no minus zero. Only others are looked at.
 */
const SURELY_EXACT = 15;

function readNumber(reader: Reader): boolean {
  const { json, scan, index: start } = reader;
  let end = start + 1;
  let exponent: number | undefined;
  for (; isInNumber(json.charCodeAt(end)); end += 1) {
    if ((json.charCodeAt(end) | 32) === SMALL_E) exponent = end;
  }
  countValue(scan);
  reader.index = end;
  const isMinusZero = json.charCodeAt(start) === MINUS && json.charCodeAt(start + 1) === ZERO;
  const isDoubtful = isMinusZero || end - start > SURELY_EXACT || (exponent !== undefined && end - exponent > 3);
  if (isDoubtful && isInexact(json.slice(start, end))) {
    if (scan.inexact.push(start, end) > 2 * MOST.longNumbers) scan.excess = "longNumbers";
  }
  return true;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** Digits and any of `+-.eE`. */
function isInNumber(code: number): boolean {
  return isDigit(code) || code === 43 || code === MINUS || code === 46 || (code | 32) === SMALL_E;
}
