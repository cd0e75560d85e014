import type { Connector } from "../schema/connector.ts";
import { commerceKitty } from "./commerce-kitty.ts";
import { ebiz } from "./ebiz.ts";
import { sendpilot } from "./sendpilot.ts";
import { setora } from "./setora.ts";
import { setpilot } from "./setpilot.ts";

/** Every connector that ships with Keyscope. A new one is a file in this folder and a line here. */
export const connectors: readonly Connector[] = [setpilot, sendpilot, setora, ebiz, commerceKitty];

/** The connector that is meant when none is named. */
export const defaultConnector: Connector = setpilot;
