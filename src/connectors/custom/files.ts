import { existsSync, readdirSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../../utils/error-code.ts";
import { readRegularFile } from "../../utils/read-file.ts";
import { OWNER_ONLY, replaceFile } from "../../utils/replace-file.ts";

/** A person's definitions on disk, one file each, named by the id of the connector that it is or extends. */
export interface DefinitionFiles {
  /** The ids that have a file, sorted; none where there is no folder. */
  ids(): string[];
  has(id: string): boolean;
  /** What the file holds; undefined when there is none. Throws `FileRefused` or what the system says when it cannot be read. */
  read(id: string): string | undefined;
  /** Readers see the old file or the new one. Only its owner may read it. */
  write(id: string, text: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Where the file of this id is or would be, for texts; undefined where there is no folder. */
  pathOf(id: string): string | undefined;
}

/** As in `idText`: what else is asked for never becomes a part of a path. */
const ID = /^[a-z][a-z0-9-]{0,19}$/;

/** The definitions in a folder, which is made when first needed. Nothing is checked here, so that a start loads little. */
export function openDefinitionFiles(folder: string | undefined): DefinitionFiles {
  const pathOf = (id: string) => (folder === undefined || !ID.test(id) ? undefined : join(folder, `${id}.json`));
  return {
    pathOf,
    ids() {
      const names = folder === undefined ? [] : (unlessAbsent(() => readdirSync(folder)) ?? []);
      return names
        .filter((name) => name.endsWith(".json"))
        .map((name) => name.slice(0, -".json".length))
        .filter((id) => ID.test(id))
        .sort();
    },
    has(id) {
      const path = pathOf(id);
      return path !== undefined && existsSync(path);
    },
    read(id) {
      const path = pathOf(id);
      return path === undefined ? undefined : unlessAbsent(() => readRegularFile(path).toString());
    },
    async write(id, text) {
      const path = pathOf(id);
      if (folder === undefined || path === undefined) throw new Error("there is no folder for settings on this system");
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await replaceFile(path, text, OWNER_ONLY);
    },
    async remove(id) {
      const path = pathOf(id);
      if (path !== undefined) await rm(path, { force: true });
    },
  };
}

function unlessAbsent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}
