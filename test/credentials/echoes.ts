import { createHash } from "node:crypto";
import { Secret } from "../../src/credentials/secret.ts";
import { randomFrom } from "../../src/sandbox/data/random.ts";
import { disguises } from "./disguises.ts";

/** A key, what of it is secret, and what an API could echo of it. */
interface EchoedKey {
  readonly secret: Secret;
  /** Each text of the key with its public beginning. */
  readonly parts: readonly (readonly [prefix: string, rest: string])[];
}

const alphabets = {
  base62: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
  base64url: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
  hex: "0123456789abcdef",
  capitals: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  visible: Array.from({ length: 94 }, (_, at) => String.fromCharCode(0x21 + at)).join(""),
};

/** Random characters, the same for the same seed. */
export function draw(alphabet: keyof typeof alphabets, length: number, seed: string): string {
  const chars = alphabets[alphabet];
  const bytes = Array.from({ length: Math.ceil(length / 32) }, (_, block) =>
    createHash("sha256").update(`${seed} ${block}`).digest(),
  );
  return [...Buffer.concat(bytes).subarray(0, length)].map((byte) => chars[byte % chars.length]).join("");
}

function oneKey(prefix: string, rest: string): EchoedKey {
  return { secret: new Secret(prefix + rest), parts: [[prefix, rest]] };
}

function pair(first: string, second: string): EchoedKey {
  const parts = [["ck_", first] as const, ["cs_", second] as const];
  return { secret: new Secret(`ck_${first}`, `cs_${second}`), parts };
}

/** Keys as the five APIs make them, as others do, and short ones: 25. */
export const keys: readonly EchoedKey[] = [1, 2, 3]
  .flatMap((turn) => [
    oneKey("spa_sk_", draw("base64url", 20 + turn * 7, `setpilot ${turn}`)),
    oneKey("spa_sk_live_", draw("base62", 24 + turn * 8, `setpilot live ${turn}`)),
    oneKey("", draw("hex", 32, `sendpilot ${turn}`)),
    oneKey("", draw("base62", 36 + turn, `setora ${turn}`)),
    pair(draw("hex", 40, `ebiz key ${turn}`), draw("hex", 40, `ebiz secret ${turn}`)),
    oneKey("ck_live_", draw("capitals", 26 + turn, `kitty ${turn}`)),
    oneKey("", draw("visible", 12 + turn * 9, `any ${turn}`)),
    oneKey("", draw("base62", 7 + turn, `short ${turn}`)),
  ])
  .concat(pair(draw("base62", 43, "long key"), draw("base62", 9, "short secret")));

const shop = "Teapots & Söhne 茶壶 🫖";

/** Where in a text it stands. */
export const places: Readonly<Record<string, (echo: string, random: () => number) => string>> = {
  alone: (echo) => echo,
  "at the start": (echo) => `${echo} is not a valid key for ${shop}.`,
  "at the end": (echo) => `Unauthorized: ${echo}`,
  "in the middle": (echo, random) => `${"lorem ipsum ".repeat(random() * 9)}(${echo}), 100% of 3 orders`,
  "in JSON": (echo) => `{"error":{"code":401,"key":"${echo}","orders":[17,4]},"next":null}`,
  "in a URL": (echo, random) => `https://api.example/v1/orders?page=${Math.floor(random() * 99)}&api_key=${echo}#top`,
  "in a header": (echo) => `GET /orders HTTP/1.1\nHost: api.example\nAuthorization: Bearer ${echo}\nAccept: */*`,
  "in a page": (echo) => `<html><body><p>Key <code>${echo}</code>&nbsp;is unknown &amp; refused</p></body></html>`,
  "in a stack trace": (echo) => `KeyError: '${echo}'\n    at check (C:\\new\\keys.py:17)\n    at main (/srv/app.py:4)`,
  "beside other scripts": (echo) => `密钥${echo}无效 🔑 ключ «${echo}» неверен`,
};

/** What is the secret's own and may not be seen: every 12 characters in a row of it, or all of a shorter one. */
function windowsOf(rest: string): string[] {
  if (rest.length <= 12) return [rest];
  return Array.from({ length: rest.length - 11 }, (_, at) => rest.slice(at, at + 12));
}

/** One echo of a key, and what of the key can be read in a text by undoing the echo's encoding. */
export interface Echo {
  readonly disguise: string;
  readonly place: string;
  readonly secret: Secret;
  readonly text: string;
  readableIn(text: string): string | undefined;
}

/** 37 encodings × 25 keys × 10 places × `draws`. */
export function* makeEchoes(draws: number): Generator<Echo> {
  const random = randomFrom(20_261_121).next;
  for (const { secret, parts } of keys) {
    const windows = parts.map(([, rest]) => windowsOf(rest));
    for (const [disguise, { hide, reveal }] of Object.entries(disguises)) {
      for (const [place, put] of Object.entries(places)) {
        for (let turn = 0; turn < draws; turn += 1) {
          const at = turn % parts.length;
          const text = put(hide(parts[at]?.join("") ?? "", random), random);
          yield {
            disguise,
            place,
            secret,
            text,
            readableIn(left) {
              const read = reveal(left);
              return windows[at]?.find((window) => read.includes(window) || left.includes(window));
            },
          };
        }
      }
    }
  }
}
