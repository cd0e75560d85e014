import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import {
  boolean,
  discriminatedUnion,
  literal,
  nullable,
  number,
  object,
  optional,
  record,
  string,
  union,
} from "zod/mini";
import { type Credential, cacheKey } from "../credentials/credential.ts";
import { OWNER_ONLY, replaceFile } from "../utils/replace-file.ts";
import type { Snapshot, StoredTable } from "./snapshot.ts";

/**
 * The rows of tables on disk, encrypted under the API key, so that only who has it can read them, and so that another key,
 * place or kind of privacy finds nothing. It is a cache: what cannot be read counts as absent and is deleted, and what
 * cannot be written is done without.
 */
export interface TableCache {
  /** Gives the table as it was written last, by whichever process. */
  read(table: string): Promise<StoredTable | undefined>;
  write(snapshot: Snapshot): Promise<void>;
  remove(table: string): Promise<void>;
  /** Where the table's file is, for what lies beside it. */
  fileOf(table: string): string;
}

/** Of the file's form, and of what rows were made of: rows of an older one are read anew. */
const VERSION = 1;
const MAGIC = Buffer.from("KEYSCOPE ROWS 1\n", "latin1");
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;
/** What nobody used for so long is deleted. */
const DISUSED_MS = 30 * 86_400_000;

const wholeSchema = discriminatedUnion("kind", [
  object({ kind: literal("proven") }),
  object({ kind: literal("as-told") }),
  object({ kind: literal("unproven"), least: number(), most: number() }),
  object({ kind: literal("never"), total: optional(number()) }),
]);

const headerSchema = object({
  version: string(),
  rows: number(),
  whole: wholeSchema,
  readAt: number(),
  allReadAt: number(),
  newestFirst: optional(string()),
  meta: record(string(), nullable(union([string(), number(), boolean()]))),
});

/** Opens the cache of one key in a folder, which is made when first needed, for its owner only. */
export async function openTableCache(folder: string, credential: Credential): Promise<TableCache> {
  const key = await cacheKey(credential);
  const { connectorId, profile, baseUrl, settings } = credential;
  const fileOf = (table: string) => join(folder, `${filePrefix(connectorId, profile)}.${table}.rows`);
  const belongsTo = (table: string) =>
    Buffer.from(JSON.stringify([VERSION, connectorId, profile, baseUrl.href, table, settings.privacy]));

  return {
    fileOf,
    async read(table) {
      const file = fileOf(table);
      try {
        const plain = decrypt(await readFile(file), key, belongsTo(table));
        const stored = parseTable(plain);
        const now = new Date();
        await utimes(file, now, now);
        return stored;
      } catch (error) {
        if (!isMissing(error)) await rm(file, { force: true }).catch(() => undefined);
        return undefined;
      }
    },
    async write(snapshot) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const name = snapshot.table.name;
        await replaceFile(fileOf(name), encrypt(formatTable(snapshot), key, belongsTo(name)), OWNER_ONLY);
        await removeDisused(folder);
      } catch {
        // It is read again from the API.
      }
    },
    async remove(table) {
      await rm(fileOf(table), { force: true }).catch(() => undefined);
    },
  };
}

/** Deletes the rows of every table of a profile, as far as there are any. */
export async function removeTables(folder: string, connectorId: string, profile: string): Promise<void> {
  const prefix = `${filePrefix(connectorId, profile)}.`;
  const files = await readdir(folder).catch(() => []);
  const own = files.filter((file) => file.startsWith(prefix));
  await Promise.all(own.map((file) => rm(join(folder, file), { force: true }).catch(() => undefined)));
}

function filePrefix(connectorId: string, profile: string): string {
  return createHash("sha256")
    .update(JSON.stringify([connectorId, profile]))
    .digest("hex")
    .slice(0, 32);
}

async function removeDisused(folder: string): Promise<void> {
  for (const file of await readdir(folder)) {
    const path = join(folder, file);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > DISUSED_MS) await rm(path, { force: true });
  }
}

function encrypt(plain: Buffer, key: Uint8Array, belongsTo: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(belongsTo);
  const secret = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([MAGIC, nonce, cipher.getAuthTag(), secret]);
}

/** Throws where the file is damaged, or belongs to another key or place. */
function decrypt(file: Buffer, key: Uint8Array, belongsTo: Buffer): Buffer {
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error("not a table");
  const nonce = file.subarray(MAGIC.length, MAGIC.length + NONCE_BYTES);
  const tag = file.subarray(MAGIC.length + NONCE_BYTES, MAGIC.length + NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(belongsTo).setAuthTag(tag);
  const secret = file.subarray(MAGIC.length + NONCE_BYTES + TAG_BYTES);
  return Buffer.concat([decipher.update(secret), decipher.final()]);
}

/** The header as JSON, then the pages, each after its length. */
function formatTable({ version, rows, whole, readAt, allReadAt, newestFirst, meta, pages }: Snapshot): Buffer {
  const header = { newestFirst, version, rows, whole, readAt: readAt.getTime(), allReadAt: allReadAt.getTime(), meta };
  const parts = [Buffer.from(JSON.stringify(header)), ...pages];
  return Buffer.concat(parts.flatMap((part) => [lengthOf(part), part]));
}

function lengthOf(part: Uint8Array): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(part.length);
  return length;
}

function parseTable(plain: Buffer): StoredTable {
  const [header, ...pages] = splitParts(plain);
  const { readAt, allReadAt, whole, newestFirst, ...rest } = headerSchema.parse(
    JSON.parse(header?.toString("utf8") ?? ""),
  );
  return {
    ...rest,
    ...(newestFirst === undefined ? {} : { newestFirst }),
    whole: whole.kind === "never" ? { kind: "never", total: whole.total } : whole,
    readAt: new Date(readAt),
    allReadAt: new Date(allReadAt),
    pages,
  };
}

function splitParts(plain: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < plain.length; ) {
    const start = at + LENGTH_BYTES;
    at = start + plain.readUInt32LE(at);
    parts.push(plain.subarray(start, at));
  }
  return parts;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
