import type { KeyProblem } from "../credentials/credential.ts";
import type { AnswerProblem } from "../results/answer.ts";

/** Why no answer came over the network. */
export type NetworkTrouble =
  | "dns"
  | "refused"
  | "unreachable"
  | "reset"
  | "timeout"
  | "tls"
  | "proxy"
  | "proxy-login"
  | "protocol";

/**
 * Everything that can go wrong between a tool's name and its answer, as data. `src/texts/explain.ts` is the only
 * place that puts it into words, and its switch is checked to the end by the compiler.
 */
export type Failure =
  | { readonly kind: "unknown-tool"; readonly tool: string; readonly nearest: string | undefined }
  | {
      readonly kind: "unknown-argument";
      readonly argument: string;
      readonly valid: readonly string[];
      readonly nearest: string | undefined;
    }
  | { readonly kind: "bad-argument"; readonly argument: string; readonly given: string; readonly allowed: string }
  | { readonly kind: "no-key"; readonly problem: KeyProblem }
  /** A 401, as it came. `src/access` looks at the keychain again before it calls the key rejected. */
  | { readonly kind: "unauthorized"; readonly said: string | undefined }
  | { readonly kind: "key-rejected"; readonly lastFour: string }
  /** The key does not have the scopes, as far as this process knows. */
  | { readonly kind: "scope-missing"; readonly missing: readonly string[]; readonly held: readonly string[] }
  /** A 403 for scopes that the key had: they were taken away at the API. */
  | { readonly kind: "scope-lost"; readonly missing: readonly string[]; readonly held: readonly string[] }
  /** A 403 that no missing scope explains. */
  | { readonly kind: "forbidden"; readonly said: string | undefined }
  /** `local` when Keyscope's own count stopped the call, so that nothing was sent. */
  | { readonly kind: "rate-limited"; readonly seconds: number; readonly until: Date; readonly local: boolean }
  | { readonly kind: "refused"; readonly status: number; readonly said: string | undefined }
  | {
      readonly kind: "unavailable";
      readonly status: number;
      readonly attempts: number;
      readonly said: string | undefined;
    }
  | {
      readonly kind: "network";
      readonly trouble: NetworkTrouble;
      readonly host: string;
      readonly code: string | undefined;
      readonly attempts: number;
    }
  | { readonly kind: "redirected"; readonly status: number; readonly host: string | undefined }
  | { readonly kind: "bad-answer"; readonly status: number; readonly problem: AnswerProblem }
  | { readonly kind: "too-large"; readonly limitBytes: number }
  | { readonly kind: "deadline"; readonly seconds: number }
  | { readonly kind: "cancelled" }
  | { readonly kind: "internal" };

/** The end of a step that can fail: its value, or the failure. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function failed(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure };
}
