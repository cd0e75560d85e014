import { createHash } from "node:crypto";
import fc from "fast-check";
import { answerBytes, type Reaction } from "../helpers/fake-api.ts";

/** A key as Setpilot makes them. Random all through, so that a piece of it is never chance. */
export function likelyKey(seed: number): string {
  const random = createHash("sha256").update(`keyscope ${seed}`).digest("base64url");
  return `spa_sk_${random.slice(0, 20 + (seed % 23))}`;
}

export const findLikelyKeys = fc.integer({ min: 0, max: 1_000_000 }).map(likelyKey);

/** Any key that a header can carry. */
export const wildKeys = fc
  .array(
    fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    { minLength: 12, maxLength: 60 },
  )
  .map((chars) => chars.join(""));

const base64 = (encoding: "base64" | "base64url", before: string) => (key: string) =>
  Buffer.from(before + key).toString(encoding);

/** How the API writes the key that it sends back. */
const disguises: Readonly<Record<string, (key: string) => string>> = {
  plain: (key) => key,
  "with a zero-width character": (key) => `${key.slice(0, 9)}\u200b${key.slice(9)}`,
  base64: base64("base64", ""),
  "base64 at 1": base64("base64", ":"),
  "base64 at 2": base64("base64", "u:"),
  base64url: base64("base64url", ""),
  "base64url at 1": base64("base64url", ":"),
  "base64url at 2": base64("base64url", "u:"),
  hex: (key) => Buffer.from(key).toString("hex"),
  HEX: (key) => Buffer.from(key).toString("hex").toUpperCase(),
  "URL-encoded": (key) => encodeURIComponent(key),
  "URL-encoded, every byte": (key) => Buffer.from(key).toString("hex").replace(/../g, "%$&"),
  "JSON-escaped": (key) => JSON.stringify(key).slice(1, -1),
  "without its prefix": (key) => key.replace(/^(?:[a-z]{2,4}_)+/, ""),
  "base64 of base64": (key) => Buffer.from(Buffer.from(key).toString("base64")).toString("base64"),
};

export const disguiseNames = Object.keys(disguises);

const json = (value: unknown) => JSON.stringify(value);
const html = { "content-type": "text/html" };
const meta = { shop: "Teapots", currency: "EUR", timezone: "UTC" };

/** Where it puts it. `text` is the key in disguise with whatever surrounds it. */
const places: Readonly<
  Record<string, (text: string) => [status: number, body: string, headers?: Record<string, string>]>
> = {
  "an error's message": (text) => [400, json({ message: text })],
  "an error's detail, 422": (text) => [422, json({ detail: [{ msg: text }] })],
  "an error's field": (text) => [409, json({ [text]: ["is wrong"] })],
  "an error without JSON": (text) => [404, text, { "content-type": "text/plain" }],
  "a 401": (text) => [401, json({ detail: `Invalid key ${text}` })],
  "a 403": (text) => [403, json({ detail: `Key ${text} may not` })],
  "a 500": (text) => [500, json({ error: text })],
  "a page's title": (text) => [200, `<html><head><title>${text}</title></head></html>`, html],
  "a page's title, 502": (text) => [502, `<html><head><title>${text}</title></head></html>`, html],
  "a redirect's host": (text) => [302, "", { location: `https://${text}.evil.example/` }],
  "a redirect's query": (text) => [307, "", { location: `https://evil.example/${text}?key=${text}` }],
  "a redirect to the same host": (text) => [301, "", { location: `/login?key=${text}` }],
  "the shop's name": (text) => [200, json({ data: [], meta: { ...meta, shop: text } })],
  "the time zone": (text) => [200, json({ data: [], meta: { ...meta, timezone: text, currency: text } })],
  "more meta": (text) => [200, json({ data: [], meta: { ...meta, request: { key: text } } })],
  rows: (text) => [
    200,
    json({
      data: {
        rows: [
          { id: 1, note: text },
          { id: 2, note: "" },
        ],
      },
      meta,
    }),
  ],
  "field names": (text) => [200, json({ data: { rows: [{ [text]: 1 }, { [text]: 2 }] }, meta })],
  "rows without an envelope": (text) => [200, json([text, { deep: { deeper: [text] } }])],
  "rows that are cut": (text) => [200, json({ data: [{ note: cutInside(text) }], meta })],
  "a value of its own": (text) => [200, json(text)],
  "words that are no JSON": (text) => [200, text, { "content-type": "text/plain" }],
  "half a JSON": (text) => [200, `{"data":"${text}`],
};

/** Long enough that texts are cut, at 38,000 characters, which is inside the key wherever that begins. */
function cutInside(text: string): string {
  const before = /^x*/.exec(text)?.[0].length ?? 0;
  return `${"x".repeat(37_980 - before)}${text}${"y".repeat(60_000)}`;
}

/** The names of the places, for counting. */
export const placeNames = Object.keys(places);

/** One way of sending a key back. */
export interface Echo {
  readonly disguise: string;
  readonly place: string;
  /** Characters before it, so that wherever a text is cut, it is cut inside the key some time. */
  readonly pad: number;
  /** Where the answer is split in two packets. */
  readonly split: number;
}

export const echoes: fc.Arbitrary<Echo> = fc.record({
  disguise: fc.constantFrom(...disguiseNames),
  place: fc.constantFrom(...placeNames),
  pad: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 330 })),
  split: fc.nat(700),
});

/** The key as this echo writes it, in an answer that also has it reversed and in disguise in its headers. */
export function echo(key: string, { disguise, place, pad, split }: Echo): Reaction {
  const hidden = disguises[disguise]?.(key) ?? key;
  const [status, body, headers] = places[place]?.(`${"x".repeat(pad)}${hidden}`) ?? [200, ""];
  const reversed = [...key].reverse().join("");
  const latin = Object.entries({ ...headers, "x-reversed": reversed, "x-key": hidden, server: hidden });
  const safe = Object.fromEntries(latin.map(([name, value]) => [name, value.replace(/[^\x21-\x7e ]/g, "")]));
  const bytes = answerBytes(status, body, safe);
  const at = Math.max(0, bytes.length - split);
  return (socket) => {
    socket.write(bytes.subarray(0, at), () => socket.write(bytes.subarray(at)));
  };
}
