import type { Connector } from "../connectors/schema/connector.ts";
import type { KeyNote, ProfileSettings } from "./credential.ts";

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

/** What holds for a profile as long as nobody decided otherwise. */
export const USUAL_SETTINGS: ProfileSettings = { privacy: "shown" };

/** The most requests a minute that a person may set for a key (1 to 10,000 at e-biz: https://e-biz.co.ke/docs/api-keys). */
export const MOST_REQUESTS_PER_MINUTE = 10_000;

/** Whether a number can be somebody's own limit of requests a minute. */
export function isRequestsPerMinute(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MOST_REQUESTS_PER_MINUTE;
}

/**
 * Puts settings under the connector's privacy variable. The variable can hide personal data and never show what the
 * settings hide: a project's mcp.json is written by others. A value that is not understood hides it, to be safe.
 */
export function applyPrivacyVariable(
  settings: ProfileSettings,
  { environment }: Connector,
  env: NodeJS.ProcessEnv,
): { readonly settings: ProfileSettings; readonly notes: readonly KeyNote[] } {
  const variable = environment.privacy;
  const note = (reason: "not-understood" | "stored-is-masked"): KeyNote[] => [
    { kind: "privacy-variable", variable, reason },
  ];
  const masked: ProfileSettings = { ...settings, privacy: "masked" };
  switch ((env[variable] ?? "").trim().toLowerCase()) {
    case "":
      return { settings, notes: [] };
    case "shown":
      return { settings, notes: settings.privacy === "shown" ? [] : note("stored-is-masked") };
    case "masked":
      return { settings: masked, notes: [] };
    default:
      return { settings: masked, notes: note("not-understood") };
  }
}
