import * as z from "zod";

const milliseconds = z.int().min(0).max(600_000);
const status = z.int().min(200).max(599);

/** What can go wrong, as JSON describes it. */
export const faultSchema = z.discriminatedUnion("kind", [
  /**
   * A status of its own; `retryAfter` in seconds, or as the text of an HTTP date. `body` is JSON text; without it the
   * API's own error body with `message`.
   */
  z.strictObject({
    kind: z.literal("status"),
    status,
    retryAfter: z.union([z.number().min(0), z.string()]).optional(),
    body: z.string().optional(),
    message: z.string().optional(),
  }),
  /** The right answer, but its headers come late. */
  z.strictObject({ kind: z.literal("delay"), ms: milliseconds }),
  /** Nothing comes, ever. */
  z.strictObject({ kind: z.literal("never") }),
  /** The right answer, one byte at a time. */
  z.strictObject({ kind: z.literal("drip"), everyMs: milliseconds }),
  /** A proxy's web page. */
  z.strictObject({ kind: z.literal("html"), status: status.optional() }),
  /** Status 200 and nothing else. */
  z.strictObject({ kind: z.literal("empty") }),
  /** Half of the right answer, then the connection breaks off. */
  z.strictObject({ kind: z.literal("half") }),
  /** The right answer under a wrong name. */
  z.strictObject({ kind: z.literal("wrong-type"), contentType: z.string() }),
  /** The right answer without `data`. */
  z.strictObject({ kind: z.literal("no-data") }),
  /** The right answer without `meta`. */
  z.strictObject({ kind: z.literal("no-meta") }),
  /** The connection is reset before a byte is sent. */
  z.strictObject({ kind: z.literal("reset") }),
  /** Sends the caller elsewhere, 302 unless said otherwise. */
  z.strictObject({ kind: z.literal("redirect"), location: z.string(), status: z.int().min(300).max(399).optional() }),
  /** Any body, as JSON with status 200 unless said otherwise. */
  z.strictObject({
    kind: z.literal("raw"),
    body: z.string(),
    status: status.optional(),
    contentType: z.string().optional(),
  }),
  /** A well-formed answer with this many bytes of padding; with `gzip` few of them travel. */
  z.strictObject({
    kind: z.literal("oversized"),
    bytes: z
      .int()
      .min(0)
      .max(2 ** 31),
    gzip: z.boolean().optional(),
  }),
]);

/** Something that goes wrong with an answer. */
export type Fault = z.infer<typeof faultSchema>;
