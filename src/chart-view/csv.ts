import type { Json, JsonObject } from "../answers/json.ts";
import { fieldNames } from "../answers/rows.ts";
import { getOwn } from "../utils/own.ts";

/**
 * Writes rows as RFC 4180 has it: a line of names, then one for each row, each ended by CRLF. Texts that a spreadsheet
 * would take for a formula get an apostrophe before them, as OWASP advises ("CSV Injection"); numbers stay numbers.
 */
export function toCsv(rows: readonly JsonObject[]): string {
  const names = fieldNames(rows);
  const lines = [
    names.map(writeText),
    ...rows.map((row) => names.map((name) => writeValue(getOwn(row, name) ?? null))),
  ];
  return lines.map((line) => `${line.join(",")}\r\n`).join("");
}

function writeValue(value: Json): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  return writeText(typeof value === "string" ? value : JSON.stringify(value));
}

/** Numbers that JavaScript cannot hold come as texts, and are no formulas. */
const NUMBER = /^-?\d+(?:\.\d+)?$/;

function writeText(text: string): string {
  const safe = !NUMBER.test(text) && /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
