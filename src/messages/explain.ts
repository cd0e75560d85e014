import type { AnswerFailure, TooMuch } from "../answers/body-failure.ts";
import { MOST } from "../answers/scan.ts";
import { accessToolName, type Connector } from "../connectors/schema/connector.ts";
import type { Failure, LoadingTable, NetworkFailure } from "../failures/failure.ts";
import { grouped } from "../utils/grouped.ts";
import { formPlace } from "./bundle/form.ts";
import { explainFormFailure } from "./bundle/key-failures.ts";
import { explainNotChosen } from "./choice.ts";
import {
  apiSaid,
  explainForbidden,
  explainKeyRejected,
  explainLackingScopes,
  explainRefused,
  explainUnavailable,
  quoteRequest,
  wrongAddress,
} from "./http-failures.ts";
import { keyName, newKey, type Place } from "./key.ts";
import { explainKeyFailure } from "./key-failures.ts";
import { describeNetworkFailure } from "./network-failures.ts";
import { isBundle, ownCommand } from "./own-command.ts";
import { explainToPerson } from "./people/failures.ts";
import { didYouMean } from "./phrases.ts";
import { explainRateLimited, explainTooManyCalls } from "./rate-limit.ts";
import { explainStatementFailure } from "./sql/statement-failures.ts";
import { askPiecewise, explainTablesFailure, explainUnread } from "./sql/table-failures.ts";

/** Where the address is a person's own, it may be the wrong one. */
const NO_API_THERE: readonly NetworkFailure[] = ["dns", "refused", "unreachable", "protocol"];

/**
 * A failure in two or three sentences that an assistant can act on or pass on: what happened, why, what to do.
 * Never a stack, a path of this machine, a page of HTML or the key.
 */
export function explain(failure: Failure, place: Place): string {
  const told = explainFailure(failure, place);
  return "reading" in failure && failure.reading !== undefined ? explainUnread(failure.reading, told) : told;
}

function explainFailure(failure: Failure, place: Place): string {
  const { connector, asker } = place;
  const { title } = connector;
  const told = asker && explainToPerson(failure, connector, asker);
  if (told !== undefined) return told;
  switch (failure.kind) {
    case "unknown-tool":
      return `There is no tool ${quoted(failure.tool)}.${didYouMean(failure.nearest)} Ask for the list of tools again, or use ${accessToolName(connector)} to see which tools there are and which are hidden.`;
    case "unknown-argument":
      return `Unknown argument ${quoted(failure.argument)}.${didYouMean(failure.nearest)} ${validArguments(failure.valid)} Call again without it or with the right name.`;
    case "bad-argument":
      return `The argument ${failure.argument} cannot be ${failure.given}: it must be ${failure.allowed}. Nothing was sent to ${title}; call again with a valid value.`;
    case "missing-argument":
      return missingArguments(failure.arguments, title);
    case "no-key":
      return isBundle() ? explainFormFailure(failure.reason, connector) : explainKeyFailure(failure.reason, place);
    case "unauthorized":
      return `${title} rejected the ${keyName(connector)} (HTTP 401).${apiSaid(title, failure.said)} ${newKey(place)}`;
    case "key-rejected":
      return explainKeyRejected(failure, place);
    case "not-chosen":
      return explainNotChosen(failure, place);
    case "not-permitted":
      return `${failure.tool} is not open to whoever asked. Use ${accessToolName(connector)} to see what is.`;
    case "scope-missing":
    case "scope-lost":
      return explainLackingScopes(failure, place);
    case "forbidden":
      return explainForbidden(failure, place);
    case "rate-limited":
      return explainRateLimited(failure, place);
    case "too-many-calls":
      return explainTooManyCalls(failure);
    case "refused":
      return explainRefused(failure, place);
    case "unavailable":
      return explainUnavailable(failure, tried(failure.attempts), connector);
    case "network": {
      const [what, advice] = describeNetworkFailure(failure.reason, failure.host, title);
      const code = failure.code === undefined || isBundle() ? "" : ` (${failure.code})`;
      const address = isBundle() && NO_API_THERE.includes(failure.reason) ? wrongAddress(place) : "";
      return `${what}${code}; ${tried(failure.attempts)}. ${advice}${address}`;
    }
    case "redirected":
      return `${title} answered with a redirect${failure.host === undefined ? "" : ` to ${failure.host}`} (HTTP ${failure.status}). Keyscope follows none, so that the key goes nowhere else. ${checkAddress(connector)}`;
    case "bad-answer":
      return `${badAnswer(failure.reason, title)} (HTTP ${failure.status}). ${badAnswerAdvice(failure, connector)}${quoteRequest(title, failure.requestId)}`;
    case "too-large":
      return `${title}'s answer is larger than ${failure.limitBytes / 1_000_000} MB, so it was not read. ${askForLess(connector, failure.reading)}`;
    case "statement":
      return explainStatementFailure(failure.reason, connector);
    case "no-tables":
    case "unknown-table":
    case "tables-loading":
    case "table":
      return explainTablesFailure(failure, connector);
    case "deadline":
      return `${title} did not answer within ${failure.seconds} s, so the call was given up. Try again.${failure.reading === undefined ? ` ${askForLess(connector)}` : ""}`;
    case "cancelled":
      return "The call was cancelled before it was answered.";
    case "internal":
      return `Keyscope itself failed on this call; that is a defect in Keyscope, not in the question. Try again; if it happens again, ${isBundle() ? "report what you asked" : "run the client with KEYSCOPE_LOG_LEVEL=debug and report what Keyscope writes to its log"}.`;
    default:
      return failure satisfies never;
  }
}

/** What to do where something else answers than the API. */
function checkAddress(connector: Connector): string {
  if (!isBundle()) {
    return `Check the base URL: run \`${ownCommand(`status ${connector.id}`)}\`, and log in again with the right --base-url.`;
  }
  return connector.address.kind === "own"
    ? `Check the address in ${formPlace(connector)}.`
    : "Perhaps this network asks for a login first: open any web page, then try again.";
}

function quoted(name: string): string {
  return JSON.stringify(name.length <= 80 ? name : `${name.slice(0, 77)}...`);
}

function validArguments(valid: readonly string[]): string {
  return valid.length === 0 ? "This tool takes none." : `Valid: ${valid.join(", ")}.`;
}

function missingArguments(names: readonly string[], title: string): string {
  const [which, them] =
    names.length === 1
      ? [`the argument ${names.join()}, which was not given`, "it"]
      : [`the arguments ${names.join(" and ")}, which were not given`, "them"];
  return `The tool needs ${which}. Nothing was sent to ${title}; call again with ${them}.`;
}

/** How an answer gets smaller, by the arguments that this API's tools take. */
function askForLess(connector: Connector, reading?: LoadingTable): string {
  if (reading !== undefined) return askPiecewise(connector, reading);
  const all = connector.endpoints.flatMap((endpoint) => endpoint.arguments);
  const sizes = new Set(all.filter(({ paging }) => paging === "size").map(({ name }) => name));
  const ways = [
    ...(sizes.size === 0 ? [] : [`a smaller ${[...sizes].join(" or ")}`]),
    ...(all.some(({ period }) => period !== undefined) ? ["a shorter period"] : []),
    ...(all.some(({ name }) => name === "search") ? ["a search"] : []),
  ];
  return ways.length === 0 ? "Ask for less, if the tool's arguments allow it." : `Ask for less: ${anyOf(ways)}.`;
}

function anyOf(ways: readonly string[]): string {
  return ways.length < 2 ? ways.join() : `${ways.slice(0, -1).join(", ")}, or ${ways.at(-1)}`;
}

function tried(attempts: number): string {
  if (attempts <= 1) return "it was tried once";
  return attempts === 2 ? "it was tried twice" : `it was tried ${attempts} times`;
}

function badAnswer(reason: AnswerFailure, title: string): string {
  switch (reason.kind) {
    case "empty":
      return `${title} sent an empty answer`;
    case "html":
      return `Instead of data a web page arrived${reason.title === undefined ? "" : `, titled ${JSON.stringify(reason.title)}`}`;
    case "cut-off":
      return `${title}'s answer broke off in the middle`;
    case "not-json":
      return `${title}'s answer is not JSON`;
    case "too-deep":
      return `${title}'s answer is nested too deeply to be read`;
    case "too-much":
      return `${title}'s answer ${TOO_MUCH[reason.of]}, so it was not read`;
    default:
      return reason satisfies never;
  }
}

const TOO_MUCH = {
  values: `has more than ${grouped(MOST.values)} values`,
  containers: `has more than ${grouped(MOST.containers)} lists and objects`,
  longNumbers: `has more than ${grouped(MOST.longNumbers)} numbers of more than 15 digits`,
  names: `has more than ${grouped(MOST.names)} different names of fields, or one of more than ${grouped(MOST.nameLength)} characters`,
} as const satisfies Record<TooMuch, string>;

function badAnswerAdvice({ reason, reading }: Extract<Failure, { kind: "bad-answer" }>, connector: Connector): string {
  if (reason.kind === "too-much") return askForLess(connector, reading);
  return reason.kind === "html"
    ? `It comes from a proxy, a login page of the network, or ${connector.title}'s maintenance. Check the network, then try again.`
    : `Try again; if it stays so, ${connector.title} has a problem of its own.`;
}
