import type { Connector } from "../connectors/connector.ts";

/** Offers the name that was perhaps meant: a sentence with a space before it, or nothing. */
export function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : ` Did you mean ${nearest}?`;
}

/** The limit of an API, such as "120 requests a minute". */
export function limitOf({ rateLimit }: Connector): string {
  return `${rateLimit.requests} requests ${rateLimit.seconds === 60 ? "a minute" : `in ${rateLimit.seconds} s`}`;
}
