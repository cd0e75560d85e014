import { createHash, timingSafeEqual } from "node:crypto";
import type { Secret } from "../secret.ts";

/** A hash that tells nothing of a secret that nobody could guess: SHA-256 in hex. */
export function hashOf(secret: Secret): string {
  return createHash("sha256").update(secret.reveal()).digest("hex");
}

/**
 * Whether it is the secret with this hash, in a time that tells nothing of either: all hashes are of one length.
 * @param hash as `hashOf` gives it
 */
export function hasHash(secret: Secret, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(hash));
}
