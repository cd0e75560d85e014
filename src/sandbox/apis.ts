import { commerceKittyApi, commerceKittyKeys } from "./commerce-kitty/api.ts";
import { ebizApi, ebizKeys } from "./ebiz/api.ts";
import { sendpilotApi, sendpilotKeys } from "./sendpilot/api.ts";
import type { Api, ApiId } from "./server/api.ts";
import type { ExampleKeys, Keys } from "./server/keys.ts";
import { setoraApi, setoraKeys } from "./setora/api.ts";
import { setpilotApi, setpilotKeys } from "./setpilot/api.ts";

/** The example keys of every API. */
export const examples = {
  setpilot: setpilotKeys,
  sendpilot: sendpilotKeys,
  setora: setoraKeys,
  ebiz: ebizKeys,
  "commerce-kitty": commerceKittyKeys,
} as const satisfies Readonly<Record<ApiId, ExampleKeys>>;

/** Starts every API over the given keys and clock. */
export function startApis(keys: Keys, now: () => Date): Readonly<Record<ApiId, Api>> {
  return {
    setpilot: setpilotApi(keys, now),
    sendpilot: sendpilotApi(keys, now),
    setora: setoraApi(keys, now),
    ebiz: ebizApi(keys, now),
    "commerce-kitty": commerceKittyApi(keys, now),
  };
}
