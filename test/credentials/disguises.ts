/*
 * The ways in which an API, a proxy, a log or a debug page may write a key that it sends back, and how a reader would
 * undo each. Worked out with what Node has, and not with the code under test.
 */

/** One encoding: `hide` writes a key with it, `reveal` gives what can be read in a text by whoever undoes it. */
export interface Disguise {
  hide(key: string, random: () => number): string;
  reveal(text: string): string;
}

const bytes = (text: string) => Buffer.from(text, "latin1");
const hex = (text: string) => bytes(text).toString("hex");
const base64 = (text: string) => bytes(text).toString("base64");
const each = (text: string, write: (code: number) => string) =>
  [...text].map((char) => write(char.charCodeAt(0))).join("");
const utf16 = (text: string) => Buffer.from(text, "utf16le");
const reverse = (text: string) => [...text].reverse().join("");
const lines = (text: string, width: number) => text.replace(new RegExp(`.{${width}}(?!$)`, "g"), "$&\r\n");
const padded = (code: number, radix: number, width: number) => code.toString(radix).padStart(width, "0");
const char = (code: string, radix: number) => String.fromCharCode(Number.parseInt(code, radix) % 0x10000);

function turn13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const start = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - start + 13) % 26) + start);
  });
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(text: string): string {
  const bits = [...bytes(text)].map((byte) => padded(byte, 2, 8)).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

/** The runs of an alphabet, read from each of their characters that could be the first of a group. */
function readRuns(text: string, run: RegExp, group: number, read: (digits: string) => string): string {
  const starts = Array.from({ length: group }, (_, start) => start);
  return (text.match(run) ?? []).flatMap((found) => starts.map((start) => read(found.slice(start)))).join("\n");
}

const same = (text: string) => text;
const readHex = (text: string) =>
  readRuns(text, /[0-9a-f]{16,}/gi, 2, (run) => Buffer.from(run, "hex").toString("latin1"));
const readBase64 = (text: string) =>
  readRuns(text, /[A-Za-z0-9+/_-]{10,}/g, 4, (run) => Buffer.from(run, "base64").toString("latin1"));
const readBase32 = (text: string) =>
  readRuns(text, /[A-Z2-7]{12,}/g, 8, (run) => {
    const bits = [...run].map((digit) => padded(BASE32.indexOf(digit), 2, 5)).join("");
    return (bits.match(/.{8}/g) ?? []).map((byte) => char(byte, 2)).join("");
  });
const readCodes = (code: RegExp, radix: number) => (text: string) =>
  text.replace(code, (_, digits: string) => char(digits, radix));
const without = (between: RegExp) => (text: string) => text.replace(between, "");
const readPercent = readCodes(/%([0-9a-f]{2})/gi, 16);
const readUnicode = readCodes(/\\u([0-9a-f]{4})/gi, 16);
const readUtf16 = (text: string) => readBase64(text).replaceAll("\0", "");
const readJson = (text: string) => text.replace(/\\(["\\/])/g, "$1");
const swap = (text: string) =>
  [...text].map((char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase())).join("");

const NAMES: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos" };
const MORE_NAMES: Readonly<Record<string, string>> = { ...NAMES, _: "lowbar", "=": "equals", "+": "plus", "/": "sol" };
const CHARACTERS = new Map(Object.entries(MORE_NAMES).map(([char, name]) => [name, char]));
const readNames = (text: string) => text.replace(/&([a-z]+);/g, (found, name: string) => CHARACTERS.get(name) ?? found);

const withoutPrefix = (key: string) => key.replace(/^(?:[a-z]{2,4}_){1,3}/, "");

/** At least 12 characters from anywhere in the key; all of a short one. */
function piece(whole: string, random: () => number): string {
  const key = withoutPrefix(whole);
  if (key.length <= 12) return key;
  const length = 12 + Math.floor(random() * (key.length - 12));
  const start = Math.floor(random() * (key.length - length + 1));
  return key.slice(start, start + length);
}

export const disguises: Readonly<Record<string, Disguise>> = {
  plain: { hide: same, reveal: same },
  "without its prefix": { hide: withoutPrefix, reveal: same },
  "a piece of it": { hide: piece, reveal: same },
  "in the other case": { hide: swap, reveal: swap },
  reversed: { hide: reverse, reveal: reverse },
  rot13: { hide: turn13, reveal: turn13 },
  "with spaces between": { hide: (key) => [...key].join(" "), reveal: without(/ /g) },
  "in groups of four": { hide: (key) => key.replace(/.{4}(?!$)/g, "$& - "), reveal: without(/ - /g) },
  "with zero-width characters": { hide: (key) => [...key].join("\u200b"), reveal: without(/\u200b/g) },
  "over two lines": { hide: (key) => lines(key, Math.ceil(key.length / 2)), reveal: without(/\r\n/g) },
  "URL, what has to be": { hide: encodeURIComponent, reveal: readPercent },
  "URL, every byte": {
    hide: (key) => each(key, (code) => `%${padded(code, 16, 2).toUpperCase()}`),
    reveal: readPercent,
  },
  "URL twice": {
    hide: (key) => each(key, (code) => `%25${padded(code, 16, 2)}`),
    reveal: (text) => readPercent(readPercent(text)),
  },
  hex: { hide: hex, reveal: readHex },
  HEX: { hide: (key) => hex(key).toUpperCase(), reveal: readHex },
  "hex with spaces": {
    hide: (key) => hex(key).replace(/..(?!$)/g, "$& "),
    reveal: (text) => readHex(without(/ /g)(text)),
  },
  "hex with colons": {
    hide: (key) => hex(key).replace(/..(?!$)/g, "$&:"),
    reveal: (text) => readHex(without(/:/g)(text)),
  },
  "\\x": {
    hide: (key) => each(key, (code) => `\\x${padded(code, 16, 2)}`),
    reveal: readCodes(/\\x([0-9a-f]{2})/gi, 16),
  },
  octal: { hide: (key) => each(key, (code) => `\\${padded(code, 8, 3)}`), reveal: readCodes(/\\([0-7]{3})/g, 8) },
  "numbers of its bytes": {
    hide: (key) => `[${[...bytes(key)].join(",")}]`,
    reveal: (text) => text.replace(/(\d{2,3}),?/g, (_, digits: string) => char(digits, 10)),
  },
  "\\u": { hide: (key) => each(key, (code) => `\\u${padded(code, 16, 4)}`), reveal: readUnicode },
  "\\u{}": {
    hide: (key) => each(key, (code) => `\\u{${code.toString(16)}}`),
    reveal: readCodes(/\\u\{([0-9a-f]+)\}/gi, 16),
  },
  "JSON in JSON": {
    hide: (key) => JSON.stringify(JSON.stringify({ key })).slice(1, -1).replaceAll("/", "\\/"),
    reveal: (text) => readJson(readJson(text)),
  },
  "HTML, decimal": { hide: (key) => each(key, (code) => `&#${code};`), reveal: readCodes(/&#(\d+);/g, 10) },
  "HTML, hex": {
    hide: (key) => each(key, (code) => `&#x${code.toString(16)};`),
    reveal: readCodes(/&#x([0-9a-f]+);/gi, 16),
  },
  "HTML, named": {
    hide: (key) => [...key].map((char) => (MORE_NAMES[char] === undefined ? char : `&${MORE_NAMES[char]};`)).join(""),
    reveal: readNames,
  },
  "quoted-printable": {
    hide: (key) =>
      lines(
        each(key, (code) => `=${padded(code, 16, 2).toUpperCase()}`),
        75,
      ).replaceAll("\r\n", "=\r\n"),
    reveal: (text) => readCodes(/=([0-9A-F]{2})/g, 16)(text.replaceAll("=\r\n", "")),
  },
  base64: { hide: base64, reveal: readBase64 },
  "base64 of a header": {
    hide: (key, random) => base64(`${["Bearer ", "user:", "X-API-Key: "][Math.floor(random() * 3)]}${key}`),
    reveal: readBase64,
  },
  "base64url of JSON": {
    hide: (key) => Buffer.from(JSON.stringify({ user: 7, key })).toString("base64url"),
    reveal: (text) => readJson(readBase64(text)),
  },
  "base64 over lines": {
    hide: (key) => lines(base64(`From: a shop, with its key ${key}, and more`), key.length % 2 === 0 ? 64 : 76),
    reveal: (text) => readBase64(text.replaceAll("\r\n", "")),
  },
  "base64 twice": {
    hide: (key, random) => base64(`${"x".repeat(random() * 3)}${base64(`${"y".repeat(random() * 3)}${key}`)}`),
    reveal: (text) => readBase64(readBase64(text)),
  },
  "base64 three times": {
    hide: (key) => base64(base64(base64(key))),
    reveal: (text) => readBase64(readBase64(readBase64(text))),
  },
  "base64 of what is escaped": {
    hide: (key, random) =>
      base64(
        random() < 0.5
          ? each(key, (code) => `\\u${padded(code, 16, 4)}`)
          : each(key, (code) => `%${padded(code, 16, 2)}`),
      ),
    reveal: (text) => readPercent(readUnicode(readBase64(text))),
  },
  "base64 of hex": { hide: (key) => base64(hex(key)), reveal: (text) => readHex(readBase64(text)) },
  "base64 of UTF-16": {
    hide: (key, random) => (random() < 0.5 ? utf16(key) : utf16(key).swap16()).toString("base64"),
    reveal: readUtf16,
  },
  base32: { hide: base32, reveal: readBase32 },
};
