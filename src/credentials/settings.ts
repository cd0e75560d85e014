import type { KeyNote, ProfileSettings } from "./credential.ts";

/** What holds for a key as long as nobody decided otherwise. */
export const USUAL_SETTINGS: ProfileSettings = { privacy: "shown" };

/** The most requests a minute that a person may set for a key (1 to 10,000 at e-biz: https://e-biz.co.ke/docs/api-keys). */
export const MOST_REQUESTS_PER_MINUTE = 10_000;

/** Whether a number can be somebody's own limit of requests a minute. */
export function isRequestsPerMinute(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MOST_REQUESTS_PER_MINUTE;
}

/**
 * A key's settings under the privacy variable's value. The variable can hide personal data and never show what the
 * settings hide: a project's mcp.json is written by others. A value that is not understood hides it, to be safe.
 */
export function underPrivacyVariable(
  settings: ProfileSettings,
  variable: string,
  value: string | undefined,
): { readonly settings: ProfileSettings; readonly notes: readonly KeyNote[] } {
  const word = (value ?? "").trim().toLowerCase();
  if (word === "") return { settings, notes: [] };
  if (word === "shown") {
    const notes: KeyNote[] =
      settings.privacy === "shown" ? [] : [{ kind: "privacy-variable", variable, reason: "stored-is-masked" }];
    return { settings, notes };
  }
  const notes: KeyNote[] = word === "masked" ? [] : [{ kind: "privacy-variable", variable, reason: "not-understood" }];
  return { settings: { ...settings, privacy: "masked" }, notes };
}
