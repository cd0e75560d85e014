import type { Connector } from "./connector.ts";
import { setpilot } from "./setpilot.ts";

/** Every connector that ships with Keyscope. A new one is a file in this folder and a line here. */
export const connectors: readonly Connector[] = [setpilot];

/** The connector that is meant when none is named. */
export const defaultConnector: Connector = setpilot;
