import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Connector } from "../../connectors/schema/connector.ts";
import { type Credential, cacheKey } from "../../credentials/credential.ts";
import { codeOf } from "../../utils/error-code.ts";
import { OWNER_ONLY, replaceFile } from "../../utils/replace-file.ts";
import { VERSION } from "../../utils/version.ts";
import type { Snapshot, StoredTable } from "../snapshot.ts";
import { openTable, sealTable } from "./sealed-table.ts";

/**
 * The rows of tables on disk, encrypted under the API key, so that only who has it can read them, and so that another key,
 * place or kind of privacy finds nothing. It is a cache: what cannot be read counts as absent and is deleted, and what
 * cannot be written is done without.
 */
export interface TableCache {
  /** Gives the table as it was written last, by whichever process. */
  read(table: string): Promise<StoredTable | undefined>;
  /** Something that is another one when the table was written again; undefined where it is not there. */
  stamp(table: string): Promise<string | undefined>;
  write(snapshot: Snapshot): Promise<void>;
  remove(table: string): Promise<void>;
  /** Where the table's file is, for what lies beside it. */
  fileOf(table: string): string;
}

/** What nobody used for so long is deleted. That it is used is noted once a day. */
const DISUSED_MS = 30 * 86_400_000;
const NOTE_USE_AFTER_MS = 86_400_000;

/**
 * Opens the cache of one key in a folder, which is made when first needed, for its owner only.
 * @param connector how rows are read and masked: those that were read otherwise are not taken
 * @param kind set apart are rows that are masked for some, beside those that are as the key's setting has them
 */
export async function openTableCache(
  folder: string,
  credential: Credential,
  connector: Connector,
  kind: "usual" | "set-apart" = "usual",
): Promise<TableCache> {
  const key = await cacheKey(credential);
  const { connectorId, profile, baseUrl, settings } = credential;
  const madeBy = createHash("sha256").update(JSON.stringify(connector)).digest("hex");
  // A table's name has no dot.
  const ending = kind === "usual" ? ".rows" : ".masked.rows";
  const fileOf = (table: string) => join(folder, `${filePrefix(connectorId, profile)}.${table}${ending}`);
  const belongsTo = (table: string) =>
    Buffer.from(JSON.stringify([VERSION, madeBy, connectorId, profile, baseUrl.href, table, settings.privacy]));

  async function remove(table: string): Promise<void> {
    await rm(fileOf(table), { force: true }).catch(() => undefined);
  }

  return {
    fileOf,
    remove,
    async stamp(table) {
      const found = await stat(fileOf(table)).catch(() => undefined);
      return found && `${found.ino} ${found.mtimeMs} ${found.size}`;
    },
    async read(table) {
      const file = fileOf(table);
      try {
        const stored = openTable(await readFile(file), key, belongsTo(table));
        await noteUse(file);
        return stored;
      } catch (error) {
        if (codeOf(error) !== "ENOENT") await remove(table);
        return undefined;
      }
    },
    async write(snapshot) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const { name } = snapshot.table;
        await replaceFile(fileOf(name), sealTable(snapshot, key, belongsTo(name)), OWNER_ONLY);
        await removeDisused(folder);
      } catch {
        // It is read again from the API.
      }
    },
  };
}

/** Deletes the rows of every table of a profile, as far as there are any. */
export async function removeTables(folder: string | undefined, connectorId: string, profile: string): Promise<void> {
  if (folder === undefined) return;
  const prefix = `${filePrefix(connectorId, profile)}.`;
  const files = await readdir(folder).catch(() => []);
  const own = files.filter((file) => file.startsWith(prefix));
  await Promise.all(own.map((file) => rm(join(folder, file), { force: true }).catch(() => undefined)));
}

/** The names of connector and profile are nobody's business either. */
function filePrefix(connectorId: string, profile: string): string {
  return createHash("sha256")
    .update(JSON.stringify([connectorId, profile]))
    .digest("hex")
    .slice(0, 32);
}

async function noteUse(file: string): Promise<void> {
  const { mtimeMs } = await stat(file);
  if (Date.now() - mtimeMs > NOTE_USE_AFTER_MS) await utimes(file, new Date(), new Date());
}

async function removeDisused(folder: string): Promise<void> {
  for (const file of await readdir(folder)) {
    const path = join(folder, file);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > DISUSED_MS) await rm(path, { force: true });
  }
}
