import type { Keychain, KeychainFailure, ReadOutcome, RemoveOutcome, WriteOutcome } from "./keychain.ts";
import { findSessionBus } from "./linux-dbus.ts";
import { type KeychainOptions, openKeychain, SECRET_SERVICE } from "./open-keychain.ts";

/** What the process is asked. */
export type KeychainQuestion =
  | { readonly kind: "list" }
  | { readonly kind: "read" | "remove"; readonly account: string }
  | { readonly kind: "write"; readonly account: string; readonly value: string };

export type KeychainAnswer = ReadOutcome | WriteOutcome | RemoveOutcome | ListOutcome;

type ListOutcome = readonly string[] | KeychainFailure;

/**
 * Opens the keychain for a command, which asks each question in a process of its own. One that never answers holds a thread,
 * without whose end no process can end with an exit code; that process is ended instead.
 * @param program the bundled file of `child-keychain.ts`
 */
export function openKeychainForCommand(options: KeychainOptions, program: string): Keychain {
  const keychain = openKeychain(options);
  const { store, list } = keychain;
  // Where there is nobody to ask, nobody leaves the question unanswered either.
  if (store === SECRET_SERVICE && findSessionBus(options.env) === undefined) return keychain;

  async function ask<Answer extends KeychainAnswer>(question: KeychainQuestion): Promise<Answer | KeychainFailure> {
    const { fork } = await import("node:child_process");
    const child = fork(program, [options.store], { env: options.env, stdio: ["ignore", "ignore", "ignore", "ipc"] });
    const answered = new Promise<Answer | KeychainFailure>((resolve) => {
      const fail = (detail: string) => resolve({ kind: "unreachable", store, reason: "failed", detail });
      child.once("message", (answer: Answer) => resolve(answer));
      child.once("error", (error) => fail(error.message));
      child.once("exit", (code, signal) => fail(`its process ended with ${signal ?? code}`));
      child.send(question, () => undefined);
    });
    return answered.finally(() => child.kill("SIGKILL"));
  }

  return {
    store,
    ...(list !== undefined && { list: () => ask<ListOutcome>({ kind: "list" }) }),
    read: (account) => ask<ReadOutcome>({ kind: "read", account }),
    write: (account, value) => ask<WriteOutcome>({ kind: "write", account, value }),
    remove: (account) => ask<RemoveOutcome>({ kind: "remove", account }),
  };
}
