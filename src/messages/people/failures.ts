import { type Connector, queryToolName } from "../../connectors/schema/connector.ts";
import type { Failure } from "../../failures/failure.ts";
import type { Asker } from "../../scopes/access-report.ts";
import { allOf } from "../../utils/clean-text.ts";
import { apiSaid, quoteRequest } from "../http-failures.ts";
import { scopeNoun } from "../key.ts";
import { usedUp } from "../rate-limit.ts";

/*
 * What somebody of a team is told, who uses a key that is not theirs: whom to ask or to tell, never a command, a file, or
 * anything of the key itself.
 */

/** A failure that whoever has the key would be told otherwise; undefined where both are told the same. */
export function explainToPerson(failure: Failure, connector: Connector, asker: Asker): string | undefined {
  const { title } = connector;
  switch (failure.kind) {
    case "not-permitted":
      return `${failure.tool} is not open to you, so nothing was sent to ${title}: ${whyNotOpen(asker)}. ${askFor(asker)}`;
    case "not-chosen":
      return `${failure.name} is not offered by this Keyscope server, so nothing was sent to ${title}. ${askFor(asker)}`;
    case "no-key":
      return `This Keyscope server has no usable key for ${title} now, so nothing was sent. ${tell(asker)}`;
    case "unauthorized":
    case "key-rejected":
      return `${title} does not accept the key of this Keyscope server (HTTP 401). ${tell(asker)}`;
    case "scope-missing":
    case "scope-lost": {
      const { missing } = failure;
      return `The key of this Keyscope server lacks the ${scopeNoun(connector, missing.length)} ${allOf(missing)}, so ${title} refuses this call to everybody here (HTTP 403). ${tell(asker)}`;
    }
    case "forbidden":
      return `${title} refused this call to the key of this Keyscope server (HTTP 403); it is not about you.${apiSaid(title, failure.said)} ${tell(asker)}${quoteRequest(title, failure.said?.requestId)}`;
    case "rate-limited":
      return `${usedUp(title, failure.limit, failure.local)} All who use this Keyscope server share it. Try again in ${failure.seconds} s.`;
    case "network": {
      const code = failure.code === undefined ? "" : ` (${failure.code})`;
      return `This Keyscope server got no answer from ${failure.host}${code}. Try again in a few minutes. If it stays so, tell ${whoRunsIt(asker)}.`;
    }
    case "redirected":
      return `${title} answered with a redirect (HTTP ${failure.status}), which Keyscope does not follow. ${tell(asker)}`;
    case "no-tables":
      return `There is no table to ask, because no list of ${title}'s is open to you. ${askFor(asker, "one")}`;
    case "statement":
      return failure.reason.kind === "no-engine" ? tellNoEngine(connector) : undefined;
    case "internal":
      return `Keyscope itself failed on this call; that is a defect in Keyscope, not in the question. Try again. If it happens again, tell ${whoRunsIt(asker)}.`;
    case "unknown-tool":
    case "unknown-argument":
    case "bad-argument":
    case "missing-argument":
    case "refused":
    case "unavailable":
    case "bad-answer":
    case "too-large":
    case "unknown-table":
    case "tables-loading":
    case "table":
    case "deadline":
    case "cancelled":
    case "too-many-calls":
      return undefined;
    default:
      return failure satisfies never;
  }
}

/** That an answer is masked, below its first line. */
export function maskedForPerson(asker: Asker): string {
  return `Personal data is masked for you: the same pseudonym is the same person. ${askFor(asker, "it as it is")}`;
}

/** That questions over all rows cannot be asked. */
export function tellNoEngine(connector: Connector): string {
  return `Questions over all rows (${queryToolName(connector)}) cannot be asked on this Keyscope server. The other tools work without them.`;
}

/** Why something is not open, as a clause. The groups that there are besides are nobody's business. */
export function whyNotOpen({ claim, groups }: Asker): string {
  return groups.length === 0
    ? `nothing in the claim ${JSON.stringify(claim)} of your login is a group that this Keyscope server knows`
    : `none of your groups here (${groups.join(", ")}) includes it`;
}

/** Whom to ask for more, as a sentence. `what`: goes on after "If you need". */
export function askFor(asker: Asker, what = "it"): string {
  return `If you need ${what}, ask ${whoRunsIt(asker)}.`;
}

/** Whom to tell what is wrong with the key or the server, as a sentence. */
function tell(asker: Asker): string {
  return `Tell ${whoRunsIt(asker)}; you cannot mend it yourself.`;
}

function whoRunsIt({ contact }: Asker): string {
  return contact === undefined ? "whoever runs this Keyscope server" : contact.replace(/[.\s]+$/, "");
}
