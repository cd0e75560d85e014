import { KERNEL_KEYRING, type Keychain, type ReadOutcome } from "./keychain.ts";
import { type LinuxStore, openEntry, removeEntry, SERVICE, shareQuestion, useLibrary, writeEntry } from "./library.ts";
import { askKeyringState, BUS_VARIABLE, findSessionBus } from "./linux-dbus.ts";

/** Windows keeps text as UTF-16: two bytes for each code unit. */
const WINDOWS_LIMIT_BYTES = 2560;

/** For one question, in milliseconds. A person must have time to answer the dialog of macOS. */
const READ_LIMIT = { darwin: 20_000, others: 5_000 };

/** What a person knows the store of a Linux desktop as. */
export const SECRET_SERVICE = "Secret Service";

/** Which keychain is meant, and what finding it needs to know. */
export interface KeychainOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly store: "default" | "kernel";
}

/**
 * Opens the keychain of this machine: Keychain on macOS, Credential Manager on Windows, elsewhere the Secret Service, which
 * needs a D-Bus session, or the kernel's keyring, which needs none, when asked for. Costs nothing until its first use.
 * Sets DBUS_SESSION_BUS_ADDRESS of this process then, if it is missing: the library looks nowhere else.
 */
export function openKeychain(options: KeychainOptions): Keychain {
  const { env, platform } = options;
  if (platform === "darwin") return plainStore("macOS Keychain", READ_LIMIT.darwin);
  if (platform === "win32") return plainStore("Windows Credential Manager", READ_LIMIT.others, WINDOWS_LIMIT_BYTES);
  if (options.store === "kernel") return kernelKeyring();
  return secretService(env);
}

/** A store that says plainly what it has: the library's own entry is enough. */
function plainStore(
  store: string,
  readLimit: number,
  sizeLimit = Number.POSITIVE_INFINITY,
  linuxStore?: LinuxStore,
): Keychain {
  const ask = shareQuestion(readLimit, (library, account) => openEntry(library, account, linuxStore).getPassword());
  const read = (account: string): Promise<ReadOutcome> =>
    useLibrary(store, async (library) => {
      const value = await ask(library, account);
      return value === null ? { kind: "none" } : { kind: "found", value };
    });
  return {
    store,
    read,
    write: async (account, value) => {
      const bytes = value.length * 2;
      if (bytes > sizeLimit) return { kind: "too-long", store, bytes, limit: sizeLimit };
      return writeEntry(store, account, value, read, linuxStore);
    },
    remove: (account) => removeEntry(store, account, linuxStore),
  };
}

/** The keyring of the Linux kernel. It answers "nothing there" where it refuses access, so it is read before. */
function kernelKeyring(): Keychain {
  const keyring = plainStore(KERNEL_KEYRING, READ_LIMIT.others, undefined, "keyutils");
  return {
    ...keyring,
    remove: async (account) => {
      const before = await keyring.read(account);
      return before.kind === "found" || before.kind === "none" ? keyring.remove(account) : before;
    },
  };
}

/**
 * The Secret Service. An entry of the library would connect on the main thread and open a dialog for a locked
 * keyring, so reading goes through `findCredentialsAsync`, which does neither and says "locked".
 * Writing and removing use an entry, but only after that has shown that the service answers.
 */
function secretService(env: NodeJS.ProcessEnv): Keychain {
  const store = SECRET_SERVICE;
  const findAll = shareQuestion(READ_LIMIT.others, (library) => library.findCredentialsAsync(SERVICE));
  const read = (account: string): Promise<ReadOutcome> => {
    const address = useSessionBus(env);
    return useLibrary<ReadOutcome>(store, async (library) => {
      const all = await findAll(library, SERVICE);
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
    list: () => {
      useSessionBus(env);
      return useLibrary(store, async (library) => (await findAll(library, SERVICE)).map(({ account }) => account));
    },
    write: async (account, value) => {
      const before = await read(account);
      if (before.kind === "unreachable" || before.kind === "library-missing") return before;
      return writeEntry(store, account, value, read, "secret-service");
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

async function noneOrLocked(store: string, env: NodeJS.ProcessEnv, address: string | undefined): Promise<ReadOutcome> {
  const state = address === undefined ? "unknown" : await askKeyringState(env, address);
  if (state === "unknown") return { kind: "none-or-locked", store };
  return state === "locked" ? { kind: "locked", store } : { kind: "none" };
}

/** The library reads the C environment, which follows `process.env` and nothing else. */
function useSessionBus(env: NodeJS.ProcessEnv): string | undefined {
  const address = findSessionBus(env);
  if (address !== undefined) process.env[BUS_VARIABLE] = address;
  return address;
}
