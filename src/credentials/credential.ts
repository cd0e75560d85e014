import type { BaseUrlFault } from "./base-url.ts";
import type { KeyFault } from "./key-text.ts";
import type { KeychainTrouble } from "./keychain-outcome.ts";
import type { Secret } from "./secret.ts";

/** Where a key was found. `store` is the name by which a person knows the keychain. */
export type KeySource =
  | { readonly kind: "environment"; readonly variable: string }
  | { readonly kind: "keychain"; readonly store: string };

/** A key, ready for use, with the one place that it may be sent to. */
export interface Credential {
  readonly connectorId: string;
  readonly profile: string;
  readonly secret: Secret;
  /** Ends in a slash. The key goes nowhere else. */
  readonly baseUrl: URL;
  readonly source: KeySource;
}

/** Why there is no usable key. Worded in src/texts/explain.ts. */
export type KeyProblem =
  /** Looked everywhere, and nothing is stored. */
  /** `profiles`: the other ones of this connector that have a key, where that is known and there are any. */
  | { readonly kind: "none"; readonly profiles?: readonly string[] }
  /** Nothing is stored, and the variable holds a text that a program should have replaced by the key. */
  | { readonly kind: "placeholder"; readonly variable: string; readonly text: string }
  /** There is a key, but it cannot be sent in a header. */
  | { readonly kind: "unusable"; readonly source: KeySource; readonly reason: KeyFault }
  | { readonly kind: "bad-base-url"; readonly source: KeySource; readonly reason: BaseUrlFault }
  | KeychainTrouble;

/** Something a person should know although it does not stop the work. */
export type KeyNote =
  | { readonly kind: "placeholder"; readonly variable: string; readonly text: string }
  /** The variable names another origin than the one the stored key is bound to. `found` is undefined if it is no valid address. */
  | {
      readonly kind: "base-url-ignored";
      readonly variable: string;
      readonly stored: string;
      readonly found: string | undefined;
    }
  /** The variable holds something, but variables serve profile `default` only. */
  | { readonly kind: "variable-not-for-profile"; readonly variable: string; readonly profile: string };
