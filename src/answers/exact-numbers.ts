import { compareNumber, isNumber, LosslessNumber } from "lossless-json";

/*
 * Numbers of up to 15 digits without an exponent survive JavaScript's doubles; only longer ones, those with an
 * exponent and minus zero can be changed by them. In JSON a number stands at the start or behind one of [ : , or
 * white space. Text inside strings may match too, which costs a slower reading and nothing else.
 */
const DOUBTFUL = /(?:^|[[:,\s])((?:-0|-?(?:[\d.]{16}|[\d.]{1,15}(?=[eE])))[\d.]*(?:[eE][+-]?\d+)?)/g;

/**
 * Whether a JSON text may hold a number that a JavaScript number would change. Looks at each doubtful one, because
 * APIs that compute with floats send many of 17 digits that survive.
 */
export function hasInexactNumbers(json: string): boolean {
  for (const [, source = ""] of json.matchAll(DOUBTFUL)) {
    if (isNumber(source) && !isExact(source)) return true;
  }
  return false;
}

/** A JSON number as a JavaScript number where that has the very same value, else with its source text. */
export function exactNumber(source: string): number | LosslessNumber {
  return isExact(source) ? Number(source) : new LosslessNumber(source);
}

function isExact(source: string): boolean {
  const value = Number(source);
  const text = String(value);
  if (text === source) return true;
  return Number.isFinite(value) && !Object.is(value, -0) && compareNumber(source, text) === 0;
}
