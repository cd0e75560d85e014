const LONGEST = 64;

/** Why a text cannot name a profile. */
export type ProfileFailure = "empty" | "too-long" | "upper-case" | "characters";

export const DEFAULT_PROFILE = "default";

/**
 * Checks a profile's name: 1 to 64 of a-z, 0-9, dot, hyphen and underscore, a letter or digit first.
 * No capitals, because Windows does not tell `Shop` from `shop` in its credential store: one would get the
 * other's key. No colon, because it divides the account name.
 */
export function parseProfile(text: string): { ok: true; profile: string } | { ok: false; reason: ProfileFailure } {
  if (text === "") return { ok: false, reason: "empty" };
  if (text.length > LONGEST) return { ok: false, reason: "too-long" };
  if (/^[a-z0-9][a-z0-9._-]*$/.test(text)) return { ok: true, profile: text };
  return { ok: false, reason: /^[a-z0-9][a-z0-9._-]*$/i.test(text) ? "upper-case" : "characters" };
}

/** The name under which the keychain keeps the key of a profile. */
export function accountName(connectorId: string, profile: string): string {
  return `${connectorId}:${profile}`;
}
