import type { Endpoint } from "../connectors/schema/connector.ts";
import type { Credential } from "../credentials/credential.ts";
import { redact } from "../credentials/redact.ts";
import { type ApiSaid, failed, type Outcome } from "../failures/failure.ts";
import type { Caller } from "../http/single-flight.ts";
import { withinDeadline } from "../requests/deadline.ts";
import { atMost, later } from "../utils/wait.ts";
import { type AccessReport, reportAccess } from "./access-report.ts";
import { createCheck, FIRST_LOOK_MS } from "./check.ts";
import { judgeForbidden } from "./forbidden.ts";
import { hiddenEndpoints, missingScopes, shownEndpoints } from "./grant.ts";
import { createKeyHolder, type SessionSources } from "./key-state.ts";
import { type KeyState, keyRejected, lacking, type PresentKey } from "./state.ts";

/**
 * How long the first list waits when the last-known grant hides tools. Somebody who restarts a client has often just
 * added a scope, and most clients never ask for the list again.
 */
const PARTIAL_GRANT_MS = 1_000;
/** A check in the background begins so much later: loading the HTTP client would hold the answer up. */
const BACKGROUND_MS = 100;
/** An explicit look at the access waits this long for the API. */
const CHECK_MS = 10_000;
/** A grant found out less than this ago is not asked for again. */
const FRESH_MS = 10_000;
/** A grant older than this is looked at again while the key is in use. */
const RECHECK_MS = 600_000;

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
  /**
   * What a client that does not listen has not seen: how the endpoints differ from the list that it was given. Told
   * once; undefined when there is nothing to tell.
   */
  takeUnseenChange(): ListChange | undefined;
  /** The credential in use. */
  credential(): Credential | undefined;
  /** A text without any key that this session has had, in whatever spelling. */
  withoutKeys(text: string): string;
  /** Stops whatever is under way. */
  close(): void;
}

/** The tools that came and went since a list was given. */
export interface ListChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export function createSession(sources: SessionSources): Session {
  const { connector, clock } = sources;
  const life = new AbortController();
  const listeners: (() => void)[] = [];
  /** The key that a check in the background is about to look at. */
  let planned: PresentKey | undefined;
  /** The list that the client has, or was told to ask for. */
  let listed: string | undefined;
  /** The list that the client was given, or told of in a text. */
  let seen: readonly string[] | undefined;
  const holder = createKeyHolder(sources, life.signal, (found) => check(found));
  const check = createCheck({
    grants: sources.grants,
    clock,
    life: life.signal,
    isInUse: (present) => holder.key() === present,
    onLearned: keyChanged,
  });

  /** One at a time: a client that begins with twenty calls at once wants one look, not twenty. */
  function checkInBackground(present: PresentKey): void {
    if (planned === present) return;
    planned = present;
    later(clock, BACKGROUND_MS, life.signal, async () => {
      if (planned === present) planned = undefined;
      if (!isFresh(present, RECHECK_MS)) await check(present);
    });
  }

  function shown(): readonly Endpoint[] {
    const key = holder.key();
    return key?.kind !== "present" || key.rejected !== undefined ? [] : shownEndpoints(connector, key.grant);
  }

  function keyChanged(): void {
    holder.watch();
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
  async function adoptReplacement(
    rejectedKey: PresentKey,
    said: ApiSaid | undefined,
    readsBefore: number,
  ): Promise<PresentKey | undefined> {
    const now = holder.reads() === readsBefore ? await holder.read() : holder.key();
    if (now?.kind === "present" && now !== rejectedKey) {
      if (now.checkedHere === undefined) await atMost(clock, check(now), FIRST_LOOK_MS);
      return now;
    }
    rejectedKey.rejected = keyRejected(rejectedKey, said);
    keyChanged();
    await sources.grants.remove(rejectedKey.fingerprint);
    return undefined;
  }

  function isFresh(present: PresentKey, ageMs: number): boolean {
    return present.checkedHere !== undefined && clock.now() - present.checkedHere < ageMs;
  }

  /** The key for a call. Where the one in use lacks a scope, the person may have logged in with another meanwhile. */
  async function keyFor(endpoint: Endpoint): Promise<KeyState> {
    const state = await holder.good();
    if (state.kind === "missing" || missingScopes(endpoint, state.grant).length === 0) return state;
    return holder.readUnlessWithin(FRESH_MS);
  }

  async function callWithKey(present: PresentKey, endpoint: Endpoint, given: unknown, caller: Caller) {
    if (missingScopes(endpoint, present.grant).length > 0) {
      if (!isFresh(present, FRESH_MS)) await atMost(clock, check(present), FIRST_LOOK_MS);
      const missing = missingScopes(endpoint, present.grant);
      if (missing.length > 0) {
        return failed({ kind: "scope-missing", ...lacking(present, missing), said: present.denial });
      }
    }
    const { runCall } = await import("./asking.ts");
    const outcome = await runCall(present.account, endpoint, given, caller);
    if (outcome.ok || outcome.failure.kind !== "forbidden") return outcome;
    return failed(await judgeForbidden(present, endpoint, outcome.failure, { check, clock }));
  }

  async function callOnce(endpoint: Endpoint, given: unknown, caller: Caller): Promise<Outcome<string>> {
    const readsBefore = holder.reads();
    const state = await keyFor(endpoint);
    if (state.kind === "missing") {
      keyChanged();
      return failed({ kind: "no-key", problem: state.problem });
    }
    if (state.rejected !== undefined) return failed(state.rejected);
    // A key that appeared since the last list, or scopes that changed since the last look: nothing else would find out.
    if (listed !== undefined && !isFresh(state, RECHECK_MS)) checkInBackground(state);
    const outcome = await callWithKey(state, endpoint, given, caller);
    if (outcome.ok || outcome.failure.kind !== "unauthorized") return outcome;
    const { said } = outcome.failure;
    const replacement = await adoptReplacement(state, said, readsBefore);
    if (replacement === undefined) return failed(keyRejected(state, said));
    const again = await callWithKey(replacement, endpoint, given, caller);
    if (again.ok || again.failure.kind !== "unauthorized") return again;
    return failed(keyRejected(replacement, again.failure.said));
  }

  /** Whether tools are missing from the list. A scope that no tool needs is nobody's concern. */
  function hidesTools({ grant }: PresentKey): boolean {
    return hiddenEndpoints(connector, grant).length > 0;
  }

  /** Whether there is something that a login, unknown to this process, may have mended. */
  function isImperfect(present: PresentKey): boolean {
    return present.trouble !== undefined || hidesTools(present);
  }

  return {
    async listEndpoints() {
      const state = await holder.good();
      if (state.kind === "present" && state.checkedHere === undefined) {
        const patience = state.checkedAt === undefined ? FIRST_LOOK_MS : hidesTools(state) ? PARTIAL_GRANT_MS : 0;
        if (patience > 0) await atMost(clock, check(state), patience);
        else checkInBackground(state);
      }
      const endpoints = shown();
      listed = listName(endpoints);
      seen = toolNames(endpoints);
      return endpoints;
    },

    call: (endpoint, given, caller) => withinDeadline(caller, (timely) => callOnce(endpoint, given, timely)),

    async checkAccess() {
      const readsBefore = holder.reads();
      let state = await holder.good();
      if (state.kind === "present" && isImperfect(state)) state = await holder.readUnlessWithin(FRESH_MS);
      if (state.kind === "present") {
        if (!isFresh(state, FRESH_MS) || state.rejected !== undefined || state.trouble !== undefined) {
          await atMost(clock, check(state), CHECK_MS);
        }
        if (state.rejected !== undefined) await adoptReplacement(state, state.rejected.said, readsBefore);
      }
      return reportAccess(connector, sources.profile, holder.key() ?? state);
    },

    onListChanged(listener) {
      listeners.push(listener);
    },

    takeUnseenChange() {
      const before = seen;
      if (before === undefined) return undefined;
      const now = toolNames(shown());
      seen = now;
      const added = now.filter((name) => !before.includes(name));
      const removed = before.filter((name) => !now.includes(name));
      return added.length + removed.length === 0 ? undefined : { added, removed };
    },

    credential() {
      const key = holder.key();
      return key?.kind === "present" ? key.account.credential : undefined;
    },

    withoutKeys: (text) => holder.secrets().reduce(redact, text),

    close() {
      life.abort();
    },
  };
}

function toolNames(endpoints: readonly Endpoint[]): string[] {
  return endpoints.map(({ tool }) => tool);
}

function listName(endpoints: readonly Endpoint[]): string {
  return toolNames(endpoints).join(" ");
}
