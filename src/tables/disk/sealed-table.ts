import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { boolean, discriminatedUnion, literal, nullable, number, object, optional, record, string, union } from "zod";
import type { Snapshot, StoredTable } from "../snapshot.ts";

/*
 * The form of a table's file: a mark, then nonce, tag and text of AES-256-GCM. The text is a header as JSON and the pages,
 * each after its length.
 */

const MARK = Buffer.from("KEYSCOPE ROWS 2\n", "latin1");
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;

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
  identity: discriminatedUnion("by", [
    object({ by: literal("field"), name: optional(string()) }),
    object({ by: literal("content") }),
  ]),
  newestFirst: optional(string()),
  meta: record(string(), nullable(union([string(), number(), boolean()]))),
});

/**
 * Encrypts a table.
 * @param belongsTo what must be the same when it is opened
 */
export function sealTable(snapshot: Snapshot, key: Uint8Array, belongsTo: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(belongsTo);
  const secret = [...parts(snapshot)].map((part) => cipher.update(part));
  const last = cipher.final();
  return Buffer.concat([MARK, nonce, cipher.getAuthTag(), ...secret, last]);
}

/** Opens it again. Throws where the file is damaged, or belongs to another key or place. */
export function openTable(file: Buffer, key: Uint8Array, belongsTo: Buffer): StoredTable {
  if (!file.subarray(0, MARK.length).equals(MARK)) throw new Error("not a table");
  const tagAt = MARK.length + NONCE_BYTES;
  const secretAt = tagAt + TAG_BYTES;
  const nonce = file.subarray(MARK.length, tagAt);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(belongsTo).setAuthTag(file.subarray(tagAt, secretAt));
  return readParts(Buffer.concat([decipher.update(file.subarray(secretAt)), decipher.final()]));
}

function* parts({ table: _, complete: _complete, pages, readAt, allReadAt, ...rest }: Snapshot): Iterable<Uint8Array> {
  const header = { ...rest, readAt: readAt.getTime(), allReadAt: allReadAt.getTime() };
  for (const part of [Buffer.from(JSON.stringify(header)), ...pages]) {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(part.length);
    yield length;
    yield part;
  }
}

function readParts(plain: Buffer): StoredTable {
  const [first, ...pages] = splitParts(plain);
  const header = headerSchema.parse(JSON.parse(first?.toString("utf8") ?? ""));
  const { readAt, allReadAt, whole, identity, newestFirst, ...rest } = header;
  return {
    ...rest,
    ...(newestFirst === undefined ? {} : { newestFirst }),
    whole: whole.kind === "never" ? { kind: "never", total: whole.total } : whole,
    identity: identity.by === "field" ? { by: "field", name: identity.name } : identity,
    readAt: new Date(readAt),
    allReadAt: new Date(allReadAt),
    pages,
  };
}

function splitParts(plain: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < plain.length; ) {
    const start = at + LENGTH_BYTES;
    at = start + plain.readUInt32LE(at);
    found.push(plain.subarray(start, at));
  }
  return found;
}
