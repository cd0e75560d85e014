import { type Connector, usualBaseUrl } from "../connectors/schema/connector.ts";
import { type BaseUrlFailure, parseAddress } from "./base-url.ts";
import type { Credential, KeyFailure, KeyNote, KeySource } from "./credential.ts";
import { filledVariables, readEnvironmentKey } from "./environment-key.ts";
import { readKeyText } from "./key-text.ts";
import type { Environment } from "./keychain/linux-dbus.ts";
import type { Keychain, RemoveOutcome, WriteOutcome } from "./keychain/outcome.ts";
import { accountName, DEFAULT_PROFILE } from "./profile.ts";
import { USUAL_SETTINGS, underPrivacyVariable } from "./settings.ts";
import { decodeStoredKey, encodeStoredKey, type KeptKey } from "./stored-key.ts";

/** What looking for a key came to. */
export type KeyLookup =
  | { readonly ok: true; readonly credential: Credential; readonly notes: readonly KeyNote[] }
  | { readonly ok: false; readonly problem: KeyFailure; readonly notes: readonly KeyNote[] };

interface Places {
  readonly env: Environment;
  readonly keychain: Keychain;
}

/**
 * Finds the key of a connector's profile: the environment first (profile `default` only), then the keychain, which is
 * asked once and only if the environment has none. Never throws and never opens a dialog on Linux.
 */
export async function lookUpKey(connector: Connector, profile: string, places: Places): Promise<KeyLookup> {
  if (profile !== DEFAULT_PROFILE) {
    const notes = filledVariables(connector, places.env).map(
      (variable): KeyNote => ({ kind: "variable-not-for-profile", variable, profile }),
    );
    return withNotes(notes, await lookUpStored(connector, profile, places));
  }
  const { found, placeholders, incomplete } = readEnvironmentKey(connector, places.env);
  const rest: readonly KeyNote[] = incomplete === undefined ? [] : [incomplete];
  const notes = [...placeholders, ...rest];
  if (found?.kind === "unusable") return failed(found);
  if (found?.kind === "key") return withNotes(notes, withEnvironmentUrl(connector, found, places.env));
  const stored = await lookUpStored(connector, profile, places);
  if (stored.ok || stored.problem.kind !== "none") return withNotes(notes, stored);
  if (incomplete !== undefined) return withNotes(placeholders, failed(incomplete));
  return withNotes(notes, failed(placeholders[0] ?? stored.problem));
}

/**
 * Stores a key together with the one origin it belongs to and what was decided for it, replacing what was stored for that profile as a whole.
 * Of two at the same time one wins, whole.
 */
export function storeKey(
  keychain: Keychain,
  connector: Connector,
  profile: string,
  key: KeptKey,
): Promise<WriteOutcome> {
  return keychain.write(accountName(connector.id, profile), encodeStoredKey(connector, key));
}

/** Removes the key of a profile, whatever its entry holds. */
export function removeKey(keychain: Keychain, connector: Connector, profile: string): Promise<RemoveOutcome> {
  return keychain.remove(accountName(connector.id, profile));
}

function withEnvironmentUrl(
  connector: Connector,
  key: Pick<Credential, "form" | "secret"> & { readonly variables: readonly string[] },
  env: Environment,
): KeyLookup {
  const { form, secret, variables } = key;
  const variable = connector.environment.baseUrl;
  const found = environmentUrl(connector, env);
  if (found.kind === "bad") {
    return failed({
      kind: "bad-base-url",
      source: { kind: "environment", variables: [variable] },
      reason: found.reason,
    });
  }
  const notes: KeyNote[] = found.kind === "placeholder" ? [{ kind: "placeholder", variable, text: found.text }] : [];
  const url = found.kind === "url" ? found.url : usualBaseUrl(connector);
  if (url === undefined) return withNotes(notes, failed({ kind: "no-base-url", variable, key: variables }));
  const source: KeySource = { kind: "environment", variables };
  const ids = { connectorId: connector.id, profile: DEFAULT_PROFILE };
  const privacy = privacyIn(env, connector, USUAL_SETTINGS);
  return {
    ok: true,
    credential: { ...ids, secret, baseUrl: new URL(url), source, form, settings: privacy.settings },
    notes: [...notes, ...privacy.notes],
  };
}

function privacyIn(env: Environment, { environment }: Connector, settings: Credential["settings"]) {
  return underPrivacyVariable(settings, environment.privacy, env[environment.privacy]);
}

async function lookUpStored(connector: Connector, profile: string, places: Places): Promise<KeyLookup> {
  const { keychain, env } = places;
  const { store } = keychain;
  const entry = await keychain.read(accountName(connector.id, profile));
  if (entry.kind === "none") return failed(nothingStored(connector, entry.accounts ?? []));
  if (entry.kind !== "found") return failed(entry);
  const stored = decodeStoredKey(connector, entry.value);
  const source: KeySource = { kind: "keychain", store };
  if (stored.kind === "damaged") return failed({ kind: "damaged", store, reason: "not-ours" });
  if (stored.kind !== "key") return failed({ ...stored, source });
  const { kind: _, ...kept } = stored;
  const credential = { connectorId: connector.id, profile, source, ...kept };
  if (profile !== DEFAULT_PROFILE) return { ok: true, credential, notes: [] };
  const { settings, notes } = privacyIn(env, connector, kept.settings);
  return {
    ok: true,
    credential: { ...credential, settings },
    notes: [...ignoredUrl(connector, env, kept.baseUrl), ...notes],
  };
}

function nothingStored(connector: Connector, accounts: readonly string[]): KeyFailure {
  const own = accountName(connector.id, "");
  const profiles = accounts.filter((account) => account.startsWith(own)).map((account) => account.slice(own.length));
  return profiles.length === 0 ? { kind: "none" } : { kind: "none", profiles: profiles.sort() };
}

/** A stored key goes to its own origin only, so a variable that names another one is worth a word. */
function ignoredUrl(connector: Connector, env: Environment, stored: URL): KeyNote[] {
  const variable = connector.environment.baseUrl;
  const found = environmentUrl(connector, env);
  if (found.kind === "absent" || (found.kind === "url" && found.url.href === stored.href)) return [];
  if (found.kind === "placeholder") return [{ kind: "placeholder", variable, text: found.text }];
  const href = found.kind === "url" ? found.url.href : undefined;
  return [{ kind: "base-url-ignored", variable, stored: stored.href, found: href }];
}

type EnvironmentUrl =
  | { readonly kind: "absent" }
  | { readonly kind: "placeholder"; readonly text: string }
  | { readonly kind: "bad"; readonly reason: BaseUrlFailure }
  | { readonly kind: "url"; readonly url: URL };

function environmentUrl({ address, environment }: Connector, env: Environment): EnvironmentUrl {
  const variable = environment.baseUrl;
  const text = env[variable] ?? "";
  if (text.trim() === "") return { kind: "absent" };
  const parsed = parseAddress(address, text);
  if (parsed.ok) return { kind: "url", url: parsed.url };
  const asKey = readKeyText(text, variable);
  return asKey.kind === "placeholder" ? asKey : { kind: "bad", reason: parsed.reason };
}

function failed(problem: KeyFailure): KeyLookup {
  return { ok: false, problem, notes: [] };
}

function withNotes(notes: readonly KeyNote[], result: KeyLookup): KeyLookup {
  return { ...result, notes: [...notes, ...result.notes] };
}
