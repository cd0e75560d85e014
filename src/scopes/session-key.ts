import { type Credential, type KeyFailure, keyFingerprint } from "../credentials/credential.ts";
import type { KeyLookup } from "../credentials/lookup.ts";
import type { Secret } from "../credentials/secret.ts";
import { type ApiClientSources, openApiClient } from "../requests/api-client.ts";
import { later } from "../utils/time.ts";
import type { GrantCache } from "./grant-cache.ts";
import { type KeyState, PresentKey } from "./key-state.ts";

/** While there is no good key, the keychain is looked at this often, so that tools appear after a login. */
const WATCH_MS = 10_000;

/** Of so many keys, the latest, every text is kept free. A call ends within 30 s, so an earlier one is out of use. */
const REMEMBERED = 10;

/** What reading a key needs from the world. */
export interface KeySources extends ApiClientSources {
  /** Looks in the environment and the keychain, anew at every call. */
  readonly lookUpKey: () => Promise<KeyLookup>;
  /** Whether reading a key that is there never asks the person. It does on macOS. */
  readonly readsQuietly: boolean;
  readonly grants: GrantCache;
}

/** Reads the key of a session: when it is needed, again when there is reason to, and never more often. */
export interface SessionKey {
  /** What the last reading found; undefined before the first. */
  key(): KeyState | undefined;
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

/** `onFound` hears of a key that turned up while it was watched for. Aborting `life` ends the watching. */
export function createSessionKey(
  sources: KeySources,
  life: AbortSignal,
  onFound: (found: PresentKey) => Promise<void>,
): SessionKey {
  const { connector, clock } = sources;
  /** By fingerprint, the latest last. */
  const secrets = new Map<string, Secret>();
  let key: KeyState | undefined;
  let reading: Promise<KeyState> | undefined;
  let reads = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  let isWatching = false;

  function read(): Promise<KeyState> {
    reading ??= adopt().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function adopt(): Promise<KeyState> {
    const looking = sources.lookUpKey();
    // Loaded while the keychain is asked, which is when this process has nothing else to do.
    setImmediate(() => void import("node:crypto"));
    const lookup = await looking;
    if (lookup.ok) key = await adoptPresent(lookup);
    else key = { kind: "missing", failure: lookup.failure, notes: lookup.notes };
    reads += 1;
    readAt = clock.now();
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
    return new PresentKey(await openApiClient(sources, credential, fingerprint), fingerprint, notes, known);
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
      if (found.kind === "present" && found !== before) await onFound(found);
    });
  }

  /** Not where looking would ask the person again and again, or where only a restart can bring another key. */
  function isWorthWatching(): boolean {
    if (key === undefined) return false;
    if (key.kind === "missing") return isWorthWaitingOut(key.failure, sources.readsQuietly);
    const isStored = key.api.credential.source.kind === "keychain";
    return key.known.rejected !== undefined && isStored && sources.readsQuietly;
  }

  return {
    key: () => key,
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

function isWorthWaitingOut(failure: KeyFailure, readsQuietly: boolean): boolean {
  switch (failure.kind) {
    case "none":
    case "placeholder":
    case "incomplete":
      return true;
    case "locked":
    case "none-or-locked":
      return readsQuietly;
    default:
      return false;
  }
}
