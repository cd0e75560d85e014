import type { Scope } from "../../src/sandbox/index.ts";
import { clientEnvironment } from "../../test/helpers/clients.ts";
import type { KeyringSession } from "../../test/helpers/keyring-session.ts";
import type { Protocol } from "../../test/helpers/raw-server.ts";
import { storeKey } from "../store-key.ts";
import type { Api } from "./api.ts";
import type { Subject } from "./round.ts";
import { type SoakServer, startServer } from "./server.ts";

/** What servers are started in. */
export interface World {
  readonly api: Api;
  readonly keyring: KeyringSession | { readonly skipped: string };
}

/**
 * A server whose key is in the keychain and is replaced while it runs, as by a person who rotates keys. Each key
 * brings a limit of its own, so that most calls of such a server reach the API.
 */
export async function rotating({ api, keyring }: World, letter: string, era: Protocol, home: string): Promise<Subject> {
  if ("skipped" in keyring) return fixed(api, letter, era, home, 8);
  const profile = `soak-${letter}`;
  let keys = 0;
  const rotate = async (lacks: readonly Scope[]) => {
    keys += 1;
    const key = newKey(letter, keys);
    await api.order({ key, lacks });
    await storeKey(keyring, profile, key, api.baseUrl);
    return key;
  };
  const key = await rotate([]);
  const { DBUS_SESSION_BUS_ADDRESS: bus = "" } = keyring.env;
  const env = clientEnvironment(home, { DBUS_SESSION_BUS_ADDRESS: bus });
  const server = await startServer(era, ["--profile", profile], env);
  return subject(`${era}, key rotated`, server, key, 8, rotate);
}

/** A server whose key comes from the environment and stays, so that beyond its limit calls are answered locally. */
export async function fixed(api: Api, letter: string, era: Protocol, home: string, calls: number): Promise<Subject> {
  const key = newKey(letter, 0);
  await api.order({ key, lacks: [] });
  const added = { SETPILOT_API_KEY: key, SETPILOT_BASE_URL: api.baseUrl };
  const server = await startServer(era, [], clientEnvironment(home, added));
  return subject(`${era}, key fixed`, server, key, calls, undefined);
}

let salts = 0;

function subject(
  name: string,
  server: SoakServer,
  key: string,
  callsPerRound: number,
  rotate: Subject["rotate"],
): Subject {
  salts += 17;
  const tally = { calls: 0, reached: 0, answers: new Map(), faults: new Map(), unexpected: [] };
  const progress = { asked: [], rounds: 0, rotations: 0, seenListChanges: 0, mustRotate: false, mustCheck: false };
  return { name, server, key, callsPerRound, rotate, tally, salt: salts, ...progress };
}

/** Of a key the sandbox sees the last four characters; the first of them stands for the server. */
function newKey(letter: string, count: number): string {
  return `spa_sk_soak_key_${letter}${count.toString(36).padStart(3, "0")}`;
}

export function letterOf({ key }: Subject): string {
  return key.slice(-4, -3);
}
