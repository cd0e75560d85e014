import { statSync } from "node:fs";
import { join } from "node:path";
import { readRegularFile } from "../utils/read-file.ts";
import { keepFile } from "../utils/replace-file.ts";
import { stampFile } from "./environment/secret-file.ts";

/** In bytes; a fingerprint has 64. */
const LARGEST = 1_000;

/**
 * How servers that run learn that the stored key of a profile was replaced or removed. A look at the keychain would ask
 * the person on macOS, so a command leaves a small file, which holds no secret.
 */
export interface KeyChanges {
  /** Another text after each change; undefined before the first. Costs a look at a file. */
  stamp(): string | undefined;
  /** The fingerprint (`keyFingerprint`) of the key that was stored last; undefined where it was removed. */
  fingerprint(): string | undefined;
  /**
   * Tells the servers of a change.
   * @param fingerprint of the key that is stored now; undefined where there is none any more
   * @returns whether it could be written
   */
  announce(fingerprint: string | undefined): Promise<boolean>;
}

/** Opens the changes of one profile in a folder, which is made when first needed, for its owner only. */
export function openKeyChanges(folder: string | undefined, connectorId: string, profile: string): KeyChanges {
  if (folder === undefined) return NO_CHANGES;
  const file = join(folder, `${connectorId}@${profile}.change`);
  return {
    stamp() {
      try {
        const found = statSync(file, { throwIfNoEntry: false });
        return found && `${found.ino} ${found.mtimeMs} ${found.size}`;
      } catch {
        return undefined;
      }
    },
    fingerprint() {
      try {
        const text = readRegularFile(file, LARGEST).toString().trim();
        // It becomes the name of a file.
        return /^[0-9a-f]{64}$/.test(text) ? text : undefined;
      } catch {
        return undefined;
      }
    },
    announce: (fingerprint) => keepFile(file, `${fingerprint ?? "removed"}\n`),
  };
}

/** Changes of the files that hold a key too: secrets are rotated by replacing the file. */
export function withKeyFiles(changes: KeyChanges, files: readonly string[]): KeyChanges {
  if (files.length === 0) return changes;
  return { ...changes, stamp: () => [changes.stamp(), ...files.map(stampFile)].join("\n") };
}

/** Where nothing can be told, or nobody needs to be. */
export const NO_CHANGES: KeyChanges = {
  stamp: () => undefined,
  fingerprint: () => undefined,
  announce: async () => false,
};
