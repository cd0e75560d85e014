import {
  type Choice,
  type Credential,
  type KeyFailure,
  type KeySource,
  keyFingerprint,
} from "../credentials/credential.ts";
import { isFileVariable } from "../credentials/environment/secret-file.ts";
import type { KeyChanges } from "../credentials/key-changes.ts";
import type { KeyLookup } from "../credentials/lookup.ts";
import type { Secret } from "../credentials/secret.ts";
import type { HttpClient } from "../http/client.ts";
import { type ApiClientSources, openApiClient } from "../requests/api-client.ts";
import { later } from "../utils/time.ts";
import { unknownGrant } from "./grant.ts";
import type { GrantCache } from "./grant-cache.ts";
import { type KeyState, PresentKey } from "./key-state.ts";
import { narrow, type View } from "./narrowing.ts";

/** While there is no good key, the keychain is looked at this often, so that tools appear after a login. */
const WATCH_MS = 10_000;

/** A look at whether the stored key was replaced or removed. Together with reading the new one (5 s) it is less than 10 s. */
const LOOK_MS = 3_000;

/** Of so many keys, the latest, every text is kept free. A call ends within 30 s, so an earlier one is out of use. */
const REMEMBERED = 10;

/** What reading a key needs from the world. */
export interface KeySources extends ApiClientSources {
  /** Looks in the environment, the files that it names and the keychain, anew at every call. */
  readonly lookUpKey: () => Promise<KeyLookup>;
  /** Whether reading a key that is there never asks the person. It does on macOS. */
  readonly readsQuietly: boolean;
  readonly keyChanges: Pick<KeyChanges, "stamp" | "fingerprint">;
  readonly grants: GrantCache;
}

/** A request was about to carry a key that is not in use any more, and was not sent. */
export class KeyReplaced extends Error {
  override readonly name = "KeyReplaced";
}

/** Reads the key of a session: when it is needed, again when there is reason to, and never more often. */
export interface SessionKey {
  /** What the last reading found; undefined before the first, and when what it found was replaced. */
  key(): KeyState | undefined;
  /** Notices that the stored key, or the file that holds it, was replaced or removed: then the one that was read is not used any more. */
  look(): Promise<void>;
  /** What a key may do that is stored now and was not read yet, because reading it would ask the person. */
  announced(): View | undefined;
  /** How often it was read. */
  reads(): number;
  /** Reads anew. The state stays the same object when it is the same key. */
  read(): Promise<KeyState>;
  /** Reads when none was read yet, or when what was read is no good. */
  good(): Promise<KeyState>;
  /** Reads anew, unless the last reading is less than so many milliseconds ago. */
  readUnlessWithin(milliseconds: number): Promise<KeyState>;
  /** While the key is missing or rejected, goes on looking for another. */
  watch(): void;
  /** The secrets that were read, those of calls under way among them, for keeping them out of every text. */
  secrets(): readonly Secret[];
}

/** `onChanged` hears when there is another key, or none any more, without anybody having asked. Aborting `life` ends the watching. */
export function createSessionKey(
  sources: KeySources,
  life: AbortSignal,
  onChanged: (key: KeyState | undefined) => Promise<void>,
): SessionKey {
  const { connector, clock, keyChanges } = sources;
  /** By fingerprint, the latest last. */
  const secrets = new Map<string, Secret>();
  let key: KeyState | undefined;
  let reading: Promise<KeyState> | undefined;
  let reads = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  let isWatching = false;
  /** Of the change before the last reading. */
  let stamp: string | undefined;
  let looking: Promise<void> | undefined;
  let announced: View | undefined;
  /** As far as it is known: a login keeps it. */
  let choice: Choice | undefined;

  function read(): Promise<KeyState> {
    reading ??= adopt().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function adopt(): Promise<KeyState> {
    // Before the keychain is asked, so that a change in between is noticed.
    const before = keyChanges.stamp();
    const asking = sources.lookUpKey();
    // Loaded while the keychain is asked, which is when this process has nothing else to do.
    setImmediate(() => void import("node:crypto"));
    const lookup = await asking;
    if (lookup.ok) key = await adoptPresent(lookup);
    else key = { kind: "missing", failure: lookup.failure, notes: lookup.notes };
    if (reads === 0 && followsChanges(key)) void lookRegularly();
    reads += 1;
    readAt = clock.now();
    stamp = before;
    announced = undefined;
    watch();
    return key;
  }

  async function adoptPresent({ credential, notes }: Extract<KeyLookup, { ok: true }>): Promise<PresentKey> {
    const fingerprint = await keyFingerprint(credential);
    if (key?.kind === "present" && key.fingerprint === fingerprint && isDecidedAlike(key.api.credential, credential)) {
      return key;
    }
    remember(fingerprint, credential.secret);
    const known = await sources.grants.read(connector, fingerprint);
    const api = await openApiClient({ ...sources, http: onlyInUse(fingerprint) }, credential, fingerprint);
    return new PresentKey(api, fingerprint, notes, known);
  }

  /** A call may have waited long for its turn, so the last look is right before the request. */
  function onlyInUse(fingerprint: string): HttpClient {
    return {
      async get(...request) {
        await look();
        if (key?.kind !== "present" || key.fingerprint !== fingerprint) throw new KeyReplaced();
        return sources.http.get(...request);
      },
    };
  }

  async function look(): Promise<void> {
    const now = isLookedAt() ? keyChanges.stamp() : undefined;
    if (now !== undefined && now !== stamp) {
      stamp = now;
      looking ??= follow().finally(() => {
        looking = undefined;
      });
    }
    return looking;
  }

  /** Nothing has to be forgotten before something was read, nor when it did not come from the keychain. */
  function isLookedAt(): boolean {
    return key === undefined ? announced !== undefined : followsChanges(key);
  }

  /** Lets go of the key at once, and reads the new one where that asks nobody. */
  async function follow(): Promise<void> {
    if (key?.kind === "present") choice = key.api.credential.settings.choice;
    key = undefined;
    announced = undefined;
    const fingerprint = keyChanges.fingerprint();
    if (sources.readsQuietly) await read();
    else if (fingerprint === undefined) key = { kind: "missing", failure: { kind: "none" }, notes: [] };
    else {
      const known = await sources.grants.read(connector, fingerprint);
      announced = narrow(connector, known?.grant ?? unknownGrant(connector), choice);
    }
    // Not waited for: it may send requests, each of which looks and would wait for this.
    void onChanged(key);
  }

  async function lookRegularly(): Promise<void> {
    while (!life.aborted) {
      await clock.rest(LOOK_MS);
      if (!life.aborted) await look();
    }
  }

  function remember(fingerprint: string, secret: Secret): void {
    secrets.delete(fingerprint);
    secrets.set(fingerprint, secret);
    const [oldest] = secrets.keys();
    if (secrets.size > REMEMBERED && oldest !== undefined) secrets.delete(oldest);
  }

  function watch(): void {
    if (isWatching || !isWorthWatching()) return;
    isWatching = true;
    later(clock, WATCH_MS, life, async () => {
      isWatching = false;
      if (!isWorthWatching()) return;
      const before = key;
      const found = await read();
      if (found.kind === "present" && found !== before) await onChanged(found);
    });
  }

  /** Not where looking would ask the person again and again, or where only a restart can bring another key. */
  function isWorthWatching(): boolean {
    if (key === undefined) return false;
    if (!sources.readsQuietly) return false;
    if (key.kind === "missing") return isWorthWaitingOut(key.failure);
    return key.known.rejected !== undefined && followsChanges(key);
  }

  return {
    key: () => key,
    look,
    announced: () => announced,
    reads: () => reads,
    read,
    good: async () => (key?.kind === "present" && key.known.rejected === undefined ? key : read()),
    readUnlessWithin: async (milliseconds) => (key !== undefined && clock.now() - readAt < milliseconds ? key : read()),
    watch,
    secrets: () => [...secrets.values()],
  };
}

/** What a person decides is stored with the key, and may change while the key stays. */
function isDecidedAlike(one: Credential, other: Credential): boolean {
  return JSON.stringify(one.settings) === JSON.stringify(other.settings);
}

/** Whether another key in the keychain, or in a file, would change anything. What variables hold themselves comes first. */
function followsChanges(key: KeyState): boolean {
  if (key.kind === "present") return isKeptOutside(key.api.credential.source);
  const { failure } = key;
  if (failure.kind === "unusable" || failure.kind === "bad-base-url") return isKeptOutside(failure.source);
  return failure.kind !== "no-base-url" && failure.kind !== "unchecked-certificates";
}

/** Whether the key can become another one while this process runs. */
function isKeptOutside(source: KeySource): boolean {
  return source.kind === "keychain" || source.variables.some(isFileVariable);
}

function isWorthWaitingOut(failure: KeyFailure): boolean {
  switch (failure.kind) {
    case "none":
    case "placeholder":
    case "incomplete":
    case "locked":
    case "none-or-locked":
      return true;
    default:
      return false;
  }
}
