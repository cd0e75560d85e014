import { LosslessNumber } from "lossless-json";

/** A number whose value a JavaScript number cannot hold; it keeps the text that the API sent. */
type ExactNumber = LosslessNumber;

export type Scalar = string | number | boolean | null | ExactNumber;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** What an API's document is made of once it has been read and cleaned. */
export type Json = Scalar | readonly Json[] | JsonObject;

export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isScalar(value: Json): value is Scalar {
  return value === null || typeof value !== "object" || value instanceof LosslessNumber;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return value !== undefined && !isScalar(value) && !isArray(value);
}

/** The object's own value under this key; undefined where it has none, whatever its prototype offers. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets an own property, also for `__proto__`, which a plain assignment would turn into the prototype. */
export function setOwn(target: Record<string, Json>, key: string, value: Json): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  } else {
    target[key] = value;
  }
}
