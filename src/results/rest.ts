import type { ArgumentValues, Endpoint } from "../connectors/connector.ts";

/** What a call asked for, as far as it matters for asking again. */
export interface Asked {
  readonly endpoint: Endpoint;
  readonly arguments: ArgumentValues;
  readonly fields?: readonly string[] | undefined;
}

/**
 * How to get what was cut from an answer of this endpoint, as one sentence: empty when the endpoint has no argument
 * that makes its answers smaller.
 * @param shown rows that fit, at least 1; undefined when it is not rows that were left out
 */
export function adviceForRest(asked: Asked, shown?: number): string {
  const { endpoint } = asked;
  const ways = shown === undefined ? [] : [...rowsAdvice(asked, shown)];
  if (endpoint.list) ways.push(asked.fields === undefined ? "keep only some columns with fields" : "name fewer fields");
  return ways.length === 0 ? "" : `For the rest, ${ways.join(", or ")}.`;
}

function rowsAdvice(asked: Asked, shown: number): readonly string[] {
  const argument = (name: string) => asked.endpoint.arguments.find((argument) => argument.name === name);
  const size = argument("page_size");
  if (argument("page") !== undefined && size !== undefined) {
    return [pageAdvice(asked.arguments, size.type === "integer" ? Math.min(shown, size.maximum) : shown)];
  }
  return argument("limit") === undefined ? periodAdvice(asked.endpoint) : ["use a smaller limit"];
}

/**
 * Pages of another size begin elsewhere. A size that divides the old one lets the rest begin on a whole page, and
 * rows that come again are named, since adding them up twice would be wrong; where none is near, all pages are read anew.
 */
function pageAdvice(values: ArgumentValues, shown: number): string {
  const { page, page_size: size } = values;
  const before = typeof page === "number" ? page - 1 : 0;
  if (typeof size === "number") {
    const smaller = largestDivisor(size, shown);
    const next = before * (size / smaller) + Math.floor(shown / smaller) + 1;
    if (smaller * 2 > shown) {
      const first = (next - 1) * smaller + 1 - before * size;
      const again = first <= shown ? `, which begins with row ${first} again` : "";
      return `ask for page_size=${smaller} from page=${next} on${again}`;
    }
  }
  return `ask for page_size=${shown} or less, page by page`;
}

function largestDivisor(size: number, atMost: number): number {
  let divisor = Math.min(size, atMost);
  while (size % divisor !== 0) divisor -= 1;
  return divisor;
}

function periodAdvice(endpoint: Endpoint): readonly string[] {
  const roles = new Map(endpoint.arguments.map(({ period, name }) => [period, name]));
  const [start, end] = [roles.get("start"), roles.get("end")];
  if (start !== undefined && end !== undefined) return [`ask for a shorter time with ${start} and ${end}`];
  const span = roles.get("days") ?? roles.get("months");
  return span === undefined ? [] : [`ask for fewer ${span}`];
}
