import { posix, win32 } from "node:path";
import { findProgram, isSameFile } from "../utils/find-program.ts";
import { quoteForShell } from "../utils/quote-for-shell.ts";
import { IS_PUBLISHED } from "../utils/version.ts";

/** How a process of Keyscope's was started. */
export interface Start {
  /** The file that runs, as it was named: links are not followed. */
  readonly script: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** By another program's own Node.js, which no terminal has. */
  readonly isEmbedded: boolean;
  readonly isPublished: boolean;
}

/**
 * A command of Keyscope's as a person can type it, such as "node /home/ada/keyscope/dist/keyscope.cjs login setpilot" for
 * `args` "login setpilot". It is named as this process was started, because that certainly works on this machine. A path is
 * no secret: the client's own configuration holds it.
 */
export function ownCommand(args: string): string {
  program ??= nameProgram({
    script: process.argv[1] ?? "",
    env: process.env,
    platform: process.platform,
    isEmbedded: "electron" in process.versions,
    isPublished: IS_PUBLISHED,
  });
  return `${program} ${args}`;
}

let program: string | undefined;

/** Whether an entry that names the program alone, as those that others share do, starts here. */
export function isStartedByName(): boolean {
  return /^(?:npx )?keyscope $/.test(ownCommand(""));
}

/** Whether this process was started from a bundle for Claude Desktop, whose first file has a name of its own. */
export function isBundle(script = process.argv[1] ?? ""): boolean {
  return /[/\\]start\.cjs$/.test(script);
}

/** How `keyscope` comes onto the PATH while npm does not have it, as a clause. */
export const PUT_ON_PATH = "in a checkout of Keyscope, run `npm ci && npm run build && npm link`";

/** What stands before a command's arguments. In a bundle or a document, which anyone may read, it is what anyone can type. */
export function nameProgram(start: Start): string {
  const { script, platform, isEmbedded, isPublished } = start;
  const name = pathOf(start).basename(script);
  if (isEmbedded || !/^keyscope(\.cjs)?$/.test(name)) return isPublished ? "npx keyscope" : "keyscope";
  if (isPublished && isByNpx(start)) return "npx keyscope";
  if (isOnPath(start)) return "keyscope";
  const path = quoteForShell(script, platform);
  return name === "keyscope" ? path : `node ${path}`;
}

/**
 * npx keeps what it fetches in a folder `_npx` of npm's cache. What a project has, it runs from there, and tells in the
 * variables of npm's scripts, which reach everything that is started by what npx runs: only its own command counts.
 */
function isByNpx({ script, env }: Start): boolean {
  const isOwn = /^keyscope\b/.test(env["npm_lifecycle_script"] ?? "");
  return /[/\\]_npx[/\\]/.test(script) || (env["npm_lifecycle_event"] === "npx" && isOwn);
}

/** Whether a terminal finds this very program as `keyscope`. npm adds a project's folder to the PATH of what it runs only. */
function isOnPath(start: Start): boolean {
  const { script, env, platform } = start;
  const { delimiter, dirname, join } = pathOf(start);
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(delimiter);
  const lasting = folders.filter((folder) => !/[/\\]node_modules[/\\]\.bin[/\\]?$/.test(folder));
  const found = findProgram("keyscope", { env: { ...env, PATH: lasting.join(delimiter) }, folder: ".", platform });
  if (found === undefined) return false;
  // On Windows it is a script of npm's, beside the folder of packages.
  const target = platform === "win32" ? join(dirname(found), "node_modules/keyscope/dist/keyscope.cjs") : found;
  return isSameFile(target, script);
}

function pathOf({ platform }: Start): typeof posix {
  return platform === "win32" ? win32 : posix;
}
