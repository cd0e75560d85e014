import type { Connector, KeyForm } from "../connectors/schema/connector.ts";
import { type BaseUrlFailure, parseBaseUrl } from "./base-url.ts";
import type { Credential, KeyFailure, ProfileSettings } from "./credential.ts";
import { findKeyTextFailure, type KeyTextFailure } from "./key-text.ts";
import type { Keychain, RemoveOutcome, WriteOutcome } from "./keychain/keychain.ts";
import { isRequestsPerMinute, USUAL_SETTINGS } from "./profile.ts";
import { Secret } from "./secret.ts";

/** A key as it is kept: with the origin that it belongs to, and what the person decided for it. */
export type KeptKey = Pick<Credential, "secret" | "baseUrl" | "form" | "settings">;

/** Reads the key of a profile from the keychain, which is asked once, or tells why there is none that can be used. */
export async function readStoredKey(
  keychain: Keychain,
  connector: Connector,
  profile: string,
): Promise<({ readonly kind: "key" } & KeptKey) | KeyFailure> {
  const { store } = keychain;
  const entry = await keychain.read(accountName(connector.id, profile));
  if (entry.kind === "none") return nothingStored(connector, entry.accounts ?? []);
  if (entry.kind !== "found") return entry;
  const stored = decodeStoredKey(connector, entry.value);
  if (stored.kind === "key") return stored;
  if (stored.kind === "damaged") return { kind: "damaged", store, reason: "not-ours" };
  return { ...stored, source: { kind: "keychain", store } };
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

function nothingStored({ id }: Connector, accounts: readonly string[]): KeyFailure {
  const beginning = accountName(id, "");
  const ours = accounts.filter((account) => account.startsWith(beginning));
  if (ours.length === 0) return { kind: "none" };
  return { kind: "none", profiles: ours.map((account) => account.slice(beginning.length)).sort() };
}

/** What an entry of the keychain says. */
export type StoredKey =
  | ({ readonly kind: "key" } & KeptKey)
  | { readonly kind: "damaged" }
  | { readonly kind: "unusable"; readonly reason: KeyTextFailure }
  | { readonly kind: "bad-base-url"; readonly reason: BaseUrlFailure };

/**
 * Writes the entry's text: key, origin and settings in one document, so that none can be replaced without the others. What is
 * as usual is left out: an entry of the connector's first form with nothing decided looks as it always did.
 */
export function encodeStoredKey(connector: Connector, { secret, baseUrl, form, settings }: KeptKey): string {
  const [first, second] = secret.revealParts();
  const { privacy, requestsPerMinute } = settings;
  const decided = {
    ...(privacy === USUAL_SETTINGS.privacy ? {} : { privacy }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
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

/** Reads an entry back. The address is checked again: other programs can write to the keychain too. */
export function decodeStoredKey(connector: Connector, text: string): StoredKey {
  const found = parseDocument(text);
  const form = found && findForm(connector, found.form);
  const settings = found && parseSettings(found.settings);
  if (found === undefined || form === undefined || settings === undefined) return { kind: "damaged" };
  const { secret, second } = found;
  if ((form.parts.length === 2) !== (second !== undefined)) return { kind: "damaged" };
  const reason = findKeyTextFailure(secret) ?? (second === undefined ? undefined : findKeyTextFailure(second));
  if (reason !== undefined) return { kind: "unusable", reason };
  const address = parseBaseUrl(found.baseUrl);
  if (!address.ok) return { kind: "bad-base-url", reason: address.reason };
  return { kind: "key", secret: new Secret(secret, second), baseUrl: address.url, form, settings };
}

interface Document {
  readonly secret: string;
  readonly second: string | undefined;
  readonly baseUrl: string;
  readonly form: string | undefined;
  readonly settings: object | undefined;
}

/** The members that are there with the right types; undefined when one has another. Unknown ones do not matter. */
function parseDocument(text: string): Document | undefined {
  const value = parseJson(text);
  if (!isObject(value)) return undefined;
  const member = (name: string): unknown => Object.getOwnPropertyDescriptor(value, name)?.value;
  const [secret, baseUrl] = [member("secret"), member("baseUrl")];
  const [form, second, settings] = [member("form"), member("second"), member("settings")];
  if (member("v") !== 1 || typeof secret !== "string" || secret === "" || typeof baseUrl !== "string") return undefined;
  if (form !== undefined && typeof form !== "string") return undefined;
  if (second !== undefined && (typeof second !== "string" || second === "")) return undefined;
  if (settings !== undefined && !isObject(settings)) return undefined;
  return { secret, second, baseUrl, form, settings };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function findForm(connector: Connector, id: string | undefined): KeyForm | undefined {
  return id === undefined ? connector.keyForms[0] : connector.keyForms.find((form) => form.id === id);
}

/** Undefined when they are not understood: personal data must not be shown because of a slip in the entry. */
function parseSettings(document: object | undefined): ProfileSettings | undefined {
  if (document === undefined) return USUAL_SETTINGS;
  const privacy = "privacy" in document ? document.privacy : USUAL_SETTINGS.privacy;
  const requestsPerMinute = "requestsPerMinute" in document ? document.requestsPerMinute : undefined;
  if (privacy !== "shown" && privacy !== "masked") return undefined;
  if (requestsPerMinute === undefined) return { privacy };
  return isRequestsPerMinute(requestsPerMinute) ? { privacy, requestsPerMinute } : undefined;
}
