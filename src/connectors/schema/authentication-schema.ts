import { array, discriminatedUnion, literal } from "zod";
import { members } from "./members.ts";
import { headerName, headerPrefix, keyPrefixText, line } from "./patterns.ts";

const label = line(40).default("API key").describe("What the product calls the key.");
const keyPrefix = keyPrefixText
  .exactOptional()
  .describe("How keys begin, such as sk_live_. One that begins otherwise is questioned, not refused.");

/** How the key is sent. Its text is never in a definition: `keyscope login` asks for it. */
export const authenticationSchema = discriminatedUnion("kind", [
  members({ kind: literal("bearer").describe("Authorization: Bearer <key>"), label, keyPrefix }),
  members({
    kind: literal("header").describe("<name>: <key>"),
    name: headerName.describe("The header, such as X-API-Key."),
    prefix: headerPrefix.exactOptional().describe('A word before the key, such as "Token".'),
    label,
    keyPrefix,
  }),
  members({
    kind: literal("basic").describe("HTTP Basic"),
    labels: array(line(40))
      .min(1)
      .max(2)
      .default(["user name", "password"])
      .describe("What the product calls the user name and the password; one where the password stays empty."),
  }),
]);
