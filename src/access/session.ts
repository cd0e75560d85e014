import type { Clock } from "../calls/clock.ts";
import { failed, type Outcome } from "../calls/failure.ts";
import type { HttpClient } from "../calls/http.ts";
import { type Caller, createJoiner } from "../calls/join.ts";
import { createRateLimiter } from "../calls/rate-limit.ts";
import { type Account, runCall } from "../calls/run.ts";
import type { BudgetLimit, SharedBudget } from "../calls/shared-budget.ts";
import type { Connector, Endpoint } from "../connectors/connector.ts";
import type { Credential } from "../credentials/credential.ts";
import { keyFingerprint } from "../credentials/headers.ts";
import type { KeyLookup } from "../credentials/lookup.ts";
import { createCheck } from "./check.ts";
import { missingScopes, scopesIn, shownEndpoints, unknownGrant } from "./grant.ts";
import type { GrantCache } from "./last-known.ts";
import { type AccessReport, reportAccess } from "./report.ts";
import type { KeyState, PresentKey } from "./state.ts";
import { atMost, later } from "./wait.ts";

/** Requests of one key under way at once. */
const CONCURRENCY = 4;
/** How long the first list waits for a key of which nothing is known. */
const FIRST_DISCOVERY_MS = 3_000;
/**
 * How long the first list waits when the last-known grant lacks scopes. Somebody who restarts a client has often
 * just added one, and most clients never ask for the list again.
 */
const PARTIAL_GRANT_MS = 1_000;
/** A check in the background begins so much later: loading the HTTP client would hold the answer up. */
const BACKGROUND_MS = 100;
/** An explicit look at the access waits this long for the API. */
const CHECK_MS = 10_000;
/** A grant found out less than this ago is not asked for again. */
const FRESH_MS = 10_000;
/** While nothing is stored, the keychain is looked at this often, so that tools appear after a login. */
const WATCH_MS = 10_000;
/** A grant older than this is looked at again while the key is in use. */
const RECHECK_MS = 600_000;

/** What a session needs from the world. */
export interface SessionSources {
  readonly connector: Connector;
  readonly profile: string;
  /** Looks in the environment and the keychain, anew at every call. */
  readonly lookUpKey: () => Promise<KeyLookup>;
  readonly grants: GrantCache;
  /** What the processes of this machine that use this key share of its limit; undefined when they share nothing. */
  readonly openBudget: (fingerprint: string, limit: BudgetLimit) => SharedBudget | undefined;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly random: () => number;
}

/** One connector and profile in use: its key, what the key may do, and its calls. */
export interface Session {
  /** The endpoints to show now. The first call reads the key and finds out its scopes; none when there is no good key. */
  listEndpoints(): Promise<readonly Endpoint[]>;
  /** Calls an endpoint with whatever arguments came. Never rejects. */
  call(endpoint: Endpoint, given: unknown, caller: Caller): Promise<Outcome<string>>;
  /** Takes a fresh look and tells what there is to know. */
  checkAccess(): Promise<AccessReport>;
  /** Hears that a list given earlier is no longer right. */
  onListChanged(listener: () => void): void;
  /** The credential in use, for keeping it out of every text. */
  credential(): Credential | undefined;
  /** Stops whatever is under way. */
  close(): void;
}

export function createSession(sources: SessionSources): Session {
  const { connector, clock } = sources;
  const life = new AbortController();
  const listeners: (() => void)[] = [];
  let key: KeyState | undefined;
  let reading: Promise<KeyState> | undefined;
  let reads = 0;
  let watching = false;
  /** The list that the client has, or was told to ask for. */
  let listed: string | undefined;
  const check = createCheck({
    grants: sources.grants,
    clock,
    life: life.signal,
    isInUse: (present) => key === present,
    onLearned: announce,
  });

  /** Reads the key anew. The state stays the same object when it is the same key. */
  function readKey(): Promise<KeyState> {
    reading ??= adoptKey().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function adoptKey(): Promise<KeyState> {
    const lookup = await sources.lookUpKey();
    reads += 1;
    if (!lookup.ok) {
      key = { kind: "missing", problem: lookup.problem, notes: lookup.notes };
      watchForKey();
      return key;
    }
    const { credential, notes } = lookup;
    const fingerprint = keyFingerprint(credential);
    if (key?.kind === "present" && key.fingerprint === fingerprint) return key;
    const known = await sources.grants.read(connector, fingerprint);
    key = {
      kind: "present",
      account: openAccount(credential, fingerprint),
      fingerprint,
      notes,
      grant: known?.grant ?? unknownGrant(connector),
      checkedAt: known?.checkedAt,
      checkedHere: undefined,
      rejected: false,
      meta: undefined,
      trouble: undefined,
      checking: undefined,
      retrying: false,
      failures: 0,
    };
    return key;
  }

  function openAccount(credential: Credential, fingerprint: string): Account {
    const { requests, seconds } = connector.rateLimit;
    const limit = { requests, windowMs: seconds * 1000, concurrency: CONCURRENCY };
    const limiter = createRateLimiter(limit, clock, sources.openBudget(fingerprint, limit));
    const line = { http: sources.http, limiter, clock, random: sources.random };
    return { connector, credential, line, joiner: createJoiner() };
  }

  /** Reads the key when none was read yet, or when what was read is no good. */
  async function settledKey(): Promise<KeyState> {
    return key?.kind === "present" && !key.rejected ? key : readKey();
  }

  function checkInBackground(present: PresentKey): void {
    later(clock, BACKGROUND_MS, life.signal, async () => {
      if (!isFresh(present, RECHECK_MS)) await check(present);
    });
  }

  function watchForKey(): void {
    if (watching) return;
    watching = true;
    later(clock, WATCH_MS, life.signal, async () => {
      watching = false;
      // Only where nothing is stored: reading a locked keychain would ask the person again and again.
      if (key?.kind !== "missing" || (key.problem.kind !== "none" && key.problem.kind !== "placeholder")) return;
      const found = await readKey();
      if (found.kind === "present") await check(found);
    });
  }

  function shown(): readonly Endpoint[] {
    return key?.kind !== "present" || key.rejected ? [] : shownEndpoints(connector, key.grant);
  }

  function announce(): void {
    const now = listName(shown());
    if (listed === undefined || listed === now) return;
    // Ten calls that fail by one revoked key are one change.
    listed = now;
    for (const listener of listeners) listener();
  }

  /**
   * Reads the keychain again after a 401, unless it was read since `readsBefore` (reading can ask the person):
   * another key, if there is one now, with its scopes looked up.
   */
  async function adoptReplacement(rejectedKey: PresentKey, readsBefore: number): Promise<PresentKey | undefined> {
    const now = reads === readsBefore ? await readKey() : key;
    if (now?.kind === "present" && now !== rejectedKey) {
      if (now.checkedHere === undefined) await atMost(clock, check(now), FIRST_DISCOVERY_MS);
      return now;
    }
    rejectedKey.rejected = true;
    announce();
    await sources.grants.remove(rejectedKey.fingerprint);
    return undefined;
  }

  function isFresh(present: PresentKey, ageMs: number): boolean {
    return present.checkedHere !== undefined && clock.now() - present.checkedHere < ageMs;
  }

  async function callWithKey(present: PresentKey, endpoint: Endpoint, given: unknown, caller: Caller) {
    if (missingScopes(endpoint, present.grant).length > 0) {
      if (!isFresh(present, FRESH_MS)) await atMost(clock, check(present), FIRST_DISCOVERY_MS);
      const missing = missingScopes(endpoint, present.grant);
      if (missing.length > 0) {
        return failed({ kind: "scope-missing", missing, held: scopesIn(present.grant, "granted") });
      }
    }
    const outcome = await runCall(present.account, endpoint, given, caller);
    return !outcome.ok && outcome.failure.kind === "forbidden" ? explainForbidden(present, endpoint, outcome) : outcome;
  }

  /** A 403 says that the grant may have changed: looks again, so that the text and the list say what holds now. */
  async function explainForbidden(present: PresentKey, endpoint: Endpoint, outcome: Outcome<string>) {
    // A look that is under way may have been answered before the scope was taken away.
    const freshLook = (present.checking ?? Promise.resolve()).then(() => check(present));
    await atMost(clock, freshLook, FIRST_DISCOVERY_MS);
    const missing = missingScopes(endpoint, present.grant);
    if (missing.length === 0) return outcome;
    return failed({ kind: "scope-lost", missing, held: scopesIn(present.grant, "granted") });
  }

  return {
    async listEndpoints() {
      const state = await settledKey();
      if (state.kind === "present" && state.checkedHere === undefined) {
        const lacking = scopesIn(state.grant, "denied").length > 0;
        const patience = state.checkedAt === undefined ? FIRST_DISCOVERY_MS : lacking ? PARTIAL_GRANT_MS : 0;
        if (patience > 0) await atMost(clock, check(state), patience);
        else checkInBackground(state);
      }
      const endpoints = shown();
      listed = listName(endpoints);
      return endpoints;
    },

    async call(endpoint, given, caller) {
      const readsBefore = reads;
      const state = await settledKey();
      if (state.kind === "missing") return failed({ kind: "no-key", problem: state.problem });
      if (state.rejected) return failed(keyRejected(state));
      // A key that appeared since the last list, or scopes that changed since the last look: nothing else would find out.
      if (listed !== undefined && !isFresh(state, RECHECK_MS)) checkInBackground(state);
      const outcome = await callWithKey(state, endpoint, given, caller);
      if (outcome.ok || outcome.failure.kind !== "unauthorized") return outcome;
      const replacement = await adoptReplacement(state, readsBefore);
      if (replacement === undefined) return failed(keyRejected(state));
      const again = await callWithKey(replacement, endpoint, given, caller);
      return !again.ok && again.failure.kind === "unauthorized" ? failed(keyRejected(replacement)) : again;
    },

    async checkAccess() {
      const readsBefore = reads;
      const state = await settledKey();
      if (state.kind === "present") {
        if (!isFresh(state, FRESH_MS) || state.rejected || state.trouble !== undefined)
          await atMost(clock, check(state), CHECK_MS);
        if (state.rejected) await adoptReplacement(state, readsBefore);
      }
      return reportAccess(connector, sources.profile, key ?? state);
    },

    onListChanged(listener) {
      listeners.push(listener);
    },

    credential() {
      return key?.kind === "present" ? key.account.credential : undefined;
    },

    close() {
      life.abort();
    },
  };
}

function listName(endpoints: readonly Endpoint[]): string {
  return endpoints.map(({ tool }) => tool).join(" ");
}

function keyRejected(present: PresentKey) {
  return { kind: "key-rejected", lastFour: present.account.credential.secret.lastFour } as const;
}
