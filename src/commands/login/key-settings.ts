import type { App } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Connector, RateLimit } from "../../connectors/schema/connector.ts";
import type { Credential, ProfileSettings } from "../../credentials/credential.ts";
import type { KeyLookup } from "../../credentials/lookup.ts";
import { isRequestsPerMinute, MOST_REQUESTS_PER_MINUTE, USUAL_SETTINGS } from "../../credentials/profile.ts";
import { keptChoice } from "../../messages/choice.ts";
import type { Place } from "../../messages/key.ts";
import { settingsCommand } from "../../messages/key.ts";
import type { Output } from "../../terminal/output.ts";
import { askYesOrNo, canAsk } from "../../terminal/prompt.ts";

/** What a person may decide for a key on the command line. Commander has checked `privacy`. */
export interface SettingsOptions {
  readonly privacy?: ProfileSettings["privacy"] | undefined;
  readonly requestsPerMinute?: string | undefined;
}

/** Finds the limit that the product lets people choose for their key; undefined where there is none. */
export function findConfigurableLimit({ rateLimits }: Connector): RateLimit | undefined {
  return rateLimits.find(({ configurable }) => configurable === true);
}

/** Reads the number that was given for the requests a minute. Ends the command where this API lets nobody choose one. */
export function parseRequestsPerMinute(connector: Connector, text: string): number {
  if (findConfigurableLimit(connector) === undefined) {
    throw new CommandError(
      `${connector.title} does not let people choose how many requests a minute a key may make, so --requests-per-minute cannot be used for it. Leave it out.`,
      ExitCode.usage,
    );
  }
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined;
  if (isRequestsPerMinute(number)) return number;
  throw new CommandError(
    `--requests-per-minute must be a whole number from 1 to ${MOST_REQUESTS_PER_MINUTE}: the one that ${connector.title} shows for the key.`,
    ExitCode.usage,
  );
}

/**
 * Chooses the settings for a key that is about to be stored: what was given; else what was decided for this profile before;
 * else, where answers hold personal data, what the person at the terminal says.
 * @param before what the keychain has for this profile
 */
export async function chooseSettings(
  app: App,
  options: SettingsOptions,
  key: Pick<Credential, "secret" | "source" | "baseUrl">,
  before: KeyLookup,
  output: Output,
): Promise<ProfileSettings> {
  const { connector, profile } = app;
  const place = { connector, profile, key };
  const privacy = options.privacy ?? (await choosePrivacy(place, before, output));
  const kept = keptForProfile(before);
  if (kept.choice !== undefined) output.err(keptChoice(kept.choice, place));
  if (options.requestsPerMinute !== undefined) {
    const requestsPerMinute = parseRequestsPerMinute(connector, options.requestsPerMinute);
    return { privacy, requestsPerMinute, ...kept };
  }
  // The number belongs to a key at the API, so another key begins with the usual one.
  const same = before.ok && before.credential.secret.equals(key.secret) ? before.credential.settings : USUAL_SETTINGS;
  return { ...same, privacy, ...kept };
}

/** What stays with the profile, whatever key it has. */
function keptForProfile(before: KeyLookup): Pick<ProfileSettings, "cache" | "choice"> {
  if (!before.ok) return {};
  const { cache, choice } = before.credential.settings;
  return { ...(cache === undefined ? {} : { cache }), ...(choice === undefined ? {} : { choice }) };
}

async function choosePrivacy(place: Place, before: KeyLookup, output: Output): Promise<ProfileSettings["privacy"]> {
  const usual = privacyBefore(before) ?? USUAL_SETTINGS.privacy;
  const { personalData, title } = place.connector;
  if (personalData === undefined) return usual;
  const held = `${title}'s answers hold ${personalData.what}`;
  const isAsked = canAsk();
  const privacy = isAsked ? await askPrivacy(held, usual) : usual;
  if (privacy === "shown") {
    const hide = `\`${settingsCommand(place, "--privacy masked")}\``;
    output.err(
      isAsked
        ? `The assistant will see them; ${hide} hides them later.`
        : `${held}, and the assistant will see them. To hide them run ${hide}.`,
    );
  }
  return privacy;
}

/** @param usual what a person chooses who only presses Enter: what holds where nobody is asked */
async function askPrivacy(held: string, usual: ProfileSettings["privacy"]): Promise<ProfileSettings["privacy"]> {
  const isHidden = await askYesOrNo(`${held}. Hide them from the assistant?`, usual === "masked");
  if (isHidden === undefined) throw new CommandError("Nothing was stored.", ExitCode.failed);
  return isHidden ? "masked" : "shown";
}

/** A locked keychain may hold a decision to hide: what cannot be read must not be lost. */
function privacyBefore(before: KeyLookup): ProfileSettings["privacy"] | undefined {
  if (before.ok) return before.credential.settings.privacy;
  return before.failure.kind === "locked" ? "masked" : undefined;
}
