import { readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { keepFile } from "../../utils/replace-file.ts";
import { KERNEL_KEYRING, type Keychain } from "./keychain.ts";

/** An account that a keychain was given, and whether that is the kernel's. */
export interface ListedAccount {
  readonly account: string;
  readonly isKernel: boolean;
}

/** `setpilot@default.stored`: a colon may not be in a file's name on Windows. */
const FILE = /^([a-z0-9-]+)@([a-z0-9][a-z0-9._-]*?)(@kernel)?\.stored$/;
const CONTENT = "Keyscope has a key in the keychain under this name. This file only says so.\n";

/**
 * Reads which accounts were stored, without asking the keychain: macOS asks the person at every read, and the kernel's
 * keyring cannot list its entries. A file for each, so that two logins at once lose nothing.
 */
export function readAccountList(folder: string | undefined): ListedAccount[] {
  return namesIn(folder).flatMap((name) => {
    const [, connector, profile, kernel] = FILE.exec(name) ?? [];
    return profile === undefined ? [] : [{ account: `${connector}:${profile}`, isKernel: kernel !== undefined }];
  });
}

/** A keychain of which is kept what was stored in it. Where there is no place for that, it works all the same. */
export function withAccountList(keychain: Keychain, folder: string | undefined): Keychain {
  if (folder === undefined) return keychain;
  const suffix = keychain.store === KERNEL_KEYRING ? "@kernel" : "";
  /** Undefined for what is no key, such as the token of a server over HTTP. */
  const fileOf = (account: string) => {
    const name = `${account.replace(":", "@")}${suffix}.stored`;
    return FILE.test(name) ? join(folder, name) : undefined;
  };
  return {
    ...keychain,
    write: async (account, value) => {
      const outcome = await keychain.write(account, value);
      const file = fileOf(account);
      if (outcome.kind === "written" && file !== undefined) await keepFile(file, CONTENT);
      return outcome;
    },
    remove: async (account) => {
      const outcome = await keychain.remove(account);
      const isGone = outcome.kind === "removed" || outcome.kind === "nothing-there";
      const file = fileOf(account);
      if (isGone && file !== undefined) await rm(file, { force: true }).catch(() => undefined);
      return outcome;
    },
  };
}

function namesIn(folder: string | undefined): readonly string[] {
  try {
    return folder === undefined ? [] : readdirSync(folder);
  } catch {
    return [];
  }
}
