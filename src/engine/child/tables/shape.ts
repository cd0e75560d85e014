import { isExactNumber } from "../../../answers/exact-json.ts";
import { isArray, type Json, type JsonObject } from "../../../answers/json.ts";
import { countDigits } from "./numbers.ts";
import { type TextForm, textForms } from "./text-forms.ts";

/** Objects with more different fields, all rows together, are no records but dictionaries. */
const MOST_FIELDS = 200;
/** Deeper values stay JSON texts. */
const DEEPEST = 20;

/** Digits that numbers need: most before the point and most behind it. */
export interface Digits {
  whole: number;
  scale: number;
}

/** What all values of one field have shown so far. Missing and null are the same and leave no trace. */
export interface Shape {
  booleans: boolean;
  /** `doubles`: JavaScript's numbers hold each of them. */
  numbers: (Digits & { doubles: boolean }) | undefined;
  /** `forms`: what each of the texts could be read as. */
  texts: (Digits & { forms: Set<TextForm> }) | undefined;
  fields: Map<string, Shape> | undefined;
  items: Shape | undefined;
  /** Too deep or too many fields to be columns. */
  unfit: boolean;
}

export function newShape(): Shape {
  return { booleans: false, numbers: undefined, texts: undefined, fields: undefined, items: undefined, unfit: false };
}

/** Adds one more value to what is known of its field. */
export function observe(shape: Shape, value: Json, depth = 0): void {
  if (value === null) return;
  if (typeof value === "boolean") shape.booleans = true;
  else if (typeof value === "string") observeText(shape, value);
  else if (typeof value === "number" || isExactNumber(value)) observeNumber(shape, value);
  else if (depth >= DEEPEST) shape.unfit = true;
  else if (isArray(value)) observeItems(shape, value, depth);
  else observeFields(shape, value, depth);
}

function observeItems(shape: Shape, values: readonly Json[], depth: number): void {
  shape.items ??= newShape();
  for (const value of values) observe(shape.items, value, depth + 1);
}

function observeFields(shape: Shape, object: JsonObject, depth: number): void {
  shape.fields ??= new Map();
  for (const name of Object.keys(object)) {
    let field = shape.fields.get(name);
    if (field === undefined) {
      if (depth > 0 && shape.fields.size >= MOST_FIELDS) {
        shape.unfit = true;
        return;
      }
      field = newShape();
      shape.fields.set(name, field);
    }
    observe(field, object[name] ?? null, depth + 1);
  }
}

function observeNumber(
  shape: Shape,
  value: Exclude<Json, null | string | boolean | JsonObject | readonly Json[]>,
): void {
  shape.numbers ??= { whole: 0, scale: 0, doubles: true };
  const { numbers } = shape;
  if (typeof value === "number" && Number.isSafeInteger(value)) {
    // By far the most, and 16 digits hold all of these.
    numbers.whole = Math.max(numbers.whole, Math.abs(value) < 1e15 ? 15 : 16);
    return;
  }
  if (typeof value !== "number") numbers.doubles = false;
  widen(numbers, countDigits(String(value)));
}

function observeText(shape: Shape, value: string): void {
  if (shape.texts === undefined) shape.texts = { whole: 0, scale: 0, forms: new Set(textForms(value)) };
  const { texts } = shape;
  if (texts.forms.size === 0) return;
  const forms = textForms(value);
  for (const form of texts.forms) if (!forms.includes(form)) texts.forms.delete(form);
  if (texts.forms.has("decimal")) widen(texts, countDigits(value));
}

function widen(digits: Digits, number: Digits): void {
  digits.whole = Math.max(digits.whole, number.whole);
  digits.scale = Math.max(digits.scale, number.scale);
}
