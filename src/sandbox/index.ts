import { once } from "node:events";
import type { Fault } from "./faults.ts";
import { type FaultLimits, Keys } from "./keys.ts";
import { RequestLog, type SeenRequest } from "./requests.ts";
import { sandboxServer } from "./server.ts";
import { type Scope, scopes, setpilotApi } from "./setpilot/routes.ts";

export type { Fault } from "./faults.ts";
export type { FaultLimits } from "./keys.ts";
export type { SeenRequest } from "./requests.ts";
export type { Scope } from "./setpilot/routes.ts";

/** The example keys that every sandbox has. */
const exampleKeys = {
  /** Every scope. */
  all: "spa_sk_sandbox_all_scopes_7f3a",
  /** `dashboard` and nothing else. */
  dashboard: "spa_sk_sandbox_dashboard_2c9d",
  /** `orders`, `products` and `inventory`. */
  some: "spa_sk_sandbox_lists_b81e",
  /** Answered with 401. */
  revoked: "spa_sk_sandbox_revoked_40d6",
  /** Over its limit: always 429. */
  limited: "spa_sk_sandbox_limited_95c2",
  /** Every scope, but each answer takes two seconds. */
  slow: "spa_sk_sandbox_slow_e0b7",
  /** Always a proxy's page with status 502. */
  broken: "spa_sk_sandbox_broken_16fa",
} as const;

/** How to start a sandbox. */
export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** The clock for data, `generated_at` and the rate limit. */
  readonly now?: () => Date;
  /** Called for each request to an API before it is answered, and awaited: a test may hold the answer back. */
  readonly onRequest?: (request: SeenRequest) => void | Promise<void>;
}

/** A running sandbox. */
export interface Sandbox {
  /** For example http://127.0.0.1:4010, without a slash at the end. */
  readonly origin: string;
  /** The base URL of an emulated API, with a slash at the end. */
  baseUrl(connectorId: "setpilot"): string;
  /** Where `PUT` with `{"scopes": [...]}` changes a key from outside. */
  controlUrl(key: string): string;
  readonly keys: typeof exampleKeys;
  /** From now on the key is good and has exactly these scopes. An unknown key is added. */
  setScopes(key: string, scopes: readonly Scope[]): void;
  /** From now on the key is answered with 401. Throws when the key is unknown, as do the next two. */
  revoke(key: string): void;
  /** Lets the key's answers go wrong; faults asked for earlier come first, as long as they last. */
  addFault(key: string, fault: Fault, limits?: FaultLimits): void;
  /** Ends all of the key's faults. */
  heal(key: string): void;
  /** What the APIs saw, oldest first, at most the last 5,000. */
  readonly requests: readonly SeenRequest[];
  clearRequests(): void;
  /** Ends at once, whatever is in flight. Closing twice does no harm. */
  close(): Promise<void>;
}

function prepareKeys(): Keys {
  const keys = new Keys();
  for (const key of Object.values(exampleKeys)) keys.setScopes(key, scopes);
  keys.setScopes(exampleKeys.dashboard, ["dashboard"]);
  keys.setScopes(exampleKeys.some, ["orders", "products", "inventory"]);
  keys.revoke(exampleKeys.revoked);
  keys.addFault(exampleKeys.limited, { kind: "status", status: 429, retryAfter: 34 });
  keys.addFault(exampleKeys.slow, { kind: "delay", ms: 2_000 });
  keys.addFault(exampleKeys.broken, { kind: "html", status: 502 });
  return keys;
}

/**
 * Starts the emulated APIs on 127.0.0.1. Rejects with the system's error when it cannot listen: `code` is EADDRINUSE
 * when the port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, now = () => new Date(), onRequest = () => {} } = options;
  const keys = prepareKeys();
  const log = new RequestLog();
  const setpilot = setpilotApi(keys, now);
  const server = sandboxServer({ apis: [setpilot], keys, scopes, log, now, onRequest });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The sandbox has no port.");
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    baseUrl: () => `${origin}${setpilot.prefix}`,
    controlUrl: (key) => `${origin}/_sandbox/keys/${encodeURIComponent(key)}`,
    keys: exampleKeys,
    setScopes: (key, held) => keys.setScopes(key, held),
    revoke: (key) => keys.revoke(key),
    addFault: (key, fault, limits) => keys.addFault(key, fault, limits),
    heal: (key) => keys.heal(key),
    requests: log.seen,
    clearRequests: () => log.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
