import { done, type Failure, type Outcome } from "../failures/failure.ts";
import type { Clock } from "../utils/time.ts";
import type { TableCache } from "./disk/cache.ts";
import { type Lock, readSign, tryLock } from "./disk/lock.ts";
import type { Loader, Progress } from "./loader.ts";
import type { Snapshot } from "./snapshot.ts";

/** Loads one table for all of a person's processes with the same key: one of them reads, the others follow. */
export interface SharedLoad {
  /** @param fresh whether to read everything, whatever is known */
  load(signal: AbortSignal, fresh: boolean): Promise<Outcome<Snapshot>>;
  /** How far it is, whichever process reads. */
  progress(): Progress;
  /** Removes the rows from memory and disk. */
  forget(): Promise<void>;
}

/** A table serves for so long without being read again. */
const FRESH_MS = 600_000;
/** How often one who waits for another process looks whether that is done. */
const FOLLOW_MS = 500;

/** Whether rows may be used as they are. */
export function isFresh({ readAt }: Pick<Snapshot, "readAt">, clock: Clock): boolean {
  return Math.abs(clock.wall().getTime() - readAt.getTime()) < FRESH_MS;
}

/** @param cache shared with the person's other processes; undefined where rows are kept in memory only */
export function createSharedLoad(
  table: string,
  loader: Loader,
  cache: TableCache | undefined,
  clock: Clock,
): SharedLoad {
  /** How far another process is. */
  let followed: Progress | undefined;
  /** The file on disk that was looked into last. */
  let seen: string | undefined;

  async function forget(): Promise<void> {
    loader.forget();
    await cache?.remove(table);
  }

  async function loadAlone(signal: AbortSignal, fresh: boolean): Promise<Outcome<Snapshot>> {
    const outcome = await loader.load(signal, fresh);
    if (outcome.ok) await cache?.write(outcome.value);
    else if (isDenied(outcome.failure)) await forget();
    return outcome;
  }

  async function loadAndRelease(lock: Lock, signal: AbortSignal, fresh: boolean): Promise<Outcome<Snapshot>> {
    try {
      return await loadAlone(signal, fresh);
    } finally {
      await lock.release();
    }
  }

  /** Takes over what another process wrote since the last look. */
  async function adoptWritten(from: TableCache): Promise<void> {
    const stamp = await from.stamp(table);
    if (stamp === undefined || stamp === seen) return;
    seen = stamp;
    const stored = await from.read(table);
    const before = loader.snapshot();
    if (stored !== undefined && (before === undefined || before.readAt < stored.readAt)) loader.adopt(stored);
  }

  async function loadOrFollow(shared: TableCache, signal: AbortSignal, fresh: boolean): Promise<Outcome<Snapshot>> {
    const askedAt = clock.wall();
    const lockFile = `${shared.fileOf(table)}.lock`;
    for (;;) {
      signal.throwIfAborted();
      const lock = await tryLock(lockFile, clock, loader.progress);
      // After the lock was had, so that what its last holder wrote is seen.
      await adoptWritten(shared);
      const there = loader.snapshot();
      if (there !== undefined && (fresh ? there.allReadAt >= askedAt : isFresh(there, clock))) {
        await lock?.release();
        return done(there);
      }
      if (lock !== undefined) return loadAndRelease(lock, signal, fresh);
      const sign = await readSign(lockFile);
      followed = sign && { table, ...sign, isElsewhere: true };
      await clock.sleep(FOLLOW_MS, signal);
    }
  }

  return {
    forget,
    async load(signal, fresh) {
      try {
        return await (cache === undefined ? loadAlone(signal, fresh) : loadOrFollow(cache, signal, fresh));
      } catch (error) {
        if (signal.aborted) return { ok: false, failure: { kind: "cancelled" } };
        throw error;
      } finally {
        followed = undefined;
      }
    },
    progress: () => followed ?? loader.progress(),
  };
}

/** The key may not see these rows any more. */
function isDenied({ kind }: Failure): boolean {
  return kind === "key-rejected" || kind === "scope-missing" || kind === "scope-lost" || kind === "forbidden";
}
