import type { ApiId } from "./api.ts";
import type { Fault } from "./faults.ts";

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

/** How long a fault lasts: for so many requests, and for one path of the API only. Without limits until healed. */
export interface FaultLimits {
  readonly requests?: number | undefined;
  /** Below the API's base URL, for example `orders/`. */
  readonly path?: string | undefined;
}

interface PendingFault {
  readonly fault: Fault;
  readonly path: string | undefined;
  left: number;
}

/** What is known of a key that is good. */
export interface ValidKey {
  /** The key itself, and of one in two parts the first. */
  readonly text: string;
  /** The second part; undefined where it has one only. */
  readonly secret: string | undefined;
  readonly scopes: ReadonlySet<string>;
}

interface Key extends ValidKey {
  readonly api: ApiId;
  revoked: boolean;
  faults: PendingFault[];
}

/**
 * The keys that the sandbox knows, each of one API. They may change at any time, as in the real product's settings. A
 * key of two parts goes by its first.
 */
export class Keys {
  readonly #keys = new Map<string, Key>();

  /** Takes the example keys of an API in. */
  addExamples(api: ApiId, examples: ExampleKeys): void {
    for (const { parts, scopes, revoked, fault } of Object.values(examples)) {
      this.setScopes(api, parts, scopes);
      if (revoked === true) this.revoke(parts[0]);
      if (fault !== undefined) this.addFault(parts[0], fault);
    }
  }

  /** The API that the key belongs to; undefined when the key is unknown. */
  apiOf(key: string): ApiId | undefined {
    return this.#keys.get(key)?.api;
  }

  /** From now on the key is good and has exactly these scopes; an unknown one is taken in. Faults stay. */
  setScopes(api: ApiId, [text, secret]: ExampleKey["parts"], scopes: readonly string[]): void {
    const known = this.#keys.get(text) ?? { api, text, secret, faults: [] };
    this.#keys.set(text, { ...known, scopes: new Set(scopes), revoked: false });
  }

  /** From now on the key is answered with 401. Throws when it is unknown, as do the next two. */
  revoke(key: string): void {
    this.#known(key).revoked = true;
  }

  /** Lets the key's answers go wrong. Faults asked for earlier come first, as long as they last. */
  addFault(key: string, fault: Fault, limits: FaultLimits = {}): void {
    const left = limits.requests ?? Number.POSITIVE_INFINITY;
    this.#known(key).faults.push({ fault, path: limits.path, left });
  }

  /** Ends all of the key's faults. */
  heal(key: string): void {
    this.#known(key).faults = [];
  }

  /** The key if it is good at this API: known there and not revoked. */
  valid(api: ApiId, key: string | undefined): ValidKey | undefined {
    const entry = this.#at(api, key);
    return entry?.revoked === false ? entry : undefined;
  }

  /** The fault that is due for a request to the path, and counts the request. */
  takeFault(api: ApiId, key: string | undefined, path: string): Fault | undefined {
    const entry = this.#at(api, key);
    const due = entry?.faults.find((fault) => fault.left > 0 && (fault.path === undefined || fault.path === path));
    if (due !== undefined) due.left -= 1;
    return due?.fault;
  }

  #at(api: ApiId, key: string | undefined): Key | undefined {
    const entry = key === undefined ? undefined : this.#keys.get(key);
    return entry?.api === api ? entry : undefined;
  }

  #known(key: string): Key {
    const entry = this.#keys.get(key);
    if (entry === undefined) throw new Error("The sandbox does not know this key. Give it scopes first.");
    return entry;
  }
}
