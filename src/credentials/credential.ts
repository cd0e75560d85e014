import type { Authentication, KeyForm } from "../connectors/schema/connector.ts";
import type { BaseUrlFailure } from "./base-url.ts";
import type { SecretFileFailure } from "./environment/secret-file.ts";
import type { KeyTextFailure } from "./key-text.ts";
import type { KeychainFailure } from "./keychain/keychain.ts";
import type { Secret } from "./secret.ts";

/**
 * Where a key was found. `store` is the name by which a person knows the keychain; a variable for each of its parts, which
 * may be one that names a file (secret-file.ts).
 */
export type KeySource =
  | { readonly kind: "environment"; readonly variables: readonly string[] }
  | { readonly kind: "keychain"; readonly store: string };

/** What a person wants shown of what a key permits. What is left out limits nothing. */
export interface Choice {
  /** Names of endpoints' tools. */
  readonly tools?: readonly string[];
  /** Scopes; what they include comes with them. */
  readonly scopes?: readonly string[];
}

/** What a person decided for a profile; it is stored with the key. */
export interface ProfileSettings {
  /** Whether personal data in answers is masked before the assistant sees it. */
  readonly privacy: "shown" | "masked";
  /** Requests a minute for this key, where the product lets people choose and they did. */
  readonly requestsPerMinute?: number;
  /** Rows of tables are kept in memory only. */
  readonly cache?: "off";
  /** Narrower than the key. */
  readonly choice?: Choice;
}

/** A key, ready for use, with the one place that it may be sent to. */
export interface Credential {
  readonly connectorId: string;
  readonly profile: string;
  readonly secret: Secret;
  /** Ends in a slash. The key goes nowhere else. */
  readonly baseUrl: URL;
  readonly source: KeySource;
  /** Which of the connector's kinds of key it is. */
  readonly form: KeyForm;
  readonly settings: ProfileSettings;
}

/** Makes the request headers that carry the key, in the way that its form asks for (`credential.form.authentication`). */
export function authorizationHeaders(authentication: Authentication, secret: Secret): Record<string, string> {
  switch (authentication.kind) {
    case "bearer":
      return { authorization: `Bearer ${secret.reveal()}` };
    case "header": {
      const { name, prefix } = authentication;
      return { [name]: prefix === undefined ? secret.reveal() : `${prefix} ${secret.reveal()}` };
    }
    case "basic": {
      const [user, password = ""] = secret.revealParts();
      return { authorization: `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}` };
    }
    default:
      return authentication satisfies never;
  }
}

/** What a connector's only form is called. Older versions knew no forms, and their grants on disk keep their names. */
const ONLY_FORM = "key";

/**
 * Makes a name for a key at an origin that says nothing about the key: 64 hex digits, the same for the same key, kind
 * of key, connector and base URL. Names the last-known grant on disk and tells whether a key has changed.
 */
export async function keyFingerprint({ connectorId, baseUrl, form, secret }: Credential): Promise<string> {
  const kind = form.id === ONLY_FORM ? [] : [form.id];
  const digest = await hashUnder(secret, ["keyscope key fingerprint 1", connectorId, baseUrl.href, ...kind]);
  return digest.toString("hex");
}

/**
 * Makes the key under which personal data becomes pseudonyms: 32 bytes, the same for the same key, connector and
 * origin. Who knows the pseudonyms learns neither the API key nor the data. A new API key gives new pseudonyms.
 */
export function pseudonymKey({ connectorId, baseUrl, secret }: Credential): Promise<Uint8Array> {
  return hashUnder(secret, ["keyscope pseudonyms 1", connectorId, baseUrl.origin]);
}

/**
 * Makes the key under which rows are kept on disk: 32 bytes for AES-256, by HKDF. Only who has the API key can read them.
 */
export async function cacheKey({ connectorId, baseUrl, secret }: Credential): Promise<Uint8Array> {
  const { hkdfSync } = await import("node:crypto");
  const context = ["keyscope rows 1", connectorId, baseUrl.origin].join("\n");
  return new Uint8Array(hkdfSync("sha256", secret.reveal(), "", context, 32));
}

/** The SHA-256 HMAC of a purpose and what belongs to it under the key. */
async function hashUnder(secret: Secret, context: readonly string[]): Promise<Buffer> {
  const { createHmac } = await import("node:crypto");
  return createHmac("sha256", secret.reveal()).update(context.join("\n")).digest();
}

/** A key of several parts that is not whole. Lists of environment variables. */
interface Incomplete {
  readonly kind: "incomplete";
  readonly set: readonly string[];
  readonly missing: readonly string[];
}

/** Certificates are not checked (tls-check.ts). A stored key is not looked for then; one of the environment is used all the same. */
export interface UncheckedCertificates {
  readonly kind: "unchecked-certificates";
  readonly variable: string;
}

/** Why there is no usable key. Worded in src/messages/key-failures.ts. */
export type KeyFailure =
  /** Looked everywhere, and nothing is stored. */
  /** `profiles`: the other ones of this connector that have a key, where that is known and there are any. */
  | { readonly kind: "none"; readonly store?: string; readonly profiles?: readonly string[] }
  /** Nothing is stored, and the variable holds a text that a program should have replaced by the key. */
  | { readonly kind: "placeholder"; readonly variable: string; readonly text: string }
  /** Nothing is stored, and the environment has only a part of a key. */
  | Incomplete
  /** The environment has a key, but not the address, which is every customer's own. `variable` may name it. */
  | { readonly kind: "no-base-url"; readonly variable: string; readonly key: readonly string[] }
  /** There is a key, but it cannot be sent in a header. */
  | { readonly kind: "unusable"; readonly source: KeySource; readonly reason: KeyTextFailure }
  | { readonly kind: "bad-base-url"; readonly source: KeySource; readonly reason: BaseUrlFailure }
  | SecretFileFailure
  | UncheckedCertificates
  | KeychainFailure;

/** Something a person should know although it does not stop the work. */
export type KeyNote =
  /** Questions over all rows cannot be answered on this machine. */
  | { readonly kind: "no-engine"; readonly isInstalled: boolean; readonly reason: string }
  | { readonly kind: "placeholder"; readonly variable: string; readonly text: string }
  /** A part of a key that is not in use, because a whole one was found elsewhere. */
  | Incomplete
  /** The variable names another origin than the one the stored key is bound to. `found` is undefined if it is no valid address. */
  | {
      readonly kind: "base-url-ignored";
      readonly variable: string;
      readonly stored: string;
      readonly found: string | undefined;
    }
  /**
   * The privacy variable says something that is not understood, so that personal data is masked, to be safe; or it
   * says "shown" and the stored key says "masked", which only `keyscope settings` can loosen.
   */
  | {
      readonly kind: "privacy-variable";
      readonly variable: string;
      readonly reason: "not-understood" | "stored-is-masked";
    }
  /** The variable holds something, but variables serve profile `default` only. */
  | { readonly kind: "variable-not-for-profile"; readonly variable: string; readonly profile: string }
  | Influence;

/** A variable that decides who can read the requests beside the API. Found in src/http/influences.ts. */
export type Influence =
  /** `host`: with its port, without a login. */
  | { readonly kind: "proxy"; readonly variable: string; readonly host: string }
  /** A file or folder of certificates that are trusted. */
  | { readonly kind: "trusted-certificates"; readonly variable: string; readonly path: string }
  | UncheckedCertificates
  /** It can bring others' code into this process. */
  | { readonly kind: "code-variable"; readonly variable: string; readonly value: string };
