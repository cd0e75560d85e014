import type { Fault } from "./faults.ts";

/** How long a fault lasts: for so many requests, and for one path of the API only. Without limits until healed. */
export interface FaultLimits {
  readonly requests?: number | undefined;
  /** Below the API's base URL, for example `orders/`. */
  readonly path?: string | undefined;
}

interface Pending {
  readonly fault: Fault;
  readonly path: string | undefined;
  left: number;
}

interface Key {
  scopes: ReadonlySet<string>;
  revoked: boolean;
  faults: Pending[];
}

/** What is known of a key that is good. */
export interface ValidKey {
  readonly scopes: ReadonlySet<string>;
}

/** The keys that the sandbox knows. They may change at any time, as in the real product's settings. */
export class Keys {
  readonly #keys = new Map<string, Key>();

  /** From now on the key is good and has exactly these scopes. An unknown key is added. Faults stay. */
  setScopes(key: string, scopes: Iterable<string>): void {
    const faults = this.#keys.get(key)?.faults ?? [];
    this.#keys.set(key, { scopes: new Set(scopes), revoked: false, faults });
  }

  /** From now on the key is answered with 401. */
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

  /** The key if it is good: known and not revoked. */
  valid(key: string | undefined): ValidKey | undefined {
    const entry = key === undefined ? undefined : this.#keys.get(key);
    return entry?.revoked ? undefined : entry;
  }

  /** The fault that is due for a request to the path, and counts the request. */
  takeFault(key: string | undefined, path: string): Fault | undefined {
    const entry = key === undefined ? undefined : this.#keys.get(key);
    const due = entry?.faults.find((fault) => fault.left > 0 && (fault.path === undefined || fault.path === path));
    if (due !== undefined) due.left -= 1;
    return due?.fault;
  }

  #known(key: string): Key {
    const entry = this.#keys.get(key);
    if (entry === undefined) throw new Error("The sandbox does not know this key. Give it scopes first.");
    return entry;
  }
}
