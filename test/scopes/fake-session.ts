import { accessToolName, type Connector, type Endpoint } from "../../src/connectors/schema/connector.ts";
import type { Credential } from "../../src/credentials/credential.ts";
import { Secret } from "../../src/credentials/secret.ts";
import type { Outcome } from "../../src/failures/failure.ts";
import { createMemoryStore } from "../../src/rate-limit/memory-store.ts";
import type { GrantCache, KnownGrant } from "../../src/scopes/grant-cache.ts";
import { createSession, type Session } from "../../src/scopes/session.ts";
import { openToolList, type ToolList } from "../../src/tools/tool-list.ts";
import { textOf } from "../helpers/call-text.ts";
import { createFakeClock, type FakeClock } from "../helpers/fake-clock.ts";

interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the API answers to a path below its base URL. */
export type FakeApi = (request: { readonly path: string; readonly key: string }) => FakeAnswer | Promise<FakeAnswer>;

/** A session of any connector on a clock that stands still, with an API that is a function. */
export interface FakeSession {
  readonly session: Session;
  /** As one client sees them. */
  readonly tools: ToolList;
  readonly clock: FakeClock;
  /** The paths that were asked for, as they were. */
  readonly sent: string[];
  /** From now on. */
  answerWith(api: FakeApi): void;
  /** The key in the keychain from now on; undefined for none. */
  store(key: string | undefined): void;
  /** The endpoints' tools that are listed. */
  names(): Promise<string[]>;
  /** How often the client was told that the list changed. */
  changes(): number;
  call(tool: string, given?: object): Promise<Outcome<string>>;
}

const ORIGIN = "https://api.example/v1/";

/** @param grants what earlier processes found out, by fingerprint; two sessions with the same map share it */
export function openFakeSession(
  connector: Connector,
  first: FakeApi,
  { grants = new Map<string, KnownGrant>(), settings = {}, readsQuietly = true }: FakeOptions = {},
): FakeSession {
  const clock = createFakeClock();
  const sent: string[] = [];
  let api = first;
  let stored: string | undefined = "a_key_that_is_long_enough";
  let changes = 0;
  const session = createSession({
    connector,
    profile: "default",
    lookUpKey: async () =>
      stored === undefined
        ? { ok: false, failure: { kind: "none" }, notes: [] }
        : { ok: true, credential: credentialOf(connector, stored, settings), notes: [] },
    grants: remembered(grants),
    readsQuietly,
    openStore: (_, window) => createMemoryStore(window, clock),
    http: {
      async get(url, headers) {
        const path = url.pathname.slice(new URL(ORIGIN).pathname.length);
        sent.push(path);
        const answer = await api({ path, key: headers["authorization"] ?? "" });
        const { status, headers: own = {}, body = '{"data": []}' } = answer;
        return { kind: "answer", status, headers: own, body };
      },
    },
    clock,
    random: () => 0.5,
  });
  const tools = openToolList(session, {
    onChanged: () => {
      changes += 1;
    },
    onDefect: (error) => {
      throw error;
    },
  });
  const access = accessToolName(connector);
  return {
    session,
    tools,
    clock,
    sent,
    answerWith: (next) => {
      api = next;
    },
    store: (key) => {
      stored = key;
    },
    changes: () => changes,
    names: async () => (await tools.list()).map(({ name }) => name).filter((name) => name !== access),
    async call(tool, given = {}) {
      const endpoint = endpointOf(connector, tool);
      const caller = { signal: AbortSignal.timeout(60_000) };
      return textOf(connector, endpoint, await session.fetch(endpoint, given, caller));
    },
  };
}

interface FakeOptions {
  readonly grants?: Map<string, KnownGrant>;
  readonly settings?: Partial<Credential["settings"]>;
  readonly readsQuietly?: boolean;
}

function credentialOf(connector: Connector, key: string, settings: Partial<Credential["settings"]>): Credential {
  return {
    connectorId: connector.id,
    profile: "default",
    secret: new Secret(key),
    baseUrl: new URL(ORIGIN),
    source: { kind: "keychain", store: "test" },
    form: connector.keyForms[0],
    settings: { privacy: "shown", ...settings },
  };
}

function remembered(grants: Map<string, KnownGrant>): GrantCache {
  return {
    read: async (_, fingerprint) => grants.get(fingerprint),
    write: async (_, fingerprint, known) => grants.set(fingerprint, known) === grants,
    remove: async (fingerprint) => {
      grants.delete(fingerprint);
    },
  };
}

function endpointOf({ endpoints }: Connector, tool: string): Endpoint {
  const found = endpoints.find((endpoint) => endpoint.tool === tool);
  if (found === undefined) throw new Error(`No ${tool}`);
  return found;
}
