import { compareNumber, LosslessNumber } from "lossless-json";

/*
 * Numbers of up to 15 digits without an exponent survive JavaScript's doubles; only longer ones, those with an
 * exponent and minus zero can be changed by them. In JSON a number stands at the start or behind one of [ : , or
 * white space. Text inside strings may match too, which costs a slower reading and nothing else.
 */
const DOUBTFUL = /(?:^|[[:,\s])(?:-0(?!\.?0*[1-9])|-?(?:[\d.]{16}|[\d.]{1,15}[eE]))/;

/** Whether a JSON text may hold a number that a JavaScript number would change. */
export function hasDoubtfulNumbers(json: string): boolean {
  return DOUBTFUL.test(json);
}

/** A JSON number as a JavaScript number where that has the very same value, else with its source text. */
export function exactNumber(source: string): number | LosslessNumber {
  const value = Number(source);
  const same = Number.isFinite(value) && !Object.is(value, -0) && compareNumber(source, String(value)) === 0;
  return same ? value : new LosslessNumber(source);
}
