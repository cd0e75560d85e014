import { realpathSync } from "node:fs";
import type { Selection } from "../app/app.ts";
import { formatServe, KEYRINGS, type Keyring, parseServe } from "../app/serve-arguments.ts";
import { defaultConnector } from "../connectors/catalog/index.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import { IS_PUBLISHED, VERSION } from "../utils/version.ts";
import type { InstallScope, Machine, ServerCommand } from "./client.ts";
import { isOfSession, lastingNode, type Passing, passingWith, temporaryRunner } from "./lasting-path.ts";
import { readEntry, type WrittenEntry } from "./server-entry.ts";

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
  /** This folder goes by itself one day. */
  | { readonly kind: "passing-path"; readonly path: string; readonly goesWith: Passing }
  /** Keyscope runs from a folder of `by` that is cleared, which the entry cannot name. */
  | { readonly kind: "temporary-program"; readonly path: string; readonly by: string }
  /** It is started with npx, which a desktop program may not find. */
  | { readonly kind: "needs-npx" }
  /** It is started by its name, which everyone who shares the file needs on the PATH. */
  | { readonly kind: "needs-path" }
  /** The entry is for a file that others share, and is written for Windows. */
  | { readonly kind: "windows-only" };

/**
 * Reads what a server's entry makes Keyscope serve; undefined when it starts something else. Keyscope is known by the
 * name of its program or package anywhere in the command: people start it by node, npx, `cmd /c npx`, bunx, a shell and more.
 */
export function readServedKey(entry: unknown): ServedKey | undefined {
  const written = readEntry(entry);
  if (written === undefined) return undefined;
  const words = wordsOf(written);
  const at = words.findIndex((word) =>
    /^keyscope(?:\.cjs|\.cmd|\.exe|\.ps1|@[\w.^~-]+)?$/.test(word.split(/[/\\]/).at(-1) ?? ""),
  );
  const served = at === -1 ? undefined : parseServe(words.slice(at + 1), false);
  if (served === undefined) return undefined;
  const { connector = defaultConnector.id, profile = DEFAULT_PROFILE } = served;
  return { connector, profile, keyring: KEYRINGS.find((kind) => kind === served.keyring) };
}

/** The words of a command, and those of a line that a shell is given, as in `bash -lc "keyscope serve"`. */
function wordsOf({ command, args }: WrittenEntry): string[] {
  return [command, ...args].flatMap((word, at, all) => {
    if (!/^(?:-[a-z]*c|\/c|-command)$/i.test(all[at - 1] ?? "")) return [word];
    return [...word.matchAll(/"([^"]*)"|'([^']*)'|[^\s"';&|]+/g)].map(
      ([whole, double, single]) => double ?? single ?? whole,
    );
  });
}

/**
 * Makes the command that starts Keyscope from a client. Desktop programs do not have the shell's PATH, so an
 * installation that stays is started by absolute paths. One in a cache that is cleared, such as npx's, and one in a file that
 * other people share is started by npx, and by its name while npm does not have it; Windows finds both through `cmd /c` only.
 */
export function serverCommand(
  { connector, profile, keyring }: Selection,
  scope: InstallScope,
  installation: Installation,
  { platform }: Pick<Machine, "platform">,
): { readonly command: ServerCommand; readonly notes: readonly CommandNote[] } {
  const serve = formatServe({ connector, profile: profile === DEFAULT_PROFILE ? undefined : profile, keyring });
  const { program, isEmbedded, isPublished, version } = installation;
  const by = temporaryRunner(program);
  if (scope === "project" || by !== undefined || isEmbedded) {
    const words = [...(isPublished ? ["npx", "-y", `keyscope@${version}`] : [OWN_NAME]), ...serve];
    const [command = OWN_NAME, ...args] = platform === "win32" ? ["cmd", "/c", ...words] : words;
    const isShared = scope === "project" && platform === "win32";
    const notes: CommandNote[] = [
      ...(isShared ? [{ kind: "windows-only" } as const] : []),
      ...(scope === "project" || by === undefined ? [] : [{ kind: "temporary-program", path: program, by } as const]),
      { kind: isPublished ? "needs-npx" : "needs-path" },
    ];
    return { command: { command, args }, notes };
  }
  const node = lastingNode(installation.node);
  const passing = [node, program].flatMap((path): CommandNote[] => {
    const goesWith = passingWith(path);
    return goesWith === undefined ? [] : [{ kind: "passing-path", path, goesWith }];
  });
  return { command: { command: node, args: [program, ...serve] }, notes: passing.slice(0, 1) };
}

/** What npm puts on the PATH; package.json's `bin`. */
const OWN_NAME = "keyscope";

/** Finds out how the Keyscope that runs here was installed. Node.js may have been given npm's link to the real file. */
export function thisInstallation(): Installation {
  return {
    program: realpathSync(process.argv[1] ?? ""),
    node: isOfSession(process.execPath) ? realpathSync(process.execPath) : process.execPath,
    version: VERSION,
    isPublished: IS_PUBLISHED,
    isEmbedded: "electron" in process.versions,
  };
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
