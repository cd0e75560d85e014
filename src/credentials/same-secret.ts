import { createHash, timingSafeEqual } from "node:crypto";
import type { Secret } from "./secret.ts";

/** Whether two secrets are the same, in a time that tells nothing of either: their hashes are of one length. */
export function isSameSecret(one: Secret, other: Secret): boolean {
  return timingSafeEqual(hash(one), hash(other));
}

function hash(secret: Secret): Buffer {
  return createHash("sha256").update(secret.reveal()).digest();
}
