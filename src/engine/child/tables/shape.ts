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
  /** The same in the order in which they came, which is that of most objects. */
  readonly inOrder: { readonly name: string; readonly field: Shape }[];
  items: Shape | undefined;
  /** Too deep or too many fields to be columns. */
  unfit: boolean;
}

export function newShape(): Shape {
  return {
    booleans: false,
    numbers: undefined,
    texts: undefined,
    fields: undefined,
    inOrder: [],
    items: undefined,
    unfit: false,
  };
}

/** Adds one more value to what is known of its field. Tells whether it shows anything new. */
export function observe(shape: Shape, value: Json, depth = 0): boolean {
  if (value === null) return false;
  if (typeof value === "string") return observeText(shape, value);
  if (typeof value === "number" || isExactNumber(value)) return observeNumber(shape, value);
  if (typeof value === "boolean") return mark(shape, "booleans");
  if (depth >= DEEPEST) return mark(shape, "unfit");
  return isArray(value) ? observeItems(shape, value, depth) : observeFields(shape, value, depth);
}

function mark(shape: Shape, seen: "booleans" | "unfit"): boolean {
  const isNew = !shape[seen];
  shape[seen] = true;
  return isNew;
}

function observeItems(shape: Shape, values: readonly Json[], depth: number): boolean {
  let isNew = shape.items === undefined;
  shape.items ??= newShape();
  for (const value of values) if (observe(shape.items, value, depth + 1)) isNew = true;
  return isNew;
}

function observeFields(shape: Shape, object: JsonObject, depth: number): boolean {
  let isNew = shape.fields === undefined;
  shape.fields ??= new Map();
  const values = Object.values(object);
  let at = 0;
  for (const name of Object.keys(object)) {
    const likely = shape.inOrder[at];
    let field = likely?.name === name ? likely.field : shape.fields.get(name);
    if (field === undefined) {
      if (depth > 0 && shape.fields.size >= MOST_FIELDS) return mark(shape, "unfit") || isNew;
      field = newShape();
      shape.fields.set(name, field);
      shape.inOrder.push({ name, field });
      isNew = true;
    }
    if (observe(field, values[at] ?? null, depth + 1)) isNew = true;
    at += 1;
  }
  return isNew;
}

function observeNumber(
  shape: Shape,
  value: Exclude<Json, null | string | boolean | JsonObject | readonly Json[]>,
): boolean {
  const isFirst = shape.numbers === undefined;
  shape.numbers ??= { whole: 0, scale: 0, doubles: true };
  const { numbers } = shape;
  if (typeof value === "number" && fits(value, numbers)) return isFirst;
  const { whole, scale } = countDigits(String(value));
  const isNew = widen(numbers, whole, scale) || isFirst;
  if (typeof value === "number" || !numbers.doubles) return isNew;
  numbers.doubles = false;
  return true;
}

/** Worked out once, because it is asked of every number. A double holds no larger one exactly. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, power) => 10 ** power);

/** Whether the number surely needs no more digits; told without writing it. */
function fits(value: number, { whole, scale }: Digits): boolean {
  const power = POWERS_OF_TEN[scale] ?? Number.NaN;
  const most = POWERS_OF_TEN[whole] ?? Number.NaN;
  const digits = Math.round(value * power);
  return Math.abs(digits) < 2 ** 50 && digits / power === value && Math.abs(value) < most;
}

function observeText(shape: Shape, value: string): boolean {
  let isNew = shape.texts === undefined;
  if (shape.texts === undefined) shape.texts = { whole: 0, scale: 0, forms: new Set(textForms(value)) };
  const { texts } = shape;
  if (texts.forms.size === 0) return isNew;
  const forms = textForms(value);
  for (const form of texts.forms) if (!forms.includes(form)) isNew = texts.forms.delete(form);
  if (!texts.forms.has("decimal")) return isNew;
  const { whole, scale } = countDigits(value);
  return widen(texts, whole, scale) || isNew;
}

/** Makes room for a number of so many digits. Tells whether there was none. */
function widen(digits: Digits, whole: number, scale: number): boolean {
  if (whole <= digits.whole && scale <= digits.scale) return false;
  digits.whole = Math.max(digits.whole, whole);
  digits.scale = Math.max(digits.scale, scale);
  return true;
}
