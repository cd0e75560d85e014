import type { Connector, RateLimit } from "../connectors/schema/connector.ts";
import { requestsIn } from "./phrases.ts";

/** What a client may show while a call waits for a limit; without one, for the end of a pause that the API asked for. */
export function waitingForLimit(connector: Connector, milliseconds: number, limit: RateLimit | undefined): string {
  const why = limit === undefined ? "asked for a pause" : `allows ${requestsIn(limit)}`;
  return `Waiting ${Math.ceil(milliseconds / 1000)} s: ${connector.title} ${why}.`;
}
