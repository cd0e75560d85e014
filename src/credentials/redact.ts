import type { Secret } from "./secret.ts";

const HIDDEN = "[secret]";
/** Fewer characters of base64 than this may be chance. */
const SHORTEST_INNER = 8;
/**
 * Of a key with two parts, one that is shorter than this is no secret by itself, such as the "X" that some APIs want
 * as the password; hiding it would spoil every text.
 */
const SHORTEST_PART = 4;

interface Forms {
  /** Looked for as they are, which is fast; longest first. */
  readonly plain: readonly string[];
  /** Shorter texts hold none of the forms. */
  readonly shortest: number;
  /** The key's texts with any of their characters escaped. */
  readonly escaped: RegExp;
}

const known = new WeakMap<Secret, Forms>();

/**
 * Takes a key out of any text, each of its parts and the two joined by a colon: as it is, JSON-escaped, URL-encoded (also mixed, doubled, in either case), in hex,
 * and in base64 or base64url, also where the key is only a part of what was encoded, as in `user:key`.
 * Meant for every text that leaves the program: it never fails, and 40,000 characters take well under a millisecond.
 */
export function redact(text: string, secret: Secret): string {
  let forms = known.get(secret);
  if (forms === undefined) {
    forms = formsOf(textsOf(secret));
    known.set(secret, forms);
  }
  if (text.length < forms.shortest) return text;
  let redacted = text;
  for (const form of forms.plain) {
    if (redacted.includes(form)) redacted = redacted.replaceAll(form, HIDDEN);
  }
  return redacted.includes("\\") || redacted.includes("%") ? redacted.replace(forms.escaped, HIDDEN) : redacted;
}

/** What must not be seen of a key, the longest first. */
function textsOf(secret: Secret): string[] {
  const parts: readonly string[] = secret.revealParts();
  if (parts.length === 1) return parts.filter((part) => part !== "");
  return [secret.reveal(), ...parts.filter((part) => part.length >= SHORTEST_PART)];
}

function formsOf(texts: readonly string[]): Forms {
  const plain = texts.flatMap(plainForms);
  return {
    plain: [...new Set(plain)].sort((one, other) => other.length - one.length),
    shortest: Math.min(...plain.map((form) => form.length)),
    escaped: texts.length === 0 ? /(?!)/g : new RegExp(texts.map(escapedForms).join("|"), "gu"),
  };
}

function plainForms(value: string): string[] {
  const bytes = Buffer.from(value, "utf8");
  const hex = bytes.toString("hex");
  const base64 = base64Forms(bytes);
  const encoded = base64.map((form) => encodeURIComponent(form));
  return [value, hex, hex.toUpperCase(), ...base64, ...encoded, ...encoded.map(lowerCaseEscapes)];
}

function escapedForms(value: string): string {
  return (value.match(/\\+|[^\\]/gu) ?? []).map(anySpelling).join("");
}

/**
 * Base64 of the bytes alone, and what base64 of a longer text shows of them at each of the three positions that
 * they can start at. Both alphabets.
 */
function base64Forms(bytes: Buffer): string[] {
  const inner = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const whole = bytes.toString("base64");
  const forms = [whole, ...[whole.replace(/=+$/, ""), ...inner].filter((form) => form.length >= SHORTEST_INNER)];
  return forms.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
}

function lowerCaseEscapes(text: string): string {
  return text.replace(/%../g, (code) => code.toLowerCase());
}

/**
 * A pattern for one character, or for a run of backslashes, as itself, \uXXXX, backslash-escaped or percent-encoded.
 * A run is one piece because neighbours that may each be longer or shorter would take exponential time to match.
 */
function anySpelling(piece: string): string {
  const percent = [...Buffer.from(piece, "utf8")].map((byte) => `%(?:25)*${hexPattern(byte, 2)}`).join("");
  const units = Array.from({ length: piece.length }, (_, at) => `\\\\{1,4}u${hexPattern(piece.charCodeAt(at), 4)}`);
  return `(?:${itself(piece)}|${percent}|${units.join("")})`;
}

/** JSON writes a backslash before these, and more where it stands in a string of JSON. */
function itself(piece: string): string {
  if (piece.startsWith("\\")) return `\\\\{${piece.length},${4 * piece.length}}`;
  const literal = piece.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return piece === '"' || piece === "/" ? `\\\\{0,3}${literal}` : literal;
}

function hexPattern(code: number, digits: number): string {
  const eitherCase = (digit: string) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit);
  return [...code.toString(16).padStart(digits, "0")].map(eitherCase).join("");
}
