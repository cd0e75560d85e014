import { realpathSync } from "node:fs";
import type { Selection } from "../app/app.ts";
import { formatServe, KEYRINGS, type Keyring, parseServe } from "../app/serve-arguments.ts";
import { defaultConnector } from "../connectors/catalog/index.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import { IS_PUBLISHED, VERSION } from "../utils/version.ts";
import type { InstallScope, Machine, ServerCommand } from "./client.ts";
import { readEntry } from "./server-entry.ts";

/** What a server's entry that starts Keyscope makes it serve. */
export interface ServedKey {
  readonly connector: string;
  readonly profile: string;
  readonly keyring?: Keyring | undefined;
}

/** How this Keyscope runs. */
export interface Installation {
  /** The file that runs, links followed. */
  readonly program: string;
  /** The Node.js that runs it. */
  readonly node: string;
  readonly version: string;
  readonly isPublished: boolean;
  /** It runs inside another program, such as a desktop program's own Node.js, which cannot be started by itself. */
  readonly isEmbedded: boolean;
}

/** Something about the command that a person should know. */
export type CommandNote =
  /** An upgrade of Node.js removes this folder. */
  | { readonly kind: "versioned-path"; readonly path: string }
  /** It is started with npx, which a desktop program may not find. */
  | { readonly kind: "needs-npx" }
  /** It is started by its name, which everyone who shares the file needs on the PATH. */
  | { readonly kind: "needs-path" }
  /** The entry is for a file that others share, and is written for Windows. */
  | { readonly kind: "windows-only" };

/**
 * Reads what a server's entry makes Keyscope serve; undefined when it starts something else. Keyscope is known by the
 * name of its program or package anywhere in the command: people start it by node, npx, `cmd /c npx`, bunx and more.
 */
export function readServedKey(entry: unknown): ServedKey | undefined {
  const written = readEntry(entry);
  if (written === undefined) return undefined;
  const words = [written.command, ...written.args];
  const at = words.findIndex((word) =>
    /^keyscope(?:\.cjs|\.cmd|\.exe|@[\w.^~-]+)?$/.test(word.split(/[/\\]/).at(-1) ?? ""),
  );
  const served = at === -1 ? undefined : parseServe(words.slice(at + 1), false);
  if (served === undefined) return undefined;
  const { connector = defaultConnector.id, profile = DEFAULT_PROFILE } = served;
  return { connector, profile, keyring: KEYRINGS.find((kind) => kind === served.keyring) };
}

/**
 * Makes the command that starts Keyscope from a client. Desktop programs do not have the shell's PATH, so an
 * installation that stays is started by absolute paths. One in npx's cache, which is cleared, and one in a file that
 * other people share is started by npx, and by its name while npm does not have it; Windows finds both through `cmd /c` only.
 */
export function serverCommand(
  { connector, profile, keyring }: Selection,
  scope: InstallScope,
  installation: Installation,
  { platform }: Pick<Machine, "platform">,
): { readonly command: ServerCommand; readonly notes: readonly CommandNote[] } {
  const serve = formatServe({ connector, profile: profile === DEFAULT_PROFILE ? undefined : profile, keyring });
  if (scope === "project" || isTemporary(installation)) {
    const { isPublished, version } = installation;
    const words = [...(isPublished ? ["npx", "-y", `keyscope@${version}`] : [OWN_NAME]), ...serve];
    const [command = OWN_NAME, ...args] = platform === "win32" ? ["cmd", "/c", ...words] : words;
    const isShared = scope === "project" && platform === "win32";
    const notes: CommandNote[] = isShared ? [{ kind: "windows-only" }] : [];
    return { command: { command, args }, notes: [...notes, { kind: isPublished ? "needs-npx" : "needs-path" }] };
  }
  const node = lastingNode(installation.node);
  const versioned = [node, installation.program].find((path) => /[/\\]v?\d+\.\d+\.\d+[/\\]/.test(path));
  return {
    command: { command: node, args: [installation.program, ...serve] },
    notes: versioned === undefined ? [] : [{ kind: "versioned-path", path: versioned }],
  };
}

/** What npm puts on the PATH; package.json's `bin`. */
const OWN_NAME = "keyscope";

/** Finds out how the Keyscope that runs here was installed. Node.js may have been given npm's link to the real file. */
export function thisInstallation(): Installation {
  return {
    program: realpathSync(process.argv[1] ?? ""),
    node: process.execPath,
    version: VERSION,
    isPublished: IS_PUBLISHED,
    isEmbedded: "electron" in process.versions,
  };
}

/** npx keeps what it runs in a folder `_npx` of npm's cache. */
function isTemporary({ program, isEmbedded }: Installation): boolean {
  return isEmbedded || /[/\\]_npx[/\\]/.test(program);
}

/** Homebrew keeps each version in a folder of its own, and a link `opt/<formula>` to the current one. */
function lastingNode(node: string): string {
  return node.replace(/\/Cellar\/(node(?:@\d+)?)\/[^/]+\//, "/opt/$1/");
}

/**
 * Names a server in a client's file: the connector's id, with the profile where it is not the default one. Only a-z,
 * 0-9 and hyphens: Gemini CLI divides its tools' names at underscores.
 */
export function serverName(connector: string, profile: string): string {
  return profile === DEFAULT_PROFILE ? connector : `${connector}-${profile.replace(/[._]/g, "-")}`;
}

/** Whether every client takes this as a server's name. */
export function isServerName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,39}$/i.test(name);
}
