import { BUS_VARIABLE, defaultKeyringState, type Environment, sessionBusAddress } from "./linux-dbus.ts";
import {
  type Keychain,
  type KeychainFailure,
  type ReadOutcome,
  type RemoveOutcome,
  troubleOf,
  type WriteOutcome,
} from "./outcome.ts";

type Library = typeof import("@napi-rs/keyring");
type LinuxStore = "secret-service" | "keyutils";

const SERVICE = "keyscope";

/** What a person knows the kernel's store as. It forgets at reboot. */
export const KERNEL_KEYRING = "kernel keyring";

/** Windows keeps text as UTF-16: two bytes for each code unit. */
const WINDOWS_LIMIT_BYTES = 2560;

/** For one question, in milliseconds. A person must have time to answer the dialog of macOS, and to type a password. */
const READ_LIMIT = { darwin: 20_000, others: 5_000 };
const CHANGE_LIMIT = 60_000;

let unanswered = 0;

/**
 * Whether a question to the keychain is still waiting, perhaps behind a dialog. It sits in a thread that Node waits
 * for, so `process.exit` would not return until it is answered: end such a process by SIGKILL to itself.
 */
export function keychainIsWaiting(): boolean {
  return unanswered > 0;
}

/**
 * The keychain of this machine: Keychain on macOS, Credential Manager on Windows, elsewhere the Secret Service, or
 * the kernel's keyring (forgets at reboot) when asked for. Costs nothing until its first use.
 * Sets DBUS_SESSION_BUS_ADDRESS of this process then, if it is missing: the library looks nowhere else.
 */
export function openKeychain(options: {
  env: Environment;
  platform: NodeJS.Platform;
  store: "default" | "kernel";
}): Keychain {
  const { env, platform } = options;
  if (platform === "darwin") return native("macOS Keychain", READ_LIMIT.darwin, Number.POSITIVE_INFINITY);
  if (platform === "win32") return native("Windows Credential Manager", READ_LIMIT.others, WINDOWS_LIMIT_BYTES);
  if (options.store === "kernel") {
    return native(KERNEL_KEYRING, READ_LIMIT.others, Number.POSITIVE_INFINITY, "keyutils");
  }
  return secretService(env);
}

/** A store that says plainly what it has: the library's own entry is enough. */
function native(store: string, readLimit: number, sizeLimit: number, linuxStore?: LinuxStore): Keychain {
  const ask = shared((library, account) => entry(library, account, linuxStore).getPassword());
  const read = (account: string): Promise<ReadOutcome> =>
    withLibrary(store, async (library) => {
      const value = await bounded(readLimit, ask(library, account));
      return value === null ? { kind: "none" } : { kind: "found", value };
    });
  return {
    store,
    read,
    write: async (account, value) => {
      const bytes = value.length * 2;
      if (bytes > sizeLimit) return { kind: "too-long", store, bytes, limit: sizeLimit };
      return writeAndReadBack(store, account, value, read, linuxStore);
    },
    remove: async (account) => {
      // The kernel's keyring answers "nothing there" where it refuses access. Not asked of macOS, which would ask the person.
      const before = linuxStore === undefined ? undefined : await read(account);
      if (before !== undefined && before.kind !== "found" && before.kind !== "none") return before;
      return removeEntry(store, account, linuxStore);
    },
  };
}

/**
 * The Secret Service. An entry of the library would connect on the main thread and open a dialog for a locked
 * keyring, so reading goes through `findCredentialsAsync`, which does neither and says "locked".
 * Writing and removing use an entry, but only after that has shown that the service answers.
 */
function secretService(env: Environment): Keychain {
  const store = "Secret Service";
  const findAll = shared((library) => library.findCredentialsAsync(SERVICE));
  const read = (account: string): Promise<ReadOutcome> => {
    const address = useSessionBus(env);
    return withLibrary<ReadOutcome>(store, async (library) => {
      const all = await bounded(READ_LIMIT.others, findAll(library, SERVICE));
      const [first, ...others] = all.filter((one) => one.account === account);
      if (others.length > 0) return { kind: "damaged", store, reason: "several-entries" };
      if (first !== undefined) return { kind: "found", value: first.password };
      const accounts = all.map((one) => one.account);
      const outcome = await noneOrLocked(store, env, address);
      return outcome.kind === "none" && accounts.length > 0 ? { kind: "none", accounts } : outcome;
    });
  };
  return {
    store,
    read,
    write: async (account, value) => {
      const before = await read(account);
      if (before.kind === "unreachable" || before.kind === "library-missing") return before;
      return writeAndReadBack(store, account, value, read, "secret-service");
    },
    remove: async (account) => {
      const before = await read(account);
      if (before.kind === "none") return { kind: "nothing-there", store };
      if (before.kind !== "found" && before.kind !== "locked") return before;
      const outcome = await removeEntry(store, account, "secret-service");
      // Some stores hide their entries while they are locked.
      return outcome.kind === "nothing-there" && before.kind === "locked" ? before : outcome;
    },
  };
}

async function noneOrLocked(store: string, env: Environment, address: string | undefined): Promise<ReadOutcome> {
  const state = address === undefined ? "unknown" : await defaultKeyringState(env, address);
  if (state === "unknown") return { kind: "none-or-locked", store };
  return state === "locked" ? { kind: "locked", store } : { kind: "none" };
}

/** The library reads the C environment, which follows `process.env` and nothing else. */
function useSessionBus(env: Environment): string | undefined {
  const address = sessionBusAddress(env);
  if (address !== undefined) process.env[BUS_VARIABLE] = address;
  return address;
}

async function writeAndReadBack(
  store: string,
  account: string,
  value: string,
  read: (account: string) => Promise<ReadOutcome>,
  linuxStore?: LinuxStore,
): Promise<WriteOutcome> {
  const failed = await withLibrary(store, async (library) => {
    await bounded(CHANGE_LIMIT, counted(entry(library, account, linuxStore).setPassword(value)));
    return undefined;
  });
  if (failed !== undefined) return failed;
  const after = await read(account);
  if (after.kind === "none") return { kind: "not-kept", store, found: "nothing" };
  if (after.kind !== "found") return after;
  return after.value === value ? { kind: "written", store } : { kind: "not-kept", store, found: "another-value" };
}

function removeEntry(store: string, account: string, linuxStore?: LinuxStore): Promise<RemoveOutcome> {
  return withLibrary(store, async (library) => {
    const removed = await bounded(CHANGE_LIMIT, counted(entry(library, account, linuxStore).deletePassword()));
    return { kind: removed ? "removed" : "nothing-there", store };
  });
}

function entry(library: Library, account: string, linuxStore: LinuxStore | undefined) {
  return new library.AsyncEntry(SERVICE, account, linuxStore && { linux: { store: linuxStore } });
}

/** Loads the library, which some hosts refuse, and turns whatever it throws into an outcome. */
async function withLibrary<T>(store: string, use: (library: Library) => Promise<T>): Promise<T | KeychainFailure> {
  let library: Library;
  try {
    library = await import("@napi-rs/keyring");
  } catch (error) {
    const detail = (error instanceof Error ? error.message : String(error)).slice(0, 300);
    return { kind: "library-missing", store, detail };
  }
  try {
    return await use(library);
  } catch (error) {
    return troubleOf(error, store);
  }
}

/** Stops waiting after so many milliseconds. What the library has begun cannot be stopped. */
async function bounded<T>(limit: number, work: Promise<T>): Promise<T> {
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

/** Counts a question as unanswered until the library is done with it. */
async function counted<T>(work: Promise<T>): Promise<T> {
  unanswered += 1;
  try {
    return await work;
  } finally {
    unanswered -= 1;
  }
}

/**
 * Joins equal questions while one of them is unanswered, also after somebody stopped waiting for it: each would
 * open a dialog of its own, and hold one of the four threads that Node also needs for files and names.
 */
function shared<T>(ask: (library: Library, about: string) => Promise<T>) {
  const running = new Map<string, Promise<T>>();
  return (library: Library, about: string): Promise<T> => {
    const joined = running.get(about);
    if (joined !== undefined) return joined;
    const answer = counted(ask(library, about)).finally(() => running.delete(about));
    running.set(about, answer);
    return answer;
  };
}
