import type { RateLimit } from "../connectors/schema/connector.ts";

/** Offers the name that was perhaps meant: a sentence with a space before it, or nothing. */
export function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : ` Did you mean ${nearest}?`;
}

/** Names in a row: "A", "A and B", "A, B and C". */
export function allOf(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

type LimitNumbers = Pick<RateLimit, "requests" | "seconds">;

/** Such as "120 requests a minute" or "1,000 requests in 15 minutes". */
export function requestsIn({ requests, seconds }: LimitNumbers): string {
  return `${requests.toLocaleString("en")} ${requests === 1 ? "request" : "requests"} ${spanText(seconds)}`;
}

/** Such as "a minute", "this minute" or "in 15 minutes". */
export function spanText(seconds: number, one?: "this"): string {
  const unit = UNITS.find(({ length }) => seconds % length === 0) ?? SECOND;
  const count = seconds / unit.length;
  return count === 1 ? `${one ?? unit.article} ${unit.name}` : `in ${count.toLocaleString("en")} ${unit.name}s`;
}

/** With whose requests are counted together, such as "120 requests a minute for one key". */
export function limitText(limit: LimitNumbers & Pick<RateLimit, "per">): string {
  return `${requestsIn(limit)} ${limit.per === "key" ? "for one key" : "from one address"}`;
}

const SECOND = { length: 1, article: "a", name: "second" };

/** The longest first. */
const UNITS = [
  { length: 86_400, article: "a", name: "day" },
  { length: 3_600, article: "an", name: "hour" },
  { length: 60, article: "a", name: "minute" },
  SECOND,
];
