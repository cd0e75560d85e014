import { afterAll } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/index.ts";
import { type Ended, runCommand } from "./command.ts";
import { type KeyringSession, running, startKeyringSession } from "./keyring-session.ts";

/** A person's machine for a test file: the program, a keychain and the APIs. All end after the file's last test. */
export interface KeychainCommands {
  /** There is no keychain here: skip the tests. */
  readonly isSkipped: boolean;
  readonly sandbox: Sandbox;
  /** For use inside tests that are skipped when there is none. */
  keyring(): KeyringSession;
  /** Runs the built program; words apart by spaces, or as they are. `added`: variables beside those of the person. */
  keyscope(args: string | readonly string[], stdin?: string, added?: Readonly<Record<string, string>>): Promise<Ended>;
}

export async function startKeychainCommands(options?: SandboxOptions): Promise<KeychainCommands> {
  const session = await startKeyringSession();
  const sandbox = await startSandbox(options);
  afterAll(async () => {
    await sandbox.close();
    if (!("skipped" in session)) await session.stop();
  });
  const keyring = () => running(session);
  return {
    isSkipped: "skipped" in session,
    sandbox,
    keyring,
    keyscope: (args, stdin = "", added = {}) => {
      const words = typeof args === "string" ? args.split(" ") : args;
      return runCommand(words, { env: { ...keyring().env, ...added }, stdin });
    },
  };
}
