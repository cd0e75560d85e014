/** What a person knows the kernel's store as, which needs no D-Bus session. It forgets at reboot. */
export const KERNEL_KEYRING = "kernel keyring";

/** Why the keychain cannot be reached, as far as the library's words tell. */
export type UnreachableReason =
  /** Linux: no session bus, or an address where none listens. */
  | "no-bus"
  /** Linux: a bus, but no program on it keeps secrets. */
  | "no-secret-service"
  /** Linux: a program that keeps secrets, but it has no default keyring to put one in. */
  | "no-default-keyring"
  /** The system or the person refused. */
  | "access-denied"
  /** No answer in time: on macOS a dialog may be waiting for the person. */
  | "timeout"
  | "failed";

/** What can be wrong with a keychain, whatever is asked of it. `store` is a person's name for it. */
export type KeychainFailure =
  | { readonly kind: "locked"; readonly store: string }
  /** Nothing is to be seen, and nothing on this machine can tell whether that is because it is locked. */
  | { readonly kind: "none-or-locked"; readonly store: string }
  /** `detail` is the library's own text: for logs, not for an assistant, as it may name paths of this machine. */
  | {
      readonly kind: "unreachable";
      readonly store: string;
      readonly reason: UnreachableReason;
      readonly detail: string;
    }
  /** The keychain library could not be loaded on this machine. `detail` as above. */
  | { readonly kind: "library-missing"; readonly store: string; readonly detail: string }
  /** The entry is not ours, or there are several for the same account. */
  | { readonly kind: "damaged"; readonly store: string; readonly reason: "not-ours" | "several-entries" };

export type ReadOutcome =
  | { readonly kind: "found"; readonly value: string }
  /** `accounts`: the others that Keyscope has there, where the store tells them unasked and there are any. */
  | { readonly kind: "none"; readonly accounts?: readonly string[] }
  | KeychainFailure;

export type WriteOutcome =
  | { readonly kind: "written"; readonly store: string }
  /** Longer than the store takes; nothing was written. Sizes in bytes. */
  | { readonly kind: "too-long"; readonly store: string; readonly bytes: number; readonly limit: number }
  /** The store accepted it, but reading it back gave nothing, or something else: perhaps another login just now. */
  | { readonly kind: "not-kept"; readonly store: string; readonly found: "nothing" | "another-value" }
  | KeychainFailure;

export type RemoveOutcome =
  | { readonly kind: "removed"; readonly store: string }
  | { readonly kind: "nothing-there"; readonly store: string }
  | KeychainFailure;

/** One store of the operating system. Nothing here throws, and nothing is loaded before the first question. */
export interface Keychain {
  /** The name that a person knows it by. */
  readonly store: string;
  /** Never opens a dialog on Linux. macOS may ask the person, so read once and keep the answer. */
  read(account: string): Promise<ReadOutcome>;
  /** Replaces the entry as a whole and reads it back. May ask the person to unlock the store. */
  write(account: string, value: string): Promise<WriteOutcome>;
  /** The accounts that Keyscope has there. Only where the store tells them without asking the person. */
  list?(): Promise<readonly string[] | KeychainFailure>;
  /** May ask the person to unlock the store. */
  remove(account: string): Promise<RemoveOutcome>;
}
