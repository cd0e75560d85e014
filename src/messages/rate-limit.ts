import type { Connector, RateLimit } from "../connectors/schema/connector.ts";
import type { RateLimited, TooManyCalls } from "../failures/failure.ts";
import { grouped } from "../utils/grouped.ts";
import type { Place } from "./key.ts";
import { clockTime } from "./phrases.ts";

/** A 429, or a limit that Keyscope keeps to by itself. */
export function explainRateLimited(failure: RateLimited, place: Place): string {
  const { limit, local, isShare, isPersonal, seconds, until } = failure;
  const { title } = place.connector;
  if (isPersonal && limit !== undefined) {
    return `Nothing was sent to ${title}: what is left of its limit (${limitText(limit)}) is kept for the other people on this server, because you have used as much of it already. Try again in ${seconds} s (at ${clockTime(until)}).`;
  }
  const exempt = limit?.exempt ?? [];
  const others =
    exempt.length === 0 ? "" : `, except those about ${exempt.join(" and ")}, which this limit does not count`;
  const share = isShare && limit !== undefined ? ` ${whyShare}` : "";
  return `${usedUp(title, limit, local)}${share} Try again in ${seconds} s (at ${clockTime(until)}). Until then calls are answered here, without asking ${title}${others}.${local ? "" : ` ${otherUsers(place, limit)}`}`;
}

/** A person of a team has used up what one may use. */
export function explainTooManyCalls({ calls, seconds, isShare }: TooManyCalls): string {
  const made = calls === 1 ? "1 call" : `${grouped(calls)} calls`;
  if (isShare) {
    return `One person may make ${made} a minute on this server. It cannot count together with its other replicas right now, so it allows a part of that, which you have used. Wait ${seconds} s.`;
  }
  return `You have made ${made} in the last minute, which is the limit for one person on this server. Wait ${seconds} s.`;
}

/** Why calls are turned away though the limit is not used up, as a sentence. */
const whyShare =
  "This process uses a part of that, because it cannot count together with others: the store that they share does not answer, or without one the cache folder cannot be written or its files were changed.";

/** Keyscope keeps to the limits that it knows, so when the API says that one is used up, somebody else probably uses it too. */
function otherUsers({ connector: { title, keyGuide } }: Place, limit: RateLimited["limit"]): string {
  if (limit?.per === "address") {
    return `All that is sent to ${title} from this internet connection counts together, whatever the key: another one from there, under ${keyGuide.menu}, would not help.`;
  }
  return `If another program uses the same key, give Keyscope one of its own, from ${title} under ${keyGuide.menu}.`;
}

/** Which limit is used up, as a sentence. `local`: by Keyscope's own count. */
export function usedUp(title: string, limit: RateLimited["limit"], local: boolean): string {
  if (limit === undefined) {
    return `${title} ${local ? "answered an earlier call" : "answered"} that there were too many requests (HTTP 429); its limit is not documented.`;
  }
  return local
    ? `The limit of ${title} is used up for now: ${limitText(limit)}.`
    : `${title} answered that there were too many requests (HTTP 429); it allows ${limitText(limit)}.`;
}

/** What a client may show while a call waits for a limit; without one, for the end of a pause that the API asked for. */
export function waitingForLimit(connector: Connector, milliseconds: number, limit: RateLimit | undefined): string {
  const why = limit === undefined ? "asked for a pause" : `allows ${requestsIn(limit)}`;
  return `Waiting ${Math.ceil(milliseconds / 1000)} s: ${connector.title} ${why}.`;
}

type LimitNumbers = Pick<RateLimit, "requests" | "seconds">;

/** Such as "120 requests a minute" or "1,000 requests in 15 minutes". */
export function requestsIn({ requests, seconds }: LimitNumbers): string {
  return `${grouped(requests)} ${requests === 1 ? "request" : "requests"} ${spanText(seconds)}`;
}

/** Such as "a minute", "this minute" or "in 15 minutes". */
export function spanText(seconds: number, one?: "this"): string {
  const unit = UNITS.find(({ length }) => seconds % length === 0) ?? SECOND;
  const count = seconds / unit.length;
  return count === 1 ? `${one ?? unit.article} ${unit.name}` : `in ${grouped(count)} ${unit.name}s`;
}

/** With whose requests are counted together, such as "120 requests a minute for one key". */
export function limitText(limit: LimitNumbers & Pick<RateLimit, "per">): string {
  return `${requestsIn(limit)} ${limit.per === "key" ? "for one key" : "from one address"}`;
}

const SECOND = { length: 1, article: "a", name: "second" };

/** The longest first. */
const UNITS = [
  { length: 86_400, article: "a", name: "day" },
  { length: 3_600, article: "an", name: "hour" },
  { length: 60, article: "a", name: "minute" },
  SECOND,
];
