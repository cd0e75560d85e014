import { homedir } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { getMember } from "../utils/own.ts";

/** What a person types to name a client. */
export type ClientId =
  | "claude-desktop"
  | "claude-code"
  | "cursor"
  | "vscode"
  | "windsurf"
  | "codex"
  | "gemini"
  | "opencode"
  | "copilot-cli"
  | "qwen"
  | "cline"
  | "continue"
  | "amp"
  | "zed"
  | "goose"
  | "kiro"
  | "lm-studio"
  | "roo"
  | "junie";

/** For all that the person does, or for one project, whose configuration is often shared through its repository. */
export type InstallScope = "user" | "project";

/** The machine as far as it decides where files are. Paths are made as this platform has them. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The project: the working directory. */
  readonly folder: string;
}

/** A file with a client's configuration, and where in it the table of servers is. */
export interface ConfigPlace {
  readonly file: string;
  /** `yaml-list`: the servers are a list, in which each has its `name`. */
  readonly format: "json" | "toml" | "yaml" | "yaml-list";
  /** The keys that lead to the table of servers, such as ["mcpServers"]. */
  readonly servers: readonly string[];
  /** What a file has to begin with that is made for the server. */
  readonly blank?: string;
}

/** What a client is to start. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** A server's entry as it stands in a client's file. */
export type Entry = Readonly<Record<string, unknown>>;

/** A program of the client's that registers servers for a person. */
export interface OwnCommand {
  /** As it is on the PATH. */
  readonly program: string;
  add(name: string, command: ServerCommand): readonly string[];
  remove(name: string): readonly string[];
  /**
   * What it does to the rest of the file. `keeps-state`: the file is the client's own, who changes it all the time.
   * `rewrites`: a person's file, of which it loses comments and line ends; what it lost is put back.
   */
  readonly rest: "keeps-state" | "rewrites";
}

/**
 * What a client gives the servers that it starts, and how its configuration can name variables. Of clients that do not
 * run here it is what their documents say.
 */
export interface ServerEnvironment {
  /** Picks the variables of this machine that reach a server. What the entry's `env` adds is not in it. */
  inherit(machine: Machine): Record<string, string>;
  /**
   * How an entry hands a variable of the client's on, to be put into its `env`; undefined where only the value itself can
   * stand there.
   */
  readonly reference?: (variable: string) => string;
  /** Names in the entry's `env_vars` are handed on. */
  readonly byName?: true;
  /**
   * How a text of the entry names a variable: the pattern's first group is the name, a second one what to take when it
   * is not set. Otherwise `unset` is taken, or the text stays as it is written.
   */
  readonly names?: { readonly pattern: RegExp; readonly unset?: string };
  /** `${userHome}` and `${workspaceFolder}` stand for folders. */
  readonly folders?: true;
}

/** How a client's file names a server that is reached over HTTP. */
export interface RemoteEntry {
  /** For the server of this name at this address, which asks its users to sign in. */
  entry(url: string, name: string): Entry;
  /** Adds what sends the token that this variable holds; left out where only the token itself could stand in the file. */
  readonly bearer?: (variable: string) => Entry;
  /** What its users type to sign in at the server of this name; left out where nobody has tried it. */
  readonly signIn?: (name: string) => string;
}

/** An MCP client, as data. Each file names where its facts come from. */
export interface Client {
  readonly id: ClientId;
  readonly title: string;
  readonly scopes: readonly InstallScope[];
  /** Where servers are configured for this scope: the first is written, the others are read too. */
  places(machine: Machine, scope: InstallScope): readonly [ConfigPlace, ...ConfigPlace[]];
  /** Whether this machine seems to have it: its folder, its program, or its configuration. */
  isInstalled(machine: Machine): boolean;
  /** Writes an entry, where the client wants another than `command` and `args`. `server-entry.ts` reads all of them. */
  entry?(command: ServerCommand, name: string): Entry;
  /** Writes entries for servers over HTTP; left out where the client's file can name none. */
  readonly remote?: RemoteEntry;
  readonly environment: ServerEnvironment;
  /** What the person has to do in the client before a new server is there. */
  afterwards(scope: InstallScope): string;
  /** It is a program of the desktop, which does not have the shell's PATH and variables. */
  readonly isDesktop: boolean;
  /** Serves the scope "user". */
  readonly ownCommand?: OwnCommand;
}

/** Makes the entry that starts this command, for a server of this name. */
export function entryOf(client: Client, command: ServerCommand, name: string): Entry {
  return client.entry?.(command, name) ?? { ...command };
}

/** The addresses that an entry could name; a program that is started has none. */
const ADDRESS_MEMBERS = ["url", "httpUrl", "serverUrl", "uri"];

/** Reads where an entry of any client's finds a server over HTTP; undefined where it starts a program. */
export function readAddress(entry: unknown): string | undefined {
  const addresses = ADDRESS_MEMBERS.map((member) => getMember(entry, member));
  return addresses.find((address) => typeof address === "string");
}

/** A place where a client's servers are configured, and for what. */
export interface ScopedPlace {
  readonly client: Client;
  readonly scope: InstallScope;
  readonly place: ConfigPlace;
}

/** Lists where a client's servers are configured, each place once: in the home folder, some clients' file of the project is the person's. */
export function listPlaces(client: Client, machine: Machine): ScopedPlace[] {
  const all = client.scopes.flatMap((scope) =>
    client.places(machine, scope).map((place) => ({ client, scope, place })),
  );
  return all.filter(({ place }, at) => all.findIndex((other) => isDeepStrictEqual(other.place, place)) === at);
}

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  return { platform: process.platform, home: homedir(), env: process.env, folder: process.cwd() };
}
