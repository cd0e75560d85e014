import type { Failure, NetworkTrouble } from "../calls/failure.ts";
import { accessToolName, type Connector } from "../connectors/connector.ts";
import type { AnswerProblem } from "../results/answer.ts";
import { explainKeyProblem, keyWithScopes, newKey } from "./key.ts";
import { didYouMean, limitOf } from "./phrases.ts";
import type { Place } from "./place.ts";

/**
 * A failure in two or three sentences that an assistant can act on or pass on: what happened, why, what to do.
 * Never a stack, a path of this machine, a page of HTML or the key.
 */
export function explain(failure: Failure, place: Place): string {
  const { connector } = place;
  const { title } = connector;
  switch (failure.kind) {
    case "unknown-tool":
      return `There is no tool ${quoted(failure.tool)}.${didYouMean(failure.nearest)} Ask for the list of tools again, or use ${accessToolName(connector)} to see which tools there are and which are hidden.`;
    case "unknown-argument":
      return `Unknown argument ${quoted(failure.argument)}.${didYouMean(failure.nearest)} ${validArguments(failure.valid)} Call again without it or with the right name.`;
    case "bad-argument":
      return `The argument ${failure.argument} cannot be ${failure.given}: it must be ${failure.allowed}. Nothing was sent to ${title}; call again with a valid value.`;
    case "no-key":
      return explainKeyProblem(failure.problem, place);
    case "unauthorized":
      return `${title} rejected the API key (HTTP 401).${apiSaid(title, failure.said)} ${newKey(place)}`;
    case "key-rejected":
      return `${title} rejected the API key${ending(failure.lastFour)} (HTTP 401): it is invalid or was revoked. ${newKey(place)}`;
    case "scope-missing":
      return `The ${title} API key lacks ${scopeList(failure.missing)}, so ${title} would refuse this call (HTTP 403). ${held(failure.held)} The tool is not in the list for that reason. ${newKeyWithScopes(place, failure)}`;
    case "scope-lost":
      return `${title} refused this call (HTTP 403): the API key no longer has ${scopeList(failure.missing)}. ${held(failure.held)} The tool is gone from the list now. ${newKeyWithScopes(place, failure)}`;
    case "forbidden":
      return `${title} refused this call (HTTP 403), although the key's scopes seem to allow it.${apiSaid(title, failure.said)} Check the key in ${title} under ${connector.keyGuide.menu}; ${accessToolName(connector)} tells which scopes it has.`;
    case "rate-limited":
      return `${rateLimit(connector, failure.local)} Try again in ${failure.seconds} s (at ${clockTime(failure.until)}). Until then calls are answered here, without asking ${title}.`;
    case "refused":
      return `${title} did not accept the request (HTTP ${failure.status}).${apiSaid(title, failure.said)} ${refusedAdvice(failure.status)}`;
    case "unavailable":
      return `${title} has a problem of its own (HTTP ${failure.status}); ${tried(failure.attempts)}.${apiSaid(title, failure.said)} Nothing is wrong with the question or the key: try again in a few minutes.`;
    case "network":
      return `${troubleText(failure.trouble, failure.host, title)}${codeText(failure.code)}; ${tried(failure.attempts)}. ${troubleAdvice(failure.trouble, title)}`;
    case "redirected":
      return `${title} answered with a redirect${failure.host === undefined ? "" : ` to ${failure.host}`} (HTTP ${failure.status}). Keyscope follows none, so that the key goes nowhere else. Check the base URL: run \`keyscope status ${connector.id}\`, and log in again with the right --base-url.`;
    case "bad-answer":
      return `${badAnswer(failure.problem, title)} (HTTP ${failure.status}). ${badAnswerAdvice(failure.problem, title)}`;
    case "too-large":
      return `${title}'s answer is larger than ${failure.limitBytes / 1_000_000} MB, so it was not read. Ask for less: a smaller page_size or limit, a shorter period, or a search.`;
    case "deadline":
      return `${title} did not answer within ${failure.seconds} s, so the call was given up. Try again, or ask for less: a shorter period or fewer rows.`;
    case "cancelled":
      return "The call was cancelled before it was answered.";
    case "internal":
      return "Keyscope itself failed on this call; that is a defect in Keyscope, not in the question. Try again; if it happens again, run the client with KEYSCOPE_LOG_LEVEL=debug and report what Keyscope writes to its log.";
    default:
      return failure satisfies never;
  }
}

function quoted(name: string): string {
  return JSON.stringify(name.length <= 80 ? name : `${name.slice(0, 77)}...`);
}

function validArguments(valid: readonly string[]): string {
  return valid.length === 0 ? "This tool takes none." : `Valid: ${valid.join(", ")}.`;
}

function ending(lastFour: string): string {
  return lastFour === "" ? "" : ` ending in ${lastFour}`;
}

function scopeList(scopes: readonly string[]): string {
  const names = scopes.map((scope) => `\`${scope}\``).join(" and ");
  return scopes.length === 1 ? `the scope ${names}` : `the scopes ${names}`;
}

function held(scopes: readonly string[]): string {
  return scopes.length === 0 ? "It has no scope that Keyscope uses." : `It has ${scopes.join(", ")}.`;
}

function newKeyWithScopes(place: Place, failure: { missing: readonly string[]; held: readonly string[] }): string {
  const scopes = place.connector.scopes.map(({ name }) => name);
  const wanted = scopes.filter((name) => failure.missing.includes(name) || failure.held.includes(name));
  return keyWithScopes(wanted, place);
}

/** What the API said, marked as its words: they are data, and not Keyscope's. */
function apiSaid(title: string, said: string | undefined): string {
  return said === undefined ? "" : ` ${title} said: ${JSON.stringify(said)}.`;
}

function rateLimit(connector: Connector, local: boolean): string {
  const limit = `${limitOf(connector)} for one key`;
  return local
    ? `The limit of ${connector.title} is used up for now: ${limit}.`
    : `${connector.title} answered that there were too many requests (HTTP 429); it allows ${limit}.`;
}

/** Local time of day, as on the person's clock. */
export function clockTime(moment: Date): string {
  return [moment.getHours(), moment.getMinutes(), moment.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}

function tried(attempts: number): string {
  if (attempts <= 1) return "it was tried once";
  return attempts === 2 ? "it was tried twice" : `it was tried ${attempts} times`;
}

function codeText(code: string | undefined): string {
  return code === undefined ? "" : ` (${code})`;
}

function refusedAdvice(status: number): string {
  if (status === 404) return "Check what was asked for: a page beyond the last one, for example.";
  if (status === 402) {
    return "It is about the shop's plan or a payment, not about the question: somebody who manages the account has to look.";
  }
  if (status === 405 || status === 410) {
    return "The API may have changed, and no other arguments would help: update Keyscope, or report it if it is the newest.";
  }
  return "Change the arguments accordingly and call again; the same call would be refused again.";
}

function troubleText(trouble: NetworkTrouble, host: string, title: string): string {
  switch (trouble) {
    case "dns":
      return `The name ${host} could not be found in the DNS`;
    case "refused":
      return `${host} refused the connection`;
    case "unreachable":
      return `${host} cannot be reached from this machine`;
    case "reset":
      return `The connection to ${host} broke off`;
    case "timeout":
      return `${title} (${host}) did not answer in time`;
    case "tls":
      return `The secure connection to ${host} could not be made: its certificate was not accepted`;
    case "proxy":
      return `The proxy between this machine and ${host} did not let the request through`;
    case "proxy-login":
      return `The proxy between this machine and ${host} asks for a login`;
    case "protocol":
      return `${host} answered with something that is not HTTP`;
    default:
      return trouble satisfies never;
  }
}

function troubleAdvice(trouble: NetworkTrouble, title: string): string {
  switch (trouble) {
    case "dns":
    case "unreachable":
      return "Check the internet connection of this machine, or whether a proxy is needed (HTTPS_PROXY in the server's environment), then try again.";
    case "refused":
      return `Either ${title} is down or a firewall is in the way. Try again in a few minutes.`;
    case "reset":
    case "timeout":
      return "Try again; if a large period or page was asked for, ask for less.";
    case "tls":
      return "In a company network the certificate of its proxy may be missing: set NODE_EXTRA_CA_CERTS to that certificate's file in the server's environment. A wrong clock on this machine is another cause.";
    case "proxy":
      return "Check HTTPS_PROXY and NO_PROXY in the server's environment.";
    case "proxy-login":
      return "Put the login into HTTPS_PROXY in the server's environment, as http://user:password@host:port.";
    case "protocol":
      return "Check the base URL, and whether a proxy is in between.";
    default:
      return trouble satisfies never;
  }
}

function badAnswer(problem: AnswerProblem, title: string): string {
  switch (problem.kind) {
    case "empty":
      return `${title} sent an empty answer`;
    case "html":
      return `Instead of data a web page arrived${problem.title === undefined ? "" : `, titled ${JSON.stringify(problem.title)}`}`;
    case "cut-off":
      return `${title}'s answer broke off in the middle`;
    case "not-json":
      return `${title}'s answer is not JSON`;
    case "too-deep":
      return `${title}'s answer is nested too deeply to be read`;
    default:
      return problem satisfies never;
  }
}

function badAnswerAdvice(problem: AnswerProblem, title: string): string {
  return problem.kind === "html"
    ? `It comes from a proxy, a login page of the network, or ${title}'s maintenance. Check the network, then try again.`
    : `Try again; if it stays so, ${title} has a problem of its own.`;
}
