/*
 * Characters written as something else, all ways of it in one text: %41, \u0041, \u{41}, \x41, \101, &#65;, &#x41;, &lt;, =41. An
 * escape that was escaped again (%2541, \\u0041, &amp;#65;) counts as one. Only what may be a part of a key is read:
 * printable ASCII and white space.
 */

/** A text that was read out of another, and where each of its characters stands there. */
export interface Reading {
  readonly text: string;
  /** The character at `i` comes from `starts[i]` up to, not including, `ends[i]`. */
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
}

const HASH = 0x23;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

/** The characters that an escape can begin with. */
export const ESCAPE_STARTS = "%&=\\";

/** No escape is longer. */
const LONGEST = 40;
/** An escaped character may be escaped this often again. */
const TIMES = 8;

/**
 * Reads the escape that begins here: its width times 256, plus the code of the character that it stands for; 0 where
 * there is none. One number, because it is asked for very often.
 */
export function readEscape(text: string, at: number): number {
  switch (text.charCodeAt(at)) {
    case PERCENT:
      return readPercent(text, at);
    case BACKSLASH:
      return readBackslash(text, at);
    case AMPERSAND:
      return readEntity(text, at);
    case EQUALS:
      return readQuotedPrintable(text, at);
    default:
      return 0;
  }
}

/** Reads every escape of a text. */
export function unescapeText(text: string): Reading {
  const codes = new Uint16Array(text.length);
  const starts = new Int32Array(text.length);
  const ends = new Int32Array(text.length);
  let count = 0;
  for (let at = 0; at < text.length; count += 1) {
    const code = text.charCodeAt(at);
    const read = readEscape(text, at);
    codes[count] = read === 0 ? code : read & 0xff;
    starts[count] = at;
    at += read === 0 ? 1 : read >> 8;
    ends[count] = at;
  }
  return { text: new TextDecoder("utf-16le").decode(codes.subarray(0, count)), starts, ends };
}

function readPercent(text: string, at: number): number {
  let digits = at + 1;
  for (let times = 0; times < TIMES && text.startsWith("25", digits); times += 1) {
    if (readNumber(text, digits + 2, 2, 16) < 0) break;
    digits += 2;
  }
  const read = found(readNumber(text, digits, 2, 16), digits + 2 - at);
  // Of a character that no key has, at least the sign is read.
  return read === 0 && text.startsWith("25", at + 1) ? found(PERCENT, 3) : read;
}

const LETTERS: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09 };

/** However many backslashes stand before something count as one. */
function readBackslash(text: string, at: number): number {
  // Of a run that begins no escape, no end does.
  if (text.charCodeAt(at - 1) === BACKSLASH) return 0;
  let after = at + 1;
  while (after - at < 2 * TIMES && text.charCodeAt(after) === BACKSLASH) after += 1;
  const read = readEscaped(text, at, after);
  return read === 0 && after - at > 1 ? found(BACKSLASH, after - at) : read;
}

function readEscaped(text: string, at: number, after: number): number {
  const next = text.charAt(after);
  if (next === "u" && text.charAt(after + 1) === "{") {
    const close = text.slice(after + 2, after + 11).indexOf("}");
    return close < 1 ? 0 : found(readNumber(text, after + 2, close, 16), after + 3 + close - at);
  }
  if (next === "u") return found(readNumber(text, after + 1, 4, 16), after + 5 - at);
  if (next === "x") return found(readNumber(text, after + 1, 2, 16), after + 3 - at);
  if (next >= "0" && next <= "3") return found(readNumber(text, after, 3, 8), after + 3 - at);
  const isItself = next === '"' || next === "'" || next === "/";
  return found(isItself ? next.charCodeAt(0) : (LETTERS[next] ?? -1), after + 1 - at);
}

/** The visible characters of ASCII that have names in HTML; "" where one has none. */
const NAMED: Readonly<Record<string, string>> = {
  ...{ excl: "!", quot: '"', num: "#", dollar: "$", percnt: "%", amp: "&", apos: "'", lpar: "(", rpar: ")", ast: "*" },
  ...{ plus: "+", comma: ",", period: ".", sol: "/", colon: ":", semi: ";", lt: "<", equals: "=", gt: ">", quest: "?" },
  ...{ commat: "@", lsqb: "[", lbrack: "[", bsol: "\\", rsqb: "]", rbrack: "]", Hat: "^", lowbar: "_", grave: "`" },
  ...{ lcub: "{", lbrace: "{", vert: "|", verbar: "|", rcub: "}", rbrace: "}", hyphen: "-", dash: "-", nbsp: " " },
};
const ENTITY = /&(?:amp;){0,8}(?:#x0{0,6}([0-9a-f]{1,2})(?![0-9a-f])|#0{0,6}(\d{1,3})(?!\d)|([a-z]{2,6}));?/iy;

function readEntity(text: string, at: number): number {
  if (text.charCodeAt(at + 1) !== HASH && !text.slice(at, at + LONGEST).includes(";")) return 0;
  ENTITY.lastIndex = at;
  const [whole = "", hex, decimal, name = ""] = ENTITY.exec(text) ?? [];
  if (hex !== undefined) return found(Number.parseInt(hex, 16), whole.length);
  if (decimal !== undefined) return found(Number(decimal), whole.length);
  // "&copy=1" in an address is a parameter.
  const char = whole.endsWith(";") && Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  return found(char?.charCodeAt(0) ?? -1, whole.length);
}

/** In `key=4f5a` the sign is no escape: there has to be another one beside it, or it stands for no letter. */
function readQuotedPrintable(text: string, at: number): number {
  if (text.startsWith("\r\n", at + 1)) return found(0x20, 3);
  if (text.charAt(at + 1) === "\n") return found(0x20, 2);
  const code = readNumber(text, at + 1, 2, 16);
  const isAlone = text.charCodeAt(at + 3) !== EQUALS && text.charCodeAt(at - 3) !== EQUALS;
  return isAlone && /\w/.test(String.fromCharCode(code)) && code !== 0x5f ? 0 : found(code, 3);
}

function found(code: number, width: number): number {
  const isRead = (code >= 0x20 && code < 0x7f) || code === 0x0a || code === 0x0d || code === 0x09 || code === 0;
  return isRead && width <= LONGEST ? (width << 8) | code : 0;
}

/** Reads exactly so many digits; -1 where there are fewer. */
function readNumber(text: string, at: number, digits: number, radix: 8 | 16): number {
  let number = 0;
  for (let end = at; end < at + digits; end += 1) {
    const digit = digitOf(text.charCodeAt(end));
    if (digit < 0 || digit >= radix) return -1;
    number = number * radix + digit;
  }
  return number;
}

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
