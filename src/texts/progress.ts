import type { Connector } from "../connectors/connector.ts";
import { limitOf } from "./phrases.ts";

/** What a client may show while a call waits for the rate limit. */
export function waitingForLimit(connector: Connector, milliseconds: number): string {
  return `Waiting ${Math.ceil(milliseconds / 1000)} s: ${connector.title} allows ${limitOf(connector)}.`;
}
