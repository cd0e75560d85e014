import { onTestFinished } from "vitest";
import { accessToolName, type Connector } from "../../src/connectors/schema/connector.ts";
import { type Credential, keyFingerprint } from "../../src/credentials/credential.ts";
import type { Outcome } from "../../src/failures/failure.ts";
import { createMemoryStore } from "../../src/rate-limit/memory-store.ts";
import type { GrantCache, KnownGrant } from "../../src/scopes/grant-cache.ts";
import { createSession, type Session } from "../../src/scopes/session.ts";
import { openToolList, type ToolList } from "../../src/tools/tool-list.ts";
import { abortOf } from "../../src/utils/time.ts";
import { credentialOf, endpointOf, textOf } from "../helpers/api-client.ts";
import { createFakeClock, type FakeClock } from "../helpers/fake-clock.ts";
import { noQuestions } from "../tools/no-questions.ts";

// What is loaded at its first use takes real time, in which the clock must not move.
await Promise.all([
  import("node:crypto"),
  import("../../src/scopes/discover.ts"),
  import("../../src/requests/fetch.ts"),
  import("../../src/tools/results.ts"),
]);

interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the API answers to a path below its base URL, if it does. */
export type FakeApi = (request: {
  readonly path: string;
  readonly key: string;
}) => FakeAnswer | Promise<FakeAnswer> | "never";

/** A session of any connector on a clock that stands still, with an API that is a function, until the test is over. */
export interface FakeSession {
  readonly session: Session;
  /** As one client sees them. */
  readonly tools: ToolList;
  readonly clock: FakeClock;
  /** The paths that were asked for, as they were. */
  readonly sent: string[];
  /** How often the keychain was read. */
  lookups(): number;
  /** Counts what is sent and read anew. */
  forget(): void;
  /** From now on. */
  answerWith(api: FakeApi): void;
  /** The key in the keychain from now on; undefined for none. */
  store(key: string | undefined): void;
  /** The same, and running servers are told, as by login and logout. */
  storeAndTell(key: string | undefined): Promise<void>;
  /** The endpoints' tools that are listed. */
  names(): Promise<string[]>;
  /** How often the client was told that the list changed. */
  changes(): number;
  call(tool: string, given?: object): Promise<Outcome<string>>;
}

interface FakeOptions {
  /** What earlier processes found out, by fingerprint; two sessions with the same map share it. */
  readonly grants?: Map<string, KnownGrant>;
  readonly settings?: Partial<Credential["settings"]>;
  readonly readsQuietly?: boolean;
  /** Where every key is said to come from. */
  readonly source?: Credential["source"];
  /** The keychain answers once this is settled. */
  readonly keychain?: Promise<void>;
}

export function openFakeSession(
  connector: Connector,
  first: FakeApi,
  { grants = new Map(), settings = {}, readsQuietly = true, source, keychain = Promise.resolve() }: FakeOptions = {},
): FakeSession {
  const clock = createFakeClock();
  const sent: string[] = [];
  let api = first;
  let stored: string | undefined = "a_key_that_is_long_enough";
  let told = 0;
  let fingerprint: string | undefined;
  let changes = 0;
  let lookups = 0;
  const session = createSession({
    connector,
    profile: "default",
    async lookUpKey() {
      lookups += 1;
      await keychain;
      if (stored === undefined) return { ok: false, failure: { kind: "none" }, notes: [] };
      const credential = credentialWith(stored);
      return { ok: true, credential, notes: [] };
    },
    grants: remembered(grants),
    readsQuietly,
    keyChanges: { stamp: () => (told === 0 ? undefined : String(told)), fingerprint: () => fingerprint },
    openStore: (_, window) => createMemoryStore(window, clock),
    http: {
      async get(url, headers, _, signal) {
        const path = url.pathname.slice("/v1/".length);
        sent.push(path);
        const answer = await api({ path, key: headers["authorization"]?.slice("Bearer ".length) ?? "" });
        if (answer === "never") return abortOf(signal);
        const { status, headers: own = {}, body = '{"data": []}' } = answer;
        return { kind: "answer", status, headers: own, body };
      },
    },
    clock,
    random: () => 0.5,
  });
  const credentialWith = (key: string) =>
    credentialOf(connector, key, { settings: { privacy: "shown", ...settings }, ...(source && { source }) });
  const tools = openToolList(
    { session, questions: noQuestions },
    {
      onChanged: () => {
        changes += 1;
      },
      onDefect: (error) => {
        throw error;
      },
    },
  );
  onTestFinished(() => session.close());
  const access = accessToolName(connector);
  return {
    session,
    tools,
    clock,
    sent,
    lookups: () => lookups,
    forget: () => {
      lookups = 0;
      sent.length = 0;
    },
    answerWith: (next) => {
      api = next;
    },
    store: (key) => {
      stored = key;
    },
    async storeAndTell(key) {
      stored = key;
      fingerprint = key && (await keyFingerprint(credentialWith(key)));
      told += 1;
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

function remembered(grants: Map<string, KnownGrant>): GrantCache {
  return {
    read: async (_, fingerprint) => grants.get(fingerprint),
    write: async (_, fingerprint, known) => grants.set(fingerprint, known) === grants,
    remove: async (fingerprint) => {
      grants.delete(fingerprint);
    },
  };
}
