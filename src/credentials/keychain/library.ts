import type { KeychainFailure, ReadOutcome, RemoveOutcome, UnreachableReason, WriteOutcome } from "./keychain.ts";

type Library = typeof import("@napi-rs/keyring");

/** Which of Linux's two stores an entry is in. The library would choose one by itself. */
export type LinuxStore = "secret-service" | "keyutils";

/** The name that all of Keyscope's entries have in common. */
export const SERVICE = "keyscope";

/** For one change, in milliseconds: a person must have time to type the store's password. */
const CHANGE_LIMIT = 60_000;

let unanswered = 0;

/**
 * Whether a question to the keychain is still waiting, perhaps behind a dialog. It sits in a thread that Node waits
 * for, so `process.exit` would not return until it is answered: end such a process by SIGKILL to itself.
 */
export function keychainIsWaiting(): boolean {
  return unanswered > 0;
}

/** Loads the library, which some hosts refuse, and turns whatever it throws into a failure of the store. */
export async function useLibrary<T>(
  store: string,
  use: (library: Library) => Promise<T>,
): Promise<T | KeychainFailure> {
  let library: Library;
  try {
    library = await import("@napi-rs/keyring");
  } catch (error) {
    return { kind: "library-missing", store, detail: detailOf(error) };
  }
  try {
    return await use(library);
  } catch (error) {
    return toFailure(error, store);
  }
}

export function openEntry(library: Library, account: string, linuxStore: LinuxStore | undefined) {
  return new library.AsyncEntry(SERVICE, account, linuxStore && { linux: { store: linuxStore } });
}

/** Writes an entry and reads it back, because a store may lose it or another login may be faster. */
export async function writeEntry(
  store: string,
  account: string,
  value: string,
  read: (account: string) => Promise<ReadOutcome>,
  linuxStore?: LinuxStore,
): Promise<WriteOutcome> {
  const failure = await useLibrary(store, async (library) => {
    await waitFor(CHANGE_LIMIT, count(openEntry(library, account, linuxStore).setPassword(value)));
    return undefined;
  });
  if (failure !== undefined) return failure;
  const after = await read(account);
  if (after.kind === "none") return { kind: "not-kept", store, found: "nothing" };
  if (after.kind !== "found") return after;
  return after.value === value ? { kind: "written", store } : { kind: "not-kept", store, found: "another-value" };
}

export function removeEntry(store: string, account: string, linuxStore?: LinuxStore): Promise<RemoveOutcome> {
  return useLibrary(store, async (library) => {
    const removed = await waitFor(CHANGE_LIMIT, count(openEntry(library, account, linuxStore).deletePassword()));
    return { kind: removed ? "removed" : "nothing-there", store };
  });
}

/**
 * A question that waits at most `limit` milliseconds. Equal ones are joined while one is unanswered, also after somebody
 * stopped waiting for it: each would open a dialog of its own, and hold one of the four threads that Node also needs
 * for files and names.
 */
export function shareQuestion<T>(limit: number, ask: (library: Library, about: string) => Promise<T>) {
  const running = new Map<string, Promise<T>>();
  return (library: Library, about: string): Promise<T> => {
    let answer = running.get(about);
    if (answer === undefined) {
      answer = count(ask(library, about)).finally(() => running.delete(about));
      running.set(about, answer);
    }
    return waitFor(limit, answer);
  };
}

/** Counts a question as unanswered until the library is done with it. */
async function count<T>(work: Promise<T>): Promise<T> {
  unanswered += 1;
  try {
    return await work;
  } finally {
    unanswered -= 1;
  }
}

/** Stops waiting after so many milliseconds. What the library has begun cannot be stopped. */
async function waitFor<T>(limit: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`timed out after ${limit} ms`)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The library gives every error the same code, so its words are all there is to go by; the first match counts. */
const MEANINGS: readonly (readonly [RegExp, "locked" | "several-entries" | UnreachableReason])[] = [
  [/IsLocked|prompt (was )?dismissed|locked object|interaction is not allowed/i, "locked"],
  [/is matched by \d+ credentials/i, "several-entries"],
  [/not provided by any \.service|ServiceUnknown|NameHasNoOwner|Spawn\.|StartServiceByName/i, "no-secret-service"],
  [/no result found/i, "no-default-keyring"],
  [/connect to (socket|address)|autolaunch|Connection refused|DBUS_SESSION_BUS_ADDRESS|\bENOENT\b/i, "no-bus"],
  [/denied|not permitted|cancel/i, "access-denied"],
  [/timed? ?out|NoReply/i, "timeout"],
];

/** Sorts what the keychain library threw. Never throws itself. */
export function toFailure(error: unknown, store: string): KeychainFailure {
  const detail = detailOf(error);
  const meaning = MEANINGS.find(([pattern]) => pattern.test(detail))?.[1] ?? "failed";
  if (meaning === "locked") return { kind: "locked", store };
  if (meaning === "several-entries") return { kind: "damaged", store, reason: meaning };
  return { kind: "unreachable", store, reason: meaning, detail };
}

const LONGEST_DETAIL = 300;

function detailOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_DETAIL);
}
