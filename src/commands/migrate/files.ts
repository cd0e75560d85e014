import type { Entry, Machine } from "../../clients/client.ts";
import { type EntryChange, withEntryChanged } from "../../clients/config/entry-change.ts";
import { environmentOf, type PlaintextKey } from "../../clients/config/plaintext-keys.ts";
import type { Edited } from "../../clients/config/servers.ts";
import { type Installation, serverCommand } from "../../clients/keyscope-server.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import type { FileWithKeys, OwnServer, ServerWithKeys } from "./find.ts";
import type { Move } from "./moves.ts";

/** A move whose key is in the keychain, or will be, under that profile. */
export interface PlacedMove {
  readonly move: Move;
  readonly profile: string;
}

/** The file without the keys of these moves, and with servers that find them in the keychain. */
export function changedFile(
  { config, servers }: FileWithKeys,
  placed: readonly PlacedMove[],
  machine: Machine,
  installation: Installation,
): Edited {
  let { text } = config;
  for (const server of servers) {
    const change = changeOf(server, placed, machine, installation);
    if (change === undefined) continue;
    const edited = withEntryChanged(text, server.place, change);
    if (!edited.ok) return edited;
    text = edited.text;
  }
  return { ok: true, text };
}

/** The moves that this server's entry has a part in. */
export function movesAt(server: ServerWithKeys, placed: readonly PlacedMove[]): readonly PlacedMove[] {
  return placed.filter(({ move }) => move.spots.some((spot) => spot.server === server));
}

function changeOf(
  server: ServerWithKeys,
  placed: readonly PlacedMove[],
  machine: Machine,
  installation: Installation,
): EntryChange | undefined {
  const { own, name, entry, client, scope } = server;
  const here = movesAt(server, placed);
  const [first] = here;
  if (own === undefined || first === undefined) return undefined;
  const moved = here.flatMap(({ move }) => move.spots.filter((spot) => spot.server === server).map(({ key }) => key));
  const paths = moved.flatMap(({ spots }) => spots.map(({ path }) => path));
  const without = [...paths, ...addressPaths(server, here)];
  const profile = servedProfile(own, here);
  const isInCommand = paths.some(([member]) => member === "args" || member === "command");
  if (!isInCommand && profile === own.profile) return { name, entry, without, put: undefined };
  const choice = {
    connector: own.connector ?? first.move.connector.id,
    profile: profile === DEFAULT_PROFILE ? undefined : profile,
    keyring: own.keyring,
  };
  const { command } = serverCommand(choice, scope, installation, machine);
  const put: Entry = client.entry(command);
  // The new arguments come in the place of all the old ones.
  return { name, entry, without: without.filter(([member = ""]) => !(member in put)), put };
}

/** The address goes with the key, to which it is bound in the keychain; not when another key of its connector stays. */
function addressPaths({ entry, keys }: ServerWithKeys, here: readonly PlacedMove[]): string[][] {
  const env = environmentOf(entry);
  return here.flatMap(({ move: { connector, address } }) => {
    const variable = connector.environment.baseUrl;
    const others = keys.filter((key) => key.connector.id === connector.id && !isMoved(key, here));
    return others.length === 0 && address.kind === "url" && env[variable] !== undefined ? [["env", variable]] : [];
  });
}

function isMoved(key: PlaintextKey, placed: readonly PlacedMove[]): boolean {
  return placed.some(({ move }) => move.spots.some((spot) => spot.key === key));
}

/** The profile that the server needs from now on: the one that its own key went to. */
function servedProfile(own: OwnServer, here: readonly PlacedMove[]): string {
  if (own.profile !== DEFAULT_PROFILE) return own.profile;
  return here.find(({ move }) => move.connector.id === own.connector)?.profile ?? own.profile;
}
