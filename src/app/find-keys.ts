import type { Connector } from "../connectors/schema/connector.ts";
import { findFilledVariables, readEnvironmentKey } from "../credentials/environment/environment-key.ts";
import { readAccountList } from "../credentials/keychain/account-list.ts";
import type { KeychainFailure } from "../credentials/keychain/keychain.ts";
import { openKeychainForCommand } from "../credentials/keychain/own-process.ts";
import { DEFAULT_PROFILE, parseProfile } from "../credentials/profile.ts";
import { allConnectors } from "./find-connector.ts";
import { KEYCHAIN, keysFolder } from "./paths.ts";
import type { Keyring } from "./serve-arguments.ts";

/** A key that this person has somewhere: it was not read. */
export interface KnownKey {
  readonly source: "environment" | "keychain";
  /** Its definition may be gone. */
  readonly connector: string;
  readonly profile: string;
  readonly keyring: Keyring | undefined;
}

/** `failure`: why the keychain did not tell what it has, where it was asked. */
export interface KnownKeys {
  readonly keys: readonly KnownKey[];
  readonly failure: KeychainFailure | undefined;
}

/**
 * Finds the keys of all connectors and profiles: in the environment, those that a login stored, and those that the keychain
 * tells of without asking the person. By connector, profile `default` first.
 */
export async function findKeys(): Promise<KnownKeys> {
  const { env, platform } = process;
  const listed = readAccountList(keysFolder(env, platform));
  const told = (await openKeychainForCommand({ env, platform, store: "default" }, KEYCHAIN).list?.()) ?? [];
  const isFailure = "kind" in told;
  const accounts = [...listed, ...(isFailure ? [] : told.map((account) => ({ account, isKernel: false })))];
  const stored = accounts.flatMap(({ account, isKernel }) => readAccount(account, isKernel ? "kernel" : undefined));
  const ofEnvironment = (await allConnectors()).filter((connector) => hasKey(connector, env)).map(toEnvironmentKey);
  return { keys: sortKeys([...ofEnvironment, ...stored]), failure: isFailure ? told : undefined };
}

/** The environment without the variables in which this connector's key may be. */
export function withoutKeyVariables(connector: Connector, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const filled = findFilledVariables(connector, env);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !filled.includes(name)));
}

/** Entries of other programs under Keyscope's name are none of its keys. */
function readAccount(account: string, keyring: KnownKey["keyring"]): KnownKey[] {
  const [connector = "", profile = "", ...others] = account.split(":");
  if (others.length > 0 || !/^[a-z0-9-]+$/.test(connector) || !parseProfile(profile).ok) return [];
  return [{ source: "keychain", connector, profile, keyring }];
}

function hasKey(connector: Connector, env: NodeJS.ProcessEnv): boolean {
  return readEnvironmentKey(connector, env).found !== undefined;
}

function toEnvironmentKey({ id }: Connector): KnownKey {
  return { source: "environment", connector: id, profile: DEFAULT_PROFILE, keyring: undefined };
}

/** Each once: a key that was listed is also told by the keychain. */
function sortKeys(keys: readonly KnownKey[]): KnownKey[] {
  const nameOf = ({ connector, profile, source, keyring }: KnownKey) =>
    [connector, profile === DEFAULT_PROFILE ? "" : profile, source === "keychain" ? "1" : "0", keyring ?? ""].join(
      "\n",
    );
  const each = new Map(keys.map((key) => [nameOf(key), key]));
  return [...each].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, key]) => key);
}
