import type { Clock } from "../../utils/time.ts";
import type { RateLimitStore, RollingWindow } from "../store.ts";
import type { ValkeyAddress } from "./address.ts";
import { countCall } from "./calls.ts";
import { openLink } from "./connection.ts";
import type { LinkFailure } from "./link.ts";
import { createValkeyStore, type ValkeyStore } from "./valkey-store.ts";

/** Whether this replica counts together with the others: `joining` while it first finds out what they have sent. */
export type ValkeyState =
  | { readonly kind: "joining" | "shared"; readonly server: string }
  | { readonly kind: "alone"; readonly server: string; readonly failure: LinkFailure };

/** The limits that this replica counts together with others. */
export interface Valkey {
  /** As `App.openStore`. The same name gives the same store. */
  openStore(name: string, window: RollingWindow): RateLimitStore;
  /** Counts a call of somebody together with the other servers: milliseconds to wait, or undefined while that cannot be. */
  countCall(name: string, window: RollingWindow): Promise<number | undefined>;
  /** As it is now, without secrets. */
  state(): ValkeyState;
  /** Says goodbye to the others, and closes the connection. */
  close(): Promise<void>;
}

/**
 * Opens the common count on a server, which need not be there yet.
 * @param onState hears whenever that is another: when this replica goes on alone, and when it counts together again
 */
export function openValkey(address: ValkeyAddress, clock: Clock, onState: (state: ValkeyState) => void): Valkey {
  const stores = new Map<string, ValkeyStore>();
  const replica = crypto.randomUUID();
  const link = openLink(address, clock, tell);
  const server = address.name;
  let last = "";

  function tell(): void {
    const now = state();
    const known = JSON.stringify(now);
    if (known !== last) onState(now);
    last = known;
  }

  function state(): ValkeyState {
    const failure = link.failure();
    if (failure !== undefined) return { kind: "alone", server, failure };
    const isShared = link.connection() !== undefined && [...stores.values()].every((store) => store.countsOthers());
    return { kind: isShared ? "shared" : "joining", server };
  }

  return {
    openStore(name, window) {
      const key = [name, window.requests, window.windowMs].join(" ");
      const store = stores.get(key) ?? createValkeyStore({ name, window, clock, link, replica, onChange: tell });
      stores.set(key, store);
      return store;
    },
    countCall: (name, window) => countCall(link, name, window),
    state,
    async close() {
      await Promise.all([...stores.values()].map((store) => store.leave()));
      link.close();
    },
  };
}
