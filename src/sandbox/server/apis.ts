import { commerceKittyKeys } from "../commerce-kitty/keys.ts";
import { commerceKittyApi } from "../commerce-kitty/routes.ts";
import { ebizKeys } from "../ebiz/keys.ts";
import { ebizApi } from "../ebiz/routes.ts";
import type { ExampleKeys } from "../examples.ts";
import { sendpilotKeys } from "../sendpilot/keys.ts";
import { sendpilotApi } from "../sendpilot/routes.ts";
import { setoraKeys } from "../setora/keys.ts";
import { setoraApi } from "../setora/routes.ts";
import { setpilotKeys } from "../setpilot/keys.ts";
import { setpilotApi } from "../setpilot/routes.ts";
import type { Api, ApiId } from "./api.ts";
import type { Keys } from "./keys.ts";

/** The example keys of every API. */
export const examples = {
  setpilot: setpilotKeys,
  sendpilot: sendpilotKeys,
  setora: setoraKeys,
  ebiz: ebizKeys,
  "commerce-kitty": commerceKittyKeys,
} as const satisfies Readonly<Record<ApiId, ExampleKeys>>;

/** Every API, over the given keys and clock. */
export function apisOver(keys: Keys, now: () => Date): Readonly<Record<ApiId, Api>> {
  return {
    setpilot: setpilotApi(keys, now),
    sendpilot: sendpilotApi(keys, now),
    setora: setoraApi(keys, now),
    ebiz: ebizApi(keys, now),
    "commerce-kitty": commerceKittyApi(keys, now),
  };
}
