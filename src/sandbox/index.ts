import { once } from "node:events";
import { commerceKittyApi, commerceKittyKeys } from "./commerce-kitty/api.ts";
import { ebizApi, ebizKeys } from "./ebiz/api.ts";
import { sendpilotApi, sendpilotKeys } from "./sendpilot/api.ts";
import { type Api, type ApiId, apiIds } from "./server/api.ts";
import type { Fault } from "./server/faults.ts";
import { type ExampleKeys, type FaultLimits, Keys } from "./server/keys.ts";
import { RequestLog, type SeenRequest } from "./server/request-log.ts";
import { sandboxServer } from "./server/server.ts";
import { setoraApi, setoraKeys } from "./setora/api.ts";
import { setpilotApi, setpilotKeys } from "./setpilot/api.ts";

export { type ApiId, apiIds } from "./server/api.ts";
export type { Fault } from "./server/faults.ts";
export type { ExampleKey, ExampleKeys, FaultLimits } from "./server/keys.ts";
export type { SeenRequest } from "./server/request-log.ts";
export type { Scope } from "./setpilot/api.ts";

/** The example keys of every API. */
const examples = {
  setpilot: setpilotKeys,
  sendpilot: sendpilotKeys,
  setora: setoraKeys,
  ebiz: ebizKeys,
  "commerce-kitty": commerceKittyKeys,
} as const satisfies Readonly<Record<ApiId, ExampleKeys>>;

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
  baseUrl(connectorId: ApiId): string;
  /** Where `PUT` with `{"scopes": [...]}` changes a key from outside. */
  controlUrl(key: string): string;
  /** Of every API, keys to try. */
  readonly examples: typeof examples;
  /** Setpilot's example keys as texts. */
  readonly keys: Readonly<Record<keyof typeof examples.setpilot, string>>;
  /**
   * From now on the key is good and has exactly these scopes. Of a key of two parts the first names it, here and below.
   * An unknown key is added: to Setpilot, unless another API is named. Throws when the API has no such scope.
   */
  setScopes(key: string, scopes: readonly string[], connectorId?: ApiId): void;
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

function keysOfSetpilot(): Sandbox["keys"] {
  const { all, dashboard, some, denied, revoked, limited, slow, broken } = examples.setpilot;
  return {
    all: all.parts[0],
    dashboard: dashboard.parts[0],
    some: some.parts[0],
    denied: denied.parts[0],
    revoked: revoked.parts[0],
    limited: limited.parts[0],
    slow: slow.parts[0],
    broken: broken.parts[0],
  };
}

/**
 * Starts the emulated APIs on 127.0.0.1. Rejects with the system's error when it cannot listen: `code` is EADDRINUSE
 * when the port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, now = () => new Date(), onRequest = () => {} } = options;
  const keys = new Keys();
  for (const id of apiIds) keys.addExamples(id, examples[id]);
  const log = new RequestLog();
  const apis: Readonly<Record<ApiId, Api>> = {
    setpilot: setpilotApi(keys, now),
    sendpilot: sendpilotApi(keys, now),
    setora: setoraApi(keys, now),
    ebiz: ebizApi(keys, now),
    "commerce-kitty": commerceKittyApi(keys, now),
  };
  const server = sandboxServer({ apis: Object.values(apis), keys, log, now, onRequest });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The sandbox has no port.");
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    baseUrl: (id) => `${origin}${apis[id].prefixes[0]}`,
    controlUrl: (key) => `${origin}/_sandbox/keys/${encodeURIComponent(key)}`,
    examples,
    keys: keysOfSetpilot(),
    setScopes(key, scopes, connectorId = "setpilot") {
      const id = keys.apiOf(key) ?? connectorId;
      const odd = scopes.find((scope) => !apis[id].scopes.includes(scope));
      if (odd !== undefined) throw new Error(`The sandbox's ${id} has no scope "${odd}".`);
      keys.setScopes(id, [key], scopes);
    },
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
