import type { Connector } from "../connectors/connector.ts";

/** What a client may show while a call waits for the rate limit. */
export function waitingForLimit(connector: Connector, milliseconds: number): string {
  const { requests, seconds } = connector.rateLimit;
  const per = seconds === 60 ? "a minute" : `in ${seconds} s`;
  return `Waiting ${Math.ceil(milliseconds / 1000)} s: ${connector.title} allows ${requests} requests ${per}.`;
}
