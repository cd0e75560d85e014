import type { Connector } from "../connectors/schema/connector.ts";
import { parseBaseUrl } from "./base-url.ts";
import type { Credential, KeyFailure, KeySource, ProfileSettings } from "./credential.ts";
import { findKeyTextFailure } from "./key-text.ts";
import type { Keychain, RemoveOutcome, WriteOutcome } from "./keychain/keychain.ts";
import { isRequestsPerMinute, USUAL_SETTINGS } from "./profile.ts";
import { Secret } from "./secret.ts";

/** A key as it is kept: with the origin that it belongs to, and what the person decided for it. */
export type KeptKey = Pick<Credential, "secret" | "baseUrl" | "form" | "settings">;

type StoredKey = { readonly kind: "key" } & KeptKey;

/** Reads the key of a profile from the keychain, which is asked once, or tells why there is none that can be used. */
export async function readStoredKey(
  keychain: Keychain,
  connector: Connector,
  profile: string,
): Promise<StoredKey | KeyFailure> {
  const entry = await keychain.read(accountName(connector.id, profile));
  if (entry.kind === "none") return nothingStored(connector, keychain.store, entry.accounts ?? []);
  return entry.kind === "found" ? decodeStoredKey(connector, entry.value, keychain.store) : entry;
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

/** The name under which the keychain keeps the key of a profile. */
function accountName(connectorId: string, profile: string): string {
  return `${connectorId}:${profile}`;
}

function nothingStored({ id }: Connector, store: string, accounts: readonly string[]): KeyFailure {
  const beginning = accountName(id, "");
  const ours = accounts.filter((account) => account.startsWith(beginning));
  if (ours.length === 0) return { kind: "none", store };
  return { kind: "none", store, profiles: ours.map((account) => account.slice(beginning.length)).sort() };
}

/**
 * Writes the entry's text: key, origin and settings in one document, so that none can be replaced without the others. What is
 * as usual is left out: an entry of the connector's first form with nothing decided looks as it always did.
 */
export function encodeStoredKey(connector: Connector, { secret, baseUrl, form, settings }: KeptKey): string {
  const [first, second] = secret.revealParts();
  const { privacy, requestsPerMinute, cache } = settings;
  const decided = {
    ...(privacy === USUAL_SETTINGS.privacy ? {} : { privacy }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(cache === undefined ? {} : { cache }),
  };
  return JSON.stringify({
    v: 1,
    baseUrl: baseUrl.href,
    secret: first,
    ...(form.id === connector.keyForms[0].id ? {} : { form: form.id }),
    ...(second === undefined ? {} : { second }),
    ...(Object.keys(decided).length === 0 ? {} : { settings: decided }),
  });
}

/** Reads an entry of this store back. The address is checked again: other programs can write to the keychain too. */
export function decodeStoredKey(connector: Connector, text: string, store: string): StoredKey | KeyFailure {
  const { v, secret, second, baseUrl, ...rest } = parseObject(text);
  const { form: formId = connector.keyForms[0].id, settings: decided = {} } = rest;
  const form = connector.keyForms.find(({ id }) => id === formId);
  const settings = readSettings(decided);
  const parts = second === undefined ? [secret] : [secret, second];
  const isOurs = v === 1 && settings !== undefined && parts.length === form?.parts.length;
  if (!isOurs || typeof baseUrl !== "string" || !parts.every(isFilledText))
    return { kind: "damaged", store, reason: "not-ours" };
  const source: KeySource = { kind: "keychain", store };
  const reason = parts.map(findKeyTextFailure).find((each) => each !== undefined);
  if (reason !== undefined) return { kind: "unusable", reason, source };
  const address = parseBaseUrl(baseUrl);
  if (!address.ok) return { kind: "bad-base-url", reason: address.reason, source };
  const [first = "", other] = parts;
  return { kind: "key", secret: new Secret(first, other), baseUrl: address.url, form, settings };
}

/** The members of a JSON object; none where the text is something else. */
function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFilledText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** Undefined when they are not understood: personal data must not be shown because of a slip in the entry. */
function readSettings(value: unknown): ProfileSettings | undefined {
  if (!isObject(value)) return undefined;
  const { privacy = USUAL_SETTINGS.privacy, requestsPerMinute, cache } = value;
  if (privacy !== "shown" && privacy !== "masked") return undefined;
  if (cache !== undefined && cache !== "off") return undefined;
  const decided: ProfileSettings = { privacy, ...(cache === undefined ? {} : { cache }) };
  if (requestsPerMinute === undefined) return decided;
  return isRequestsPerMinute(requestsPerMinute) ? { ...decided, requestsPerMinute } : undefined;
}
