import { realpathSync } from "node:fs";
import type { Installation } from "../../clients/server-command.ts";
import { VERSION } from "../../utils/version.ts";

/** How the Keyscope that runs here was installed. The file that Node.js was given may be npm's link to the real one. */
export function installation(): Installation {
  const started = process.argv[1] ?? "";
  return {
    program: realpathSync(started),
    node: process.execPath,
    version: VERSION,
    isEmbedded: "electron" in process.versions,
  };
}
