import type { Connector } from "../connectors/connector.ts";
import { type BaseUrlFault, parseBaseUrl } from "./base-url.ts";
import type { Credential, KeyNote, KeyProblem, KeySource } from "./credential.ts";
import { readKeyText } from "./key-text.ts";
import type { Keychain, RemoveOutcome, WriteOutcome } from "./keychain-outcome.ts";
import { accountName, DEFAULT_PROFILE } from "./profile.ts";
import type { Secret } from "./secret.ts";
import type { Environment } from "./session-bus.ts";
import { decodeStoredKey, encodeStoredKey } from "./stored-key.ts";

/** What looking for a key came to. */
export type KeyLookup =
  | { readonly ok: true; readonly credential: Credential; readonly notes: readonly KeyNote[] }
  | { readonly ok: false; readonly problem: KeyProblem; readonly notes: readonly KeyNote[] };

interface Places {
  readonly env: Environment;
  readonly keychain: Keychain;
}

/**
 * Finds the key of a connector's profile: the environment first (profile `default` only), then the keychain, which is
 * asked once and only if the environment has none. Never throws and never opens a dialog on Linux.
 */
export async function lookUpKey(connector: Connector, profile: string, places: Places): Promise<KeyLookup> {
  const variable = connector.environment.key;
  const text = places.env[variable] ?? "";
  if (profile !== DEFAULT_PROFILE) {
    const notes: KeyNote[] = text === "" ? [] : [{ kind: "variable-not-for-profile", variable, profile }];
    return withNotes(notes, await lookUpStored(connector, profile, places));
  }
  const found = readKeyText(text, variable);
  const source: KeySource = { kind: "environment", variable };
  if (found.kind === "key") return withEnvironmentUrl(connector, source, found.secret, places.env);
  if (found.kind === "unusable") return failed({ kind: "unusable", source, reason: found.reason });
  const stored = await lookUpStored(connector, profile, places);
  if (found.kind === "absent") return stored;
  const note: KeyNote = { kind: "placeholder", variable, text: found.text };
  if (stored.ok || stored.problem.kind !== "none") return withNotes([note], stored);
  return withNotes([note], failed(note));
}

/**
 * Stores a key together with the one origin it belongs to, replacing what was stored for that profile as a whole.
 * Of two at the same time one wins, whole.
 */
export function storeKey(
  keychain: Keychain,
  connector: Connector,
  profile: string,
  key: { readonly secret: Secret; readonly baseUrl: URL },
): Promise<WriteOutcome> {
  return keychain.write(accountName(connector.id, profile), encodeStoredKey(key.secret, key.baseUrl));
}

/** Removes the key of a profile, whatever its entry holds. */
export function removeKey(keychain: Keychain, connector: Connector, profile: string): Promise<RemoveOutcome> {
  return keychain.remove(accountName(connector.id, profile));
}

function withEnvironmentUrl(connector: Connector, source: KeySource, secret: Secret, env: Environment): KeyLookup {
  const variable = connector.environment.baseUrl;
  const found = environmentUrl(env[variable] ?? "", variable);
  if (found.kind === "bad") {
    return failed({ kind: "bad-base-url", source: { kind: "environment", variable }, reason: found.reason });
  }
  const baseUrl = found.kind === "url" ? found.url : new URL(connector.baseUrl);
  const notes: KeyNote[] = found.kind === "placeholder" ? [{ kind: "placeholder", variable, text: found.text }] : [];
  return {
    ok: true,
    credential: { connectorId: connector.id, profile: DEFAULT_PROFILE, secret, baseUrl, source },
    notes,
  };
}

async function lookUpStored(connector: Connector, profile: string, places: Places): Promise<KeyLookup> {
  const { keychain, env } = places;
  const { store } = keychain;
  const entry = await keychain.read(accountName(connector.id, profile));
  if (entry.kind === "none") return failed(nothingStored(connector, entry.accounts ?? []));
  if (entry.kind !== "found") return failed(entry);
  const stored = decodeStoredKey(entry.value);
  const source: KeySource = { kind: "keychain", store };
  if (stored.kind === "damaged") return failed({ kind: "damaged", store, reason: "not-ours" });
  if (stored.kind !== "key") return failed({ ...stored, source });
  const { secret, baseUrl } = stored;
  const notes = profile === DEFAULT_PROFILE ? ignoredUrl(connector, env, baseUrl) : [];
  return { ok: true, credential: { connectorId: connector.id, profile, secret, baseUrl, source }, notes };
}

function nothingStored(connector: Connector, accounts: readonly string[]): KeyProblem {
  const own = accountName(connector.id, "");
  const profiles = accounts.filter((account) => account.startsWith(own)).map((account) => account.slice(own.length));
  return profiles.length === 0 ? { kind: "none" } : { kind: "none", profiles: profiles.sort() };
}

/** A stored key goes to its own origin only, so a variable that names another one is worth a word. */
function ignoredUrl(connector: Connector, env: Environment, stored: URL): KeyNote[] {
  const variable = connector.environment.baseUrl;
  const found = environmentUrl(env[variable] ?? "", variable);
  if (found.kind === "absent" || (found.kind === "url" && found.url.href === stored.href)) return [];
  if (found.kind === "placeholder") return [{ kind: "placeholder", variable, text: found.text }];
  const href = found.kind === "url" ? found.url.href : undefined;
  return [{ kind: "base-url-ignored", variable, stored: stored.href, found: href }];
}

type EnvironmentUrl =
  | { readonly kind: "absent" }
  | { readonly kind: "placeholder"; readonly text: string }
  | { readonly kind: "bad"; readonly reason: BaseUrlFault }
  | { readonly kind: "url"; readonly url: URL };

function environmentUrl(text: string, variable: string): EnvironmentUrl {
  if (text.trim() === "") return { kind: "absent" };
  const address = parseBaseUrl(text);
  if (address.ok) return { kind: "url", url: address.url };
  const asKey = readKeyText(text, variable);
  return asKey.kind === "placeholder" ? asKey : { kind: "bad", reason: address.reason };
}

function failed(problem: KeyProblem): KeyLookup {
  return { ok: false, problem, notes: [] };
}

function withNotes(notes: readonly KeyNote[], result: KeyLookup): KeyLookup {
  return { ...result, notes: [...notes, ...result.notes] };
}
