/*
 * Decimal numbers as texts, taken apart without ever becoming a float.
 */

/** A number's digits: most before the point, and behind it. */
interface NumberDigits {
  readonly whole: number;
  readonly scale: number;
  /** All digits without the point, with the sign. */
  readonly digits: string;
  /** Power of ten that the digits are multiplied with. */
  readonly exponent: number;
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Takes a JSON number apart: `-1.25e3` is `-125` × 10¹, with four digits before the point. */
function readNumber(source: string): NumberDigits {
  const [, sign = "", whole = "", fraction = "", power = "0"] = NUMBER.exec(source) ?? [];
  const exponent = Number(power) - fraction.length;
  const significant = (whole + fraction).replace(/^0+(?=\d)/, "");
  return {
    whole: Math.max(1, significant.length + exponent),
    scale: Math.max(0, -exponent),
    digits: sign + significant,
    exponent,
  };
}

/** Digits that a number needs before the point and behind it. Nearly all are written without an exponent. */
export function countDigits(source: string): { readonly whole: number; readonly scale: number } {
  if (source.includes("e") || source.includes("E")) return readNumber(source);
  const point = source.indexOf(".");
  const sign = source.startsWith("-") ? 1 : 0;
  return point === -1
    ? { whole: source.length - sign, scale: 0 }
    : { whole: point - sign, scale: source.length - point - 1 };
}

/** A number of at most `scale` decimals as a whole number of 10^-scale: 12.5 with scale 2 is 1250. */
export function scaled(source: string, scale: number): bigint {
  const { digits, exponent } = readNumber(source);
  return BigInt(digits) * 10n ** BigInt(exponent + scale);
}
