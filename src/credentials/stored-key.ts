import type { Connector } from "../connectors/schema/connector.ts";
import { isRecord } from "../utils/own.ts";
import { parseBaseUrl } from "./base-url.ts";
import {
  type Choice,
  type Credential,
  type KeyFailure,
  type KeySource,
  keyFingerprint,
  type ProfileSettings,
} from "./credential.ts";
import type { KeyChanges } from "./key-changes.ts";
import { findKeyTextFailure } from "./key-text.ts";
import type { Keychain, KeychainFailure, RemoveOutcome, WriteOutcome } from "./keychain/keychain.ts";
import { isRequestsPerMinute, USUAL_SETTINGS } from "./profile.ts";
import { Secret } from "./secret.ts";

/** A key as it is kept: with the origin that it belongs to, and what the person decided for it. */
export type KeptKey = Pick<Credential, "secret" | "baseUrl" | "form" | "settings">;

/** Where the key of a profile is kept, and how servers that run learn of another one. */
export interface KeyPlace {
  readonly connector: Connector;
  readonly profile: string;
  readonly keychain: Keychain;
  readonly keyChanges: Pick<KeyChanges, "announce">;
}

/** `isTold`: whether servers that run learn of it by themselves. */
interface Told {
  readonly isTold: boolean;
}

type Written = Extract<WriteOutcome, { kind: "written" }>;

export type StoreOutcome = Exclude<WriteOutcome, Written> | (Written & Told);

export type ForgetOutcome = KeychainFailure | (Exclude<RemoveOutcome, KeychainFailure> & Told);

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
 * Stores a key together with the one origin it belongs to and what was decided for it, replacing what was stored for that profile as a whole,
 * and tells the servers that run. Of two at the same time one wins, whole.
 */
export async function storeKey(place: KeyPlace, key: KeptKey): Promise<StoreOutcome> {
  const { connector, profile, keychain, keyChanges } = place;
  const written = await keychain.write(accountName(connector.id, profile), encodeStoredKey(connector, key));
  if (written.kind !== "written") return written;
  const source: KeySource = { kind: "keychain", store: keychain.store };
  const fingerprint = await keyFingerprint({ connectorId: connector.id, profile, source, ...key });
  return { ...written, isTold: await keyChanges.announce(fingerprint) };
}

/**
 * Removes the key of a profile, whatever its entry holds, and tells the servers that run: also where nothing is stored any
 * more, because somebody may have removed it with another program.
 */
export async function removeKey({ connector, profile, keychain, keyChanges }: KeyPlace): Promise<ForgetOutcome> {
  const removed = await keychain.remove(accountName(connector.id, profile));
  if (removed.kind !== "removed" && removed.kind !== "nothing-there") return removed;
  return { ...removed, isTold: await keyChanges.announce(undefined) };
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
  const { privacy, requestsPerMinute, cache, choice } = settings;
  const decided = {
    ...(privacy === USUAL_SETTINGS.privacy ? {} : { privacy }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(cache === undefined ? {} : { cache }),
    ...(choice === undefined ? {} : { choice }),
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
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function isFilledText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** Undefined when they are not understood: nothing must be shown because of a slip in the entry. */
function readSettings(value: unknown): ProfileSettings | undefined {
  if (!isRecord(value)) return undefined;
  const { privacy = USUAL_SETTINGS.privacy, requestsPerMinute, cache } = value;
  if (privacy !== "shown" && privacy !== "masked") return undefined;
  if (cache !== undefined && cache !== "off") return undefined;
  if (requestsPerMinute !== undefined && !isRequestsPerMinute(requestsPerMinute)) return undefined;
  const choice = readChoice(value["choice"]);
  if (choice === "not-understood") return undefined;
  return {
    privacy,
    ...(cache === undefined ? {} : { cache }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(choice === undefined ? {} : { choice }),
  };
}

function readChoice(value: unknown): Choice | undefined | "not-understood" {
  if (value === undefined) return undefined;
  if (!isRecord(value)) return "not-understood";
  const { tools, scopes } = value;
  if (!isNames(tools) || !isNames(scopes)) return "not-understood";
  return { ...(tools === undefined ? {} : { tools }), ...(scopes === undefined ? {} : { scopes }) };
}

function isNames(value: unknown): value is readonly string[] | undefined {
  return value === undefined || (Array.isArray(value) && value.every((name) => typeof name === "string"));
}
