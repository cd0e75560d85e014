/*
 * Bodies that are made to hurt whoever reads them: legal JSON and what pretends to be, each as large as one likes. The
 * tests look at what becomes of them, the soak at how long the server is busy with them (scripts/soak/hostile.ts).
 */

/** Makes a body of about so many characters. */
export type MakeBody = (size: number) => string;

/** Pieces, numbered, as many as fit. */
function repeat(size: number, piece: (index: number) => string, separator = ","): string {
  const pieces: string[] = [];
  for (let length = 0, index = 0; length < size; index += 1) {
    const next = piece(index);
    length += next.length + separator.length;
    if (length <= size) pieces.push(next);
  }
  return pieces.join(separator);
}

const data = (content: string) => `{"data":${content},"meta":{}}`;
const room = (size: number) => size - 30;
const object =
  (piece: (index: number) => string): MakeBody =>
  (size) =>
    data(`{${repeat(room(size), piece)}}`);
const list =
  (piece: (index: number) => string): MakeBody =>
  (size) =>
    data(`[${repeat(room(size), piece)}]`);
const text =
  (piece: string): MakeBody =>
  (size) =>
    data(`["${piece.repeat(Math.max(1, Math.floor(room(size) / piece.length)))}"]`);
const plain =
  (piece: string, start = ""): MakeBody =>
  (size) =>
    start + piece.repeat(Math.ceil(size / piece.length));

/** Numbers that look like chance and are the same in every run. */
function scatter(index: number): number {
  return Math.imul(index + 1, 2_654_435_761) >>> 0;
}

/** The names a to p, in another order for every row. */
function shuffled(index: number, count: number): string[] {
  const names = Array.from({ length: count }, (_, at) => String.fromCharCode(97 + at));
  let chance = scatter(index);
  for (let at = count - 1; at > 0; at -= 1) {
    chance = scatter(chance);
    const other = chance % (at + 1);
    [names[at], names[other]] = [names[other] ?? "", names[at] ?? ""];
  }
  return names;
}

const objects: Readonly<Record<string, MakeBody>> = {
  "an object with many keys": object((at) => `"k${at}":1`),
  "an object with many empty objects": object((at) => `"k${at}":{}`),
  "an object with many lists": object((at) => `"k${at}":[1]`),
  "an object with many texts": object((at) => `"k${at}":"some text ${at}"`),
  "an object by numbers": object((at) => `"${at}":1`),
  "an object by scattered numbers": object((at) => `"${scatter(at)}":1`),
  "an object by dates": object((at) => `"2026-01-${at}":{"n":1,"total":"12.50"}`),
  "keys with hidden characters": object((at) => `"k\u200b${at}":1`),
  "keys with escaped hidden characters": object((at) => `"k\\u200b${at}":1`),
  "keys that are equal once cleaned": object((at) => `"k${"\u200b".repeat(at % 50)}":${at}`),
  "keys all escaped": object((at) => `"\\u006b${at}":1`),
  "one key repeated, same value": object(() => '"k":1'),
  "one key repeated, other values": object((at) => `"k":${at}`),
  "one key repeated, large values": object((at) => `"k":[${at},1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]`),
  "two keys repeated by turns": object((at) => `"${at % 2 === 0 ? "a" : "b"}":${at}`),
  "empty keys": object((at) => `"":${at}`),
  "__proto__ repeated": object((at) => `"__proto__":${at}`),
  "rows with __proto__": list((at) => `{"__proto__":{"a":${at}},"constructor":1}`),
  "__proto__ in itself": (size) =>
    data(`${'{"__proto__":'.repeat(900)}[${repeat(size - 15_000, () => "1")}]${"}".repeat(900)}`),
  "long keys": object((at) => `"${at}${"k".repeat(1000)}":1`),
  "very long keys with equal hashes": object((at) => `"${"k".repeat(16_400)}${String(at).padStart(6, "0")}":1`),
  "one key of everything": (size) => data(`{"${"k".repeat(room(size))}":1}`),
  "keys of other scripts": object((at) => `"ключ${at}":1`),
  "keys that look like mail": object((at) => `"a${at}@example.com":1`),
  "keys that look like phones": object((at) => `"+49 30 ${1_000_000 + at}":1`),
};

const rows: Readonly<Record<string, MakeBody>> = {
  "rows of a shop": list((at) => `{"id":${at},"number":"#${at}","total":"12.50","status":"paid","n":${at % 7}}`),
  "rows of people": list(
    (at) =>
      `{"id":${at},"name":"Anna Nováková ${at}","email":"anna${at}@example.com","phone":"+420 777 ${(at % 900) + 100} ${(at % 899) + 100}"}`,
  ),
  "rows with one key each": list((at) => `{"k${at}":1}`),
  "rows with two keys each": list((at) => `{"a${at}":1,"b${at}":1}`),
  "rows with one of 50,000 keys": list((at) => `{"k${at % 50_000}":"some text ${at}"}`),
  "rows with ten of 50,000 keys": list(
    (at) => `{${Array.from({ length: 10 }, (_, n) => `"k${scatter(at * 10 + n) % 50_000}":1`).join(",")}}`,
  ),
  "rows with keys in any order": list(
    (at) =>
      `{${shuffled(at, 12)
        .map((name) => `"${name}":1`)
        .join(",")}}`,
  ),
  "rows with any of sixteen keys": list(
    (at) =>
      `{${Array.from({ length: 16 }, (_, n) => n)
        .filter((n) => (scatter(at) >> n) & 1)
        .map((n) => `"k${n}":1`)
        .join(",")}}`,
  ),
  "rows of 1,000 keys": list((at) => `{${Array.from({ length: 1000 }, (_, n) => `"k${n}":${at}`).join(",")}}`),
  "rows of 1,000 other keys": list(
    (at) => `{${Array.from({ length: 1000 }, (_, n) => `"k${at}_${n}":${at}`).join(",")}}`,
  ),
  "rows of few bytes": list(() => '{"a":1}'),
  "rows with repeated columns": list((at) => `{"id":${at},"id":${at + 1},"name":"some"}`),
  "rows with 64-bit ids": list(
    (at) => `{"id":${1_234_567_890_123_456_789n + BigInt(at)},"number":"#${at}","total":"12.50"}`,
  ),
  "rows with floats of 17 digits": list(
    (at) => `{"id":${at},"total":${at % 1000}.${100_000_000_000_000 + at},"share":0.1234567890123${at % 10}}`,
  ),
  "rows inside rows": list(
    (at) => `{"id":${at},"lines":[{"sku":"a","n":1},{"sku":"b","n":2}],"customer":{"id":1,"address":{"city":"x"}}}`,
  ),
  "a table as columns": (size) => data(`{${repeat(room(size), (at) => `"c${at}":[${"1,".repeat(999)}1]`)}}`),
};

const lists: Readonly<Record<string, MakeBody>> = {
  "empty objects": list(() => "{}"),
  "empty lists": list(() => "[]"),
  "empty lists in lists": list(() => "[[]]"),
  ones: list(() => "1"),
  floats: list((at) => `${at % 100}.25`),
  nulls: list(() => "null"),
  "true and false": list((at) => (at % 2 === 0 ? "true" : "false")),
  "empty texts": list(() => '""'),
  "texts of two characters": list((at) => `"${String.fromCharCode(97 + (at % 26))}${at % 10}"`),
  "texts of six characters": list((at) => `"${scatter(at).toString(36).slice(0, 6)}"`),
  "texts of a hundred characters": list((at) => `"${at}${" some words".repeat(9)}"`),
  "texts with hidden characters": list(() => '"a\u200b"'),
  "lists of one": list(() => "[1]"),
  pairs: list((at) => `[${at % 180}.5,52.5]`),
  "one million lists of five": list(() => "[1,1,1,1,1]"),
  "1,000 levels, wide at the end": (size) =>
    data(`${"[".repeat(900)}${repeat(size - 2000, () => '{"a":[1,{"b":"x"}]}')}${"]".repeat(900)}`),
  "many towers of 900 levels": list(() => `${"[".repeat(900)}${"]".repeat(900)}`),
  "many towers of 900 objects": list(() => `${'{"a":'.repeat(900)}1${"}".repeat(900)}`),
  "levels without end": (size) => "[".repeat(size / 2) + "]".repeat(size / 2),
  "objects without end": (size) => `${'{"a":'.repeat(size / 6)}1${"}".repeat(size / 6)}`,
  "levels that never close": plain("["),
  "objects that never close": plain('{"a":'),
};

const numbers: Readonly<Record<string, MakeBody>> = {
  "one number of everything": (size) => data(`[${"1234567890".repeat(room(size) / 10)}]`),
  "one fraction of everything": (size) => data(`[0.${"0".repeat(room(size) - 5)}1]`),
  "one number with zeros at its end": (size) => data(`[1${"0".repeat(room(size) - 5)}]`),
  "numbers of 1,000 digits": list((at) => `${at + 1}${"7".repeat(1000)}`),
  "numbers of 20 digits": list(() => "12345678901234567890.5"),
  "numbers of 17 digits": list((at) => `1.${1_000_000_000_000_000 + at}`),
  "numbers with zeros at their end": list((at) => `${at % 10}.00000000000000000`),
  "numbers with small exponents": list(() => "1e1"),
  "numbers with huge exponents": list(() => "1e999999999"),
  "numbers with tiny exponents": list(() => "1e-999999999"),
  "numbers with long exponents": list(() => `1e${"0".repeat(1000)}1`),
  "minus zero": list(() => "-0"),
  "minus zero with fractions": list(() => "-0.0"),
};

const strings: Readonly<Record<string, MakeBody>> = Object.fromEntries(
  [
    "a",
    " ",
    "0",
    "9",
    "@",
    "+",
    ".",
    "-",
    "(",
    ")",
    "%",
    "/",
    ":",
    "_",
    "#",
    "é",
    "ß",
    "漢",
    "😀",
    "e\u0301",
    "\u200b",
    "\u202e",
    "\\u0000",
    "\\u0001a",
    "\\ud800",
    "\\ud800\\udc00",
    "\\\\",
    '\\"',
    "\\n",
    "\\t",
    "\\u0085",
    "a@",
    "@a",
    "a@a",
    "a@a.",
    "a.a",
    "a@b.cd ",
    "a-",
    "0 ",
    "1-",
    "(0",
    "+4",
    "+49",
    "+49 30 1234567 ",
    "030 1234567 ",
    "(555) 123-4567 ",
    "555-123-4567,",
    "A1",
    "DE89 ",
    "DE89370400440532013000 ",
    "linkedin.com/in/",
    "linkedin.com/in/a ",
    "1.1.1.1",
    "1.",
    "%40",
    "%25",
    "%2525",
    "\\\\u0073",
    "spa_sk_",
    "spa_sk_live_",
    "c3BhX3Nr",
    "Anna Nováková ",
    "Aa ",
    "van ",
    "\\u00a0",
    "2026-01-01T00:00:00Z",
    "4111 1111 1111 1111 ",
    "12345678 ",
    "abcdef0123456789",
    "QUJD",
    '{\\"a\\":1}',
    '[{\\"email\\":\\"a@b.cd\\"}]',
    '{\\"a\\":',
    "[",
    '\\":\\":',
    "a\\nb: ",
    "<b>",
    "&amp;",
    "http://a.b/",
  ].map((piece) => [`one text of ${JSON.stringify(piece)}`, text(piece)]),
);

const broken: Readonly<Record<string, MakeBody>> = {
  "a web page": plain("<p>no data</p>", "<!doctype html><title>Busy</title>"),
  "only <": plain("<"),
  "only spaces": plain(" "),
  "only line ends": plain("\n"),
  "only zero bytes": plain("\u0000"),
  "only quotes": plain('"'),
  "only backslashes": plain("\\"),
  "a text of backslashes that never ends": plain("\\\\", '"'),
  "texts that end in backslashes": list(() => '"\\\\\\\\"'),
  "only colons": plain(":"),
  "only commas in a list": plain(",", "["),
  "only closing brackets": plain("]"),
  "plain words": plain("the server is busy "),
  "many keys, then nothing": (size) => `{"data":{${repeat(size, (at) => `"k${at}":1`)}`,
  "many keys, then a mistake": (size) => `{${repeat(size, (at) => `"k${at}":1`)},}`,
  "rows, then nothing": (size) => `{"data":[${repeat(size, (at) => `{"id":${at},"n":1}`)}`,
  "lines of objects": (size) => repeat(size, (at) => `{"id":${at}}`, "\n"),
  "a mark before, spaces between": (size) =>
    `\ufeff${data(`[${repeat(room(size), () => "1", `,${" ".repeat(50)}`)}]`)}`,
  "a list with spaces alone": (size) => `[${" ".repeat(room(size))}]`,
};

/** Every body by its name. */
export const hostileBodies: Readonly<Record<string, MakeBody>> = {
  ...objects,
  ...rows,
  ...lists,
  ...numbers,
  ...strings,
  ...broken,
};
