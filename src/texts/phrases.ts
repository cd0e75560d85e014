import type { RateLimit } from "../connectors/connector.ts";

/** Offers the name that was perhaps meant: a sentence with a space before it, or nothing. */
export function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : ` Did you mean ${nearest}?`;
}

type LimitNumbers = Pick<RateLimit, "requests" | "seconds">;

/** Such as "120 requests a minute" or "1,000 requests in 15 minutes". */
export function requestsIn({ requests, seconds }: LimitNumbers): string {
  const unit = UNITS.find(({ length }) => seconds % length === 0) ?? SECOND;
  const count = seconds / unit.length;
  const span = count === 1 ? unit.one : `in ${count.toLocaleString("en")} ${unit.many}`;
  return `${requests.toLocaleString("en")} ${requests === 1 ? "request" : "requests"} ${span}`;
}

/** With whose requests are counted together, such as "120 requests a minute for one key". */
export function limitText(limit: LimitNumbers & Pick<RateLimit, "per">): string {
  return `${requestsIn(limit)} ${limit.per === "key" ? "for one key" : "from one address"}`;
}

const SECOND = { length: 1, one: "a second", many: "seconds" };

/** The longest first. */
const UNITS = [
  { length: 86_400, one: "a day", many: "days" },
  { length: 3_600, one: "an hour", many: "hours" },
  { length: 60, one: "a minute", many: "minutes" },
  SECOND,
];
