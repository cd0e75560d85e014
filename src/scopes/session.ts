import type { AnswerMeta } from "../answers/answer.ts";
import type { Connector, Endpoint } from "../connectors/schema/connector.ts";
import type { Credential, KeyNote } from "../credentials/credential.ts";
import { redact } from "../credentials/redact.ts";
import { type ApiSaid, failed, type Outcome } from "../failures/failure.ts";
import type { FetchCaller, Fetched } from "../requests/fetch.ts";
import { atMost } from "../utils/time.ts";
import { type AccessReport, type Asker, type KnownAccess, reportAccess, reportKnown } from "./access-report.ts";
import { withinDeadline } from "./deadline.ts";
import { createForbiddenJudge } from "./forbidden.ts";
import { missingScopes } from "./grant.ts";
import type { KeyState, PresentKey } from "./key-state.ts";
import type { View } from "./narrowing.ts";
import { createScopeCheck, FIRST_LOOK_MS, RECHECK_MS } from "./scope-check.ts";
import { createSessionKey, KeyReplaced, type KeySources } from "./session-key.ts";

/**
 * How long the first list waits when the last-known grant hides tools. Somebody who restarts a client has often just
 * added a scope, and most clients never ask for the list again.
 */
const PARTIAL_GRANT_MS = 1_000;
/** An explicit look at the access waits this long for the API. */
const CHECK_MS = 10_000;
/** A grant found out less than this ago is not asked for again. */
const FRESH_MS = 10_000;

/** What a session needs from the world. */
export interface SessionSources extends KeySources {
  readonly profile: string;
  /** What of this machine stands in the way of some tools, for whoever asks about the access. Left out: nothing. */
  readonly lookAround?: () => Promise<readonly KeyNote[]>;
}

/** One connector and profile in use: its key, what the key may do, and what it fetches. Any number of clients may use it. */
export interface Session {
  readonly connector: Connector;
  readonly profile: string;
  /** For whom it answers, where that is not whoever has the key. */
  readonly asker?: Asker;
  /**
   * What is shown of the connector, for a list of tools. The first call reads the key and finds out its scopes; undefined
   * while there is no good key.
   */
  view(): Promise<View | undefined>;
  /** The same as it is known now, without asking anybody. */
  knownView(): View | undefined;
  /** What the API says of the store when it is asked for the key's scopes. Waits for the first look of this process. */
  meta(): Promise<AnswerMeta | undefined>;
  /** Calls an endpoint with whatever arguments came. Never rejects. */
  fetch(endpoint: Endpoint, given: unknown, caller: FetchCaller): Promise<Outcome<Fetched>>;
  /** Which share of what it may use of its tightest limit the key has left now, from 0 to 1; 1 where no limit is known. */
  shareLeft(): Promise<number>;
  /** Takes a fresh look and tells what there is to know. */
  checkAccess(): Promise<AccessReport>;
  /** Hears that another grant may be known now, until the function that it gives is called. */
  onGrantChanged(listener: () => void): () => void;
  /** The credential in use. */
  credential(): Credential | undefined;
  /** A text without any key that this session has had, in whatever spelling. */
  withoutKeys(text: string): string;
  /** Stops whatever is under way. */
  close(): void;
}

/** The session of whoever has the key. */
export interface KeyedSession extends Session {
  /** What `checkAccess` tells as it was last seen, without asking anybody; undefined before the key was read. */
  lastSeen(): KnownAccess | undefined;
}

export function createSession(sources: SessionSources): KeyedSession {
  const { connector, profile, clock } = sources;
  const life = new AbortController();
  const listeners = new Set<() => void>();
  /** Somebody shows a list of tools, which must not grow old. */
  let isListed = false;
  const reader = createSessionKey(sources, life.signal, keyAppeared);
  const check = createScopeCheck({
    grants: sources.grants,
    clock,
    life: life.signal,
    async isInUse(key) {
      await reader.look();
      return reader.key() === key;
    },
    onLearned: keyChanged,
  });
  const judgeForbidden = createForbiddenJudge(check, clock);
  /** Loaded with the first call and kept: looking it up takes as long as the rest of a small one. */
  let calls: Promise<typeof import("../requests/fetch.ts")> | undefined;

  function keyChanged(): void {
    reader.watch();
    for (const listener of listeners) listener();
  }

  /** A key of which nothing is known is looked at first, so that clients are told once. */
  async function keyAppeared(key: KeyState | undefined): Promise<void> {
    if (key?.kind === "present" && key.known.checkedAt === undefined) {
      await atMost(clock, check.now(key), FIRST_LOOK_MS);
    }
    keyChanged();
  }

  function presentKey(): PresentKey | undefined {
    const key = reader.key();
    return key?.kind === "present" ? key : undefined;
  }

  function knownView(): View | undefined {
    if (reader.key() === undefined) return reader.announced();
    const key = presentKey();
    return key?.known.rejected === undefined ? key?.view : undefined;
  }

  /**
   * Reads the keychain again after a 401, unless it was read since `readsBefore` (reading can ask the person):
   * another key, if there is one now, with its scopes looked up.
   */
  async function adoptReplacement(
    rejectedKey: PresentKey,
    said: ApiSaid | undefined,
    readsBefore: number,
  ): Promise<PresentKey | undefined> {
    const key = reader.reads() === readsBefore ? await reader.read() : reader.key();
    if (key?.kind === "present" && key !== rejectedKey) {
      if (key.known.checkedHere === undefined) await atMost(clock, check.now(key), FIRST_LOOK_MS);
      return key;
    }
    rejectedKey.reject(said);
    keyChanged();
    await sources.grants.remove(rejectedKey.fingerprint);
    return undefined;
  }

  /** The key for a call. Where the endpoint is hidden, the person may have logged in with another or chosen anew meanwhile. */
  async function keyFor(endpoint: Endpoint): Promise<KeyState> {
    await reader.look();
    const key = await reader.good();
    const isReached = (one: PresentKey) => missingScopes(endpoint, one.known.grant).length === 0;
    if (key.kind === "missing" || (isReached(key) && key.wants(endpoint))) return key;
    return reader.readUnlessWithin(FRESH_MS);
  }

  async function fetchWith(
    key: PresentKey,
    endpoint: Endpoint,
    given: unknown,
    caller: FetchCaller,
  ): Promise<Outcome<Fetched>> {
    if (missingScopes(endpoint, key.known.grant).length > 0) {
      if (!key.isFresh(FRESH_MS, clock)) await atMost(clock, check.now(key), FIRST_LOOK_MS);
      const missing = missingScopes(endpoint, key.known.grant);
      if (missing.length > 0) {
        return failed({ kind: "scope-missing", ...key.lacking(missing), said: key.known.denial });
      }
    }
    calls ??= import("../requests/fetch.ts");
    const { fetchEndpoint } = await calls;
    const outcome = await fetchEndpoint(key.api, endpoint, given, caller);
    if (outcome.ok || outcome.failure.kind !== "forbidden") return outcome;
    return failed(await judgeForbidden(key, endpoint, outcome.failure));
  }

  async function fetchOnce(endpoint: Endpoint, given: unknown, caller: FetchCaller): Promise<Outcome<Fetched>> {
    const readsBefore = reader.reads();
    const key = await keyFor(endpoint);
    if (key.kind === "missing") {
      keyChanged();
      return failed({ kind: "no-key", reason: key.failure });
    }
    if (key.known.rejected !== undefined) return failed(key.known.rejected);
    if (!key.wants(endpoint)) {
      return failed({
        kind: "not-chosen",
        what: "tool",
        name: endpoint.tool,
        choice: key.api.credential.settings.choice ?? {},
      });
    }
    // A key that appeared since the last list, or scopes that changed since the last look: nothing else would find out.
    if (isListed && !key.isFresh(RECHECK_MS, clock)) check.soon(key);
    const outcome = await fetchWith(key, endpoint, given, caller);
    if (outcome.ok || outcome.failure.kind !== "unauthorized") return outcome;
    const { said } = outcome.failure;
    const replacement = await adoptReplacement(key, said, readsBefore);
    if (replacement === undefined) return failed(key.rejection(said));
    const again = await fetchWith(replacement, endpoint, given, caller);
    if (again.ok || again.failure.kind !== "unauthorized") return again;
    return failed(replacement.rejection(again.failure.said));
  }

  /** Begins anew with the new key where the old one was replaced while the call waited for its turn. */
  async function fetchLatest(endpoint: Endpoint, given: unknown, caller: FetchCaller): Promise<Outcome<Fetched>> {
    for (;;) {
      try {
        return await fetchOnce(endpoint, given, caller);
      } catch (error) {
        if (!(error instanceof KeyReplaced)) throw error;
      }
    }
  }

  return {
    connector,
    profile,
    async view() {
      await reader.look();
      isListed = true;
      const announced = reader.announced();
      if (announced !== undefined) return announced;
      const key = await reader.good();
      if (key.kind === "present" && key.known.checkedHere === undefined) {
        const patience = key.known.checkedAt === undefined ? FIRST_LOOK_MS : key.hidesTools ? PARTIAL_GRANT_MS : 0;
        if (patience > 0) await atMost(clock, check.now(key), patience);
        else check.soon(key);
      }
      return knownView();
    },
    knownView,
    fetch: (endpoint, given, caller) => withinDeadline(caller, (timely) => fetchLatest(endpoint, given, timely)),

    async meta() {
      const key = presentKey();
      if (key !== undefined && key.known.checkedHere === undefined) await atMost(clock, check.now(key), FIRST_LOOK_MS);
      return key?.known.meta;
    },

    shareLeft: async () => presentKey()?.api.transport.limiter.shareLeft() ?? 1,

    async checkAccess() {
      await reader.look();
      const readsBefore = reader.reads();
      const around = sources.lookAround?.() ?? Promise.resolve([]);
      let key = await reader.good();
      // Something that a login, unknown to this process, may have mended.
      if (key.kind === "present" && (key.known.failure !== undefined || key.hidesTools)) {
        key = await reader.readUnlessWithin(FRESH_MS);
      }
      if (key.kind === "present") {
        const { rejected, failure } = key.known;
        if (!key.isFresh(FRESH_MS, clock) || rejected !== undefined || failure !== undefined) {
          await atMost(clock, check.now(key), CHECK_MS);
        }
        if (key.known.rejected !== undefined) await adoptReplacement(key, key.known.rejected.said, readsBefore);
      }
      const report = await reportAccess(connector, profile, reader.key() ?? key);
      return { ...report, notes: [...report.notes, ...(await around)] };
    },

    lastSeen() {
      const key = reader.key();
      return key && reportKnown(connector, profile, key);
    },

    onGrantChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    credential: () => presentKey()?.api.credential,

    withoutKeys: (text) => reader.secrets().reduce(redact, text),

    close() {
      life.abort();
    },
  };
}
