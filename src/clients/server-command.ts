import type { InstallScope, Machine, ServerCommand } from "./client.ts";

/** How this Keyscope runs. */
export interface Installation {
  /** The file that runs, links followed. */
  readonly program: string;
  /** The Node.js that runs it. */
  readonly node: string;
  readonly version: string;
  /** It runs inside another program, such as a desktop program's own Node.js, which cannot be started by itself. */
  readonly isEmbedded: boolean;
}

/** What the server is to serve. */
export interface ServerChoice {
  readonly connector: string;
  /** Undefined for the default one. */
  readonly profile?: string | undefined;
  readonly keyring?: string | undefined;
}

/** Something about the command that a person should know. */
export type CommandNote =
  /** An upgrade of Node.js removes this folder. */
  | { readonly kind: "versioned-path"; readonly path: string }
  /** It is started with npx, which a desktop program may not find. */
  | { readonly kind: "needs-npx" }
  /** The entry is for a file that others share, and is written for Windows. */
  | { readonly kind: "windows-only" };

/**
 * The command that starts Keyscope from a client. Desktop programs do not have the shell's PATH, so an installation that
 * stays is started by absolute paths. One in npx's cache, which is cleared, and one in a file that other people share
 * is started by npx; Windows finds that through `cmd /c` only.
 */
export function serverCommand(
  choice: ServerChoice,
  scope: InstallScope,
  installation: Installation,
  { platform }: Pick<Machine, "platform">,
): { readonly command: ServerCommand; readonly notes: readonly CommandNote[] } {
  const { connector, profile, keyring } = choice;
  const serve = [
    ...["serve", connector],
    ...(profile === undefined ? [] : ["--profile", profile]),
    ...(keyring === undefined ? [] : ["--keyring", keyring]),
  ];
  if (scope === "project" || isTemporary(installation)) {
    const npx = ["npx", "-y", `keyscope@${installation.version}`, ...serve];
    const [command = "npx", ...args] = platform === "win32" ? ["cmd", "/c", ...npx] : npx;
    const isShared = scope === "project" && platform === "win32";
    const notes: CommandNote[] = isShared ? [{ kind: "windows-only" }] : [];
    return { command: { command, args, env: {} }, notes: [...notes, { kind: "needs-npx" }] };
  }
  const node = lastingNode(installation.node);
  const versioned = [node, installation.program].find((path) => /[/\\]v?\d+\.\d+\.\d+[/\\]/.test(path));
  return {
    command: { command: node, args: [installation.program, ...serve], env: {} },
    notes: versioned === undefined ? [] : [{ kind: "versioned-path", path: versioned }],
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
