/** What of an installation goes by itself, judged by its path. */

/** Runs programs without installing them, from a folder that is cleared. */
const RUNNERS: readonly (readonly [string, RegExp])[] = [
  ["npx", /[/\\]_npx[/\\]/],
  ["pnpm dlx", /[/\\]pnpm(?:-cache)?[/\\]dlx(?:-\w+)?[/\\]/],
  ["bunx", /[/\\]bunx-[^/\\]+[/\\]/],
  ["yarn dlx", /[/\\]xfs-\w+[/\\]dlx-\w+[/\\]/],
];

/** Names what keeps this program only for a while; undefined when it stays. */
export function temporaryRunner(program: string): string | undefined {
  return RUNNERS.find(([, folder]) => folder.test(program))?.[0];
}

/** With what a folder goes: a version of Node.js, the terminal that fnm made it for, or the Nix store's next clearing. */
export type Passing = "version" | "session" | "store";

/** Tells with what this path goes; undefined when nothing says that it does. */
export function passingWith(path: string): Passing | undefined {
  if (isOfSession(path)) return "session";
  if (path.startsWith("/nix/store/")) return "store";
  return /[/\\]v?\d+\.\d+\.\d+[/\\]/.test(path) ? "version" : undefined;
}

/** fnm puts a link to the version in use into a folder for each terminal. */
export function isOfSession(path: string): boolean {
  return /[/\\]fnm_multishells[/\\]/.test(path);
}

/**
 * Names the link that stays, where there is one: Homebrew's `opt/<formula>` to the current version, which has a folder of
 * its own, and snap's `current` to the current revision.
 */
export function lastingNode(node: string): string {
  return node
    .replace(/\/Cellar\/(node(?:@\d+)?)\/[^/]+\//, "/opt/$1/")
    .replace(/^\/snap\/(node)\/\d+\//, "/snap/$1/current/");
}
