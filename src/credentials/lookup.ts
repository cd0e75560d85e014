import { type Connector, usualBaseUrl } from "../connectors/schema/connector.ts";
import type { Credential, KeyFailure, KeyNote, KeySource } from "./credential.ts";
import { findFilledVariables, readEnvironmentAddress, readEnvironmentKey } from "./environment/environment-key.ts";
import type { Keychain } from "./keychain/keychain.ts";
import { applyPrivacyVariable, DEFAULT_PROFILE, USUAL_SETTINGS } from "./profile.ts";
import { readStoredKey } from "./stored-key.ts";
import { findUncheckedCertificates } from "./tls-check.ts";

/** What looking for a key came to. */
export type KeyLookup =
  | { readonly ok: true; readonly credential: Credential; readonly notes: readonly KeyNote[] }
  | { readonly ok: false; readonly failure: KeyFailure; readonly notes: readonly KeyNote[] };

interface Places {
  readonly env: NodeJS.ProcessEnv;
  readonly keychain: Keychain;
}

/**
 * Finds the key of a connector's profile: the environment first (profile `default` only), then the keychain, which is
 * asked once and only if the environment has none, and not where certificates go unchecked: a stored key is not used then,
 * wherever it would be sent. Never throws and never opens a dialog on Linux.
 */
export async function lookUpKey(connector: Connector, profile: string, places: Places): Promise<KeyLookup> {
  if (profile !== DEFAULT_PROFILE) {
    const notes = findFilledVariables(connector, places.env).map(
      (variable): KeyNote => ({ kind: "variable-not-for-profile", variable, profile }),
    );
    return addNotes(notes, await lookUpInKeychain(connector, profile, places));
  }
  const { found, placeholders, incomplete } = readEnvironmentKey(connector, places.env);
  const notes = [...placeholders, ...(incomplete === undefined ? [] : [incomplete])];
  if (found?.kind === "unusable" || found?.kind === "secret-file") return failed(found);
  if (found?.kind === "key") return addNotes(notes, useEnvironmentKey(connector, found, places.env));
  const stored = await lookUpInKeychain(connector, profile, places);
  if (stored.ok || stored.failure.kind !== "none") return addNotes(notes, stored);
  if (incomplete !== undefined) return addNotes(placeholders, failed(incomplete));
  return addNotes(notes, failed(placeholders[0] ?? stored.failure));
}

/** Finds what the keychain has for a profile, whatever the environment says: for what sends nothing. */
export function lookUpStoredKey(place: {
  readonly connector: Connector;
  readonly profile: string;
  readonly keychain: Keychain;
}): Promise<KeyLookup> {
  return lookUpInKeychain(place.connector, place.profile, { env: {}, keychain: place.keychain });
}

function useEnvironmentKey(
  connector: Connector,
  key: Pick<Credential, "form" | "secret"> & { readonly variables: readonly string[] },
  env: NodeJS.ProcessEnv,
): KeyLookup {
  const { form, secret, variables } = key;
  const variable = connector.environment.baseUrl;
  const found = readEnvironmentAddress(connector, env);
  if (found.kind === "bad") {
    const { reason } = found;
    return failed({ kind: "bad-base-url", source: { kind: "environment", variables: [variable] }, reason });
  }
  const notes: KeyNote[] = found.kind === "placeholder" ? [{ kind: "placeholder", variable, text: found.text }] : [];
  const url = found.kind === "url" ? found.url : usualBaseUrl(connector);
  if (url === undefined) return addNotes(notes, failed({ kind: "no-base-url", variable, key: variables }));
  const source: KeySource = { kind: "environment", variables };
  const ids = { connectorId: connector.id, profile: DEFAULT_PROFILE };
  const privacy = applyPrivacyVariable(USUAL_SETTINGS, connector, env);
  return {
    ok: true,
    credential: { ...ids, secret, baseUrl: new URL(url), source, form, settings: privacy.settings },
    notes: [...notes, ...privacy.notes],
  };
}

async function lookUpInKeychain(connector: Connector, profile: string, { keychain, env }: Places): Promise<KeyLookup> {
  const unchecked = findUncheckedCertificates(env);
  if (unchecked !== undefined) return failed(unchecked);
  const stored = await readStoredKey(keychain, connector, profile);
  if (stored.kind !== "key") return failed(stored);
  const { kind: _, ...kept } = stored;
  const source: KeySource = { kind: "keychain", store: keychain.store };
  const credential = { connectorId: connector.id, profile, source, ...kept };
  if (profile !== DEFAULT_PROFILE) return { ok: true, credential, notes: [] };
  const { settings, notes } = applyPrivacyVariable(kept.settings, connector, env);
  return {
    ok: true,
    credential: { ...credential, settings },
    notes: [...noteIgnoredAddress(connector, env, kept.baseUrl), ...notes],
  };
}

/** A stored key goes to its own origin only, so a variable that names another one is worth a word. */
function noteIgnoredAddress(connector: Connector, env: NodeJS.ProcessEnv, stored: URL): KeyNote[] {
  const variable = connector.environment.baseUrl;
  const found = readEnvironmentAddress(connector, env);
  if (found.kind === "absent" || (found.kind === "url" && found.url.href === stored.href)) return [];
  if (found.kind === "placeholder") return [{ kind: "placeholder", variable, text: found.text }];
  const href = found.kind === "url" ? found.url.href : undefined;
  return [{ kind: "base-url-ignored", variable, stored: stored.href, found: href }];
}

function failed(failure: KeyFailure): KeyLookup {
  return { ok: false, failure, notes: [] };
}

function addNotes(notes: readonly KeyNote[], result: KeyLookup): KeyLookup {
  return { ...result, notes: [...notes, ...result.notes] };
}
