import type { Connector } from "../connectors/schema/connector.ts";
import type { Credential } from "../credentials/credential.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import type { AccessReport } from "../scopes/access-report.ts";
import { formPlace, PRIVACY_FIELD } from "./bundle/form.ts";
import { settingsCommand } from "./key.ts";
import { isBundle } from "./own-command.ts";

/** What happens to personal data in answers, and how to have it otherwise; undefined where it is of no concern. */
export function privacyLine(report: AccessReport): string | undefined {
  const { connector, privacy } = report;
  if (privacy === undefined || (connector.personalData === undefined && privacy === "shown")) return undefined;
  const what = connector.personalData === undefined ? "" : ` (${connector.personalData.what})`;
  return privacy === "masked"
    ? `Personal data: masked${what}.${isBundle() ? ` "${PRIVACY_FIELD}" in ${formPlace(connector)} changes that.` : ""}`
    : `Personal data: shown as it comes${what}; ${howToMask(report)} hides it.`;
}

/** What to say of an answer in which personal data was masked: that it is so, and how the person has it otherwise. */
export function maskedNote(connector: Connector, { profile, source, baseUrl }: Credential): string {
  const { privacy } = connector.environment;
  const place = { connector, profile, key: { source, baseUrl } };
  // The variable masks as well, and what it hides no setting shows.
  const unless = profile === DEFAULT_PROFILE ? `, unless ${privacy} says otherwise` : "";
  const how = isBundle()
    ? `in ${formPlace(connector)}: "${PRIVACY_FIELD}"`
    : source.kind === "environment"
      ? `by setting ${privacy} to "shown"`
      : `with \`${settingsCommand(place, "--privacy shown")}\`${unless}`;
  return `Personal data is masked: the same pseudonym is the same person. The person can change this ${how}.`;
}

function howToMask(report: AccessReport): string {
  if (isBundle()) return `"${PRIVACY_FIELD}" in ${formPlace(report.connector)}`;
  return report.key?.source.kind === "environment"
    ? `${report.connector.environment.privacy}=masked beside the key's variable`
    : `\`${settingsCommand(report, "--privacy masked")}\``;
}
