import type { Connector } from "../connectors/schema/connector.ts";
import type { Credential } from "../credentials/credential.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import type { RemainingRequests } from "../rate-limit/limiter.ts";
import type { AccessReport } from "../scopes/access-report.ts";
import { settingsCommand } from "./key.ts";
import { spanText } from "./phrases.ts";

/** What the connector does not offer and why; where that is everything, how a person adds it. */
export function unofferedLines(connector: Connector): string[] {
  return [
    ...(connector.endpoints.length === 0 ? [howToAddEndpoints(connector)] : []),
    ...(connector.notCovered ?? []).map(({ what, why }) => `Not offered: ${what}: ${why}.`),
  ];
}

/** For a connector that knows how to send the key, and no request. */
function howToAddEndpoints({ id, title, keyGuide }: Connector): string {
  const example = `{"extends": "${id}", "endpoints": [{"tool": "list_products", "description": "Which products are there?", "path": "products"}]}`;
  return `${title} has no other tools yet, because Keyscope knows no endpoint of its API. To add those that you need, write them into a JSON file such as ${example}, with the paths from ${title}'s API reference, run \`npx keyscope connectors add FILE\` in a terminal, and restart the client. ${keyGuide.who}`;
}

/** What happens to personal data in answers, and how to have it otherwise; undefined where it is of no concern. */
export function privacyLine(report: AccessReport): string | undefined {
  const { connector, privacy } = report;
  if (privacy === undefined || (connector.personalData === undefined && privacy === "shown")) return undefined;
  const what = connector.personalData === undefined ? "" : ` (${connector.personalData.what})`;
  return privacy === "masked"
    ? `Personal data: masked${what}.`
    : `Personal data: shown as it comes${what}; ${howToMask(report)} hides it.`;
}

/** What to say of an answer in which personal data was masked: that it is so, and how the person has it otherwise. */
export function maskedNote(connector: Connector, { profile, source, baseUrl }: Credential): string {
  const { privacy } = connector.environment;
  const place = { connector, profile, key: { source, baseUrl } };
  // The variable masks as well, and what it hides no setting shows.
  const unless = profile === DEFAULT_PROFILE ? `, unless ${privacy} says otherwise` : "";
  const how =
    source.kind === "environment"
      ? `by setting ${privacy} to "shown"`
      : `with \`${settingsCommand(place, "--privacy shown")}\`${unless}`;
  return `Personal data is masked: the same pseudonym is the same person. The person can change this ${how}.`;
}

function howToMask(report: AccessReport): string {
  return report.key?.source.kind === "environment"
    ? `${report.connector.environment.privacy}=masked beside the key's variable`
    : `\`${settingsCommand(report, "--privacy masked")}\``;
}

/** A line for each limit: what may still be sent in its present window. None where no limit is known. */
export function remainingLines({ remaining }: AccessReport): string[] {
  if (remaining === undefined) return [];
  const counted = remaining.countsOthers
    ? "as counted by Keyscope on this machine"
    : "as counted by this process alone, because the cache folder cannot be written";
  return remaining.limits.map((left) => `${remainingText(left)} (${[...counting(left), counted].join("; ")}).`);
}

function remainingText({ limit, requests }: RemainingRequests): string {
  return `Requests left ${spanText(limit.seconds, "this")}: ${requests} of ${limit.requests}`;
}

/** What is special about how this limit counts. */
function counting({ limit: { per, exempt = [] } }: RemainingRequests): string[] {
  return [
    ...(per === "address" ? ["all keys together"] : []),
    ...(exempt.length === 0 ? [] : [`${exempt.join(", ")} not counted`]),
  ];
}
