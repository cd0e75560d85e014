import type { ApiId } from "./server/api.ts";
import type { Fault } from "./server/faults.ts";
import type { Keys } from "./server/keys.ts";

/** A key that every sandbox has. */
export interface ExampleKey {
  /** What a person would be given: one text, or a consumer key and its secret. The first names it to the sandbox. */
  readonly parts: readonly [string] | readonly [string, string];
  /** What it is for, in a few words for people. */
  readonly about: string;
  readonly scopes: readonly string[];
  /** The one to try first, where that is not the one that may do everything. */
  readonly isToTry?: true;
  readonly revoked?: true;
  /** What goes wrong with each of its answers. */
  readonly fault?: Fault;
}

/** The example keys of an API: some are the same for all. */
export interface ExampleKeys {
  /** Everything allowed. */
  readonly all: ExampleKey;
  /** Answered with 401. */
  readonly revoked: ExampleKey;
  /** Answered with 429, and 34 seconds to wait. */
  readonly limited: ExampleKey;
  /** Answered with 403 at every endpoint, or at those that it lacks a scope for. */
  readonly denied: ExampleKey;
  readonly [name: string]: ExampleKey;
}

/** Makes the keys known. */
export function addExamples(keys: Keys, api: ApiId, examples: Readonly<Record<string, ExampleKey>>): void {
  for (const { parts, scopes, revoked, fault } of Object.values(examples)) {
    const [key] = parts;
    keys.add(api, parts);
    keys.setScopes(key, scopes);
    if (revoked === true) keys.revoke(key);
    if (fault !== undefined) keys.addFault(key, fault);
  }
}
