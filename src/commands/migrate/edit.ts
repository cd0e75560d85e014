import type { App } from "../../app/app.ts";
import { type Client, entryOf, type Machine, type ServerCommand } from "../../clients/client.ts";
import { type Edited, withEntryChanged } from "../../clients/config/servers.ts";
import { serverCommand, thisInstallation } from "../../clients/keyscope-server.ts";
import { envMember } from "../../clients/server-entry.ts";
import type { Credential } from "../../credentials/credential.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import type { FileWithKeys, Move, ServedHere, ServerWithKeys } from "./find.ts";

/** A key that the keychain is to take, or has. */
export interface PlacedMove {
  readonly move: Move;
  /** Of the profile that it goes to. */
  readonly app: App;
  /** What is to be stored; undefined when the keychain has it already, for the same address. */
  readonly credential: Credential | undefined;
  /** The API accepted it. Otherwise there is no request to try it with, or the person wants it moved all the same. */
  readonly works: boolean;
}

/** Picks the moves that these servers' entries have a part in. */
export function placedIn(servers: readonly ServerWithKeys[], placed: readonly PlacedMove[]): readonly PlacedMove[] {
  return placed.filter(({ move }) => move.spots.some(({ server }) => servers.includes(server)));
}

/** What becomes of a file, and which commands are new in it. */
export interface EditedFile {
  readonly file: FileWithKeys;
  readonly edited: Edited;
  readonly commands: readonly { readonly client: Client; readonly command: ServerCommand }[];
}

/** Edits each file that has a part in these moves: takes the keys out, and lets its servers find them in the keychain. */
export function editFiles(
  files: readonly FileWithKeys[],
  placed: readonly PlacedMove[],
  machine: Machine,
): EditedFile[] {
  const concerned = files.filter(({ servers }) => placedIn(servers, placed).length > 0);
  return concerned.map((file) => {
    let edited: Edited = { ok: true, text: file.config.text };
    const commands: EditedFile["commands"][number][] = [];
    for (const server of file.servers) {
      const here = placedIn([server], placed);
      const command = newCommand(server, here, machine);
      if (command !== undefined) commands.push({ client: server.client, command });
      if (edited.ok) edited = editServer(edited.text, server, here, command);
    }
    return { file, edited, commands };
  });
}

/** Takes the keys of these moves, all of which have a part in this server's entry, out of it. */
function editServer(
  text: string,
  server: ServerWithKeys,
  here: readonly PlacedMove[],
  command: ServerCommand | undefined,
): Edited {
  const { serves, name, entry, client, place } = server;
  if (serves === undefined || here.length === 0) return { ok: true, text };
  const without = [...keyPaths(server, here), ...addressPaths(server, serves, here)];
  if (command === undefined) return withEntryChanged(text, place, name, { entry, without });
  const put = entryOf(client, command, name);
  // The new arguments come in the place of all the old ones.
  const rest = without.filter(([member = ""]) => !(member in put));
  return withEntryChanged(text, place, name, { entry, without: rest, put });
}

/** The command that starts a server from now on; undefined when the one that is there stays. */
function newCommand(server: ServerWithKeys, here: readonly PlacedMove[], machine: Machine): ServerCommand | undefined {
  const { serves, scope } = server;
  const [first] = here;
  if (serves === undefined || first === undefined) return undefined;
  const profile = profileAfter(serves, here);
  const isInCommand = keyPaths(server, here).some(
    ([member]) => member === "args" || member === "command" || member === "cmd",
  );
  if (!isInCommand && profile === serves.profile) return undefined;
  const selection = { ...serves, connector: serves.connector ?? first.move.connector.id, profile };
  return serverCommand(selection, scope, thisInstallation(), machine).command;
}

/** Where the keys of these moves stand in this server's entry. */
function keyPaths(server: ServerWithKeys, here: readonly PlacedMove[]): readonly (readonly string[])[] {
  const spots = here.flatMap(({ move }) => move.spots.filter((spot) => spot.server === server));
  return spots.flatMap(({ key }) => key.spots.map(({ path }) => path));
}

/** The address goes with the key, to which it is bound in the keychain; not when another key of its connector stays. */
function addressPaths({ entry, keys }: ServerWithKeys, { env }: ServedHere, here: readonly PlacedMove[]): string[][] {
  const moved = here.flatMap(({ move }) => move.spots.map(({ key }) => key));
  return here.flatMap(({ move: { connector, address } }) => {
    const variable = connector.environment.baseUrl;
    const others = keys.filter((key) => key.connector.id === connector.id && !moved.includes(key));
    return others.length === 0 && address.kind === "url" && env[variable] !== undefined
      ? [[envMember(entry), variable]]
      : [];
  });
}

/** The profile that the server needs from now on: the one that its own key went to. */
function profileAfter({ profile, connector }: ServedHere, here: readonly PlacedMove[]): string {
  if (profile !== DEFAULT_PROFILE) return profile;
  return here.find(({ move }) => move.connector.id === connector)?.app.profile ?? profile;
}
