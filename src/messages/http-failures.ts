import { accessToolName, type Connector } from "../connectors/schema/connector.ts";
import { refusalHint } from "../failures/error-hint.ts";
import type { ApiSaid, Failure, LoadingTable } from "../failures/failure.ts";
import { quoted } from "../utils/clean-text.ts";
import { correctAddress } from "./bundle/form.ts";
import { keyName, keyWithScopes, newKey, otherAddresses, type Place, scopeNoun } from "./key.ts";
import { isBundle } from "./own-command.ts";
import { askPiecewise } from "./sql/table-failures.ts";

type Kind<K extends Failure["kind"]> = Extract<Failure, { kind: K }>;

/** A 401. */
export function explainKeyRejected({ lastFour, said }: Kind<"key-rejected">, place: Place): string {
  const { connector } = place;
  const { title } = connector;
  const ending = lastFour === "" ? "" : ` ending in ${lastFour}`;
  // Where the message tells the reason, another one beside it would contradict it.
  const why = refusalHint(connector, 401, said)?.words === undefined ? ": it is invalid or was revoked" : "";
  return `${title} rejected the ${keyName(connector)}${ending} (HTTP 401)${why}.${apiSaid(title, said)}${hint(connector, 401, said)} ${newKey(place)}${quoteRequest(title, said?.requestId)}`;
}

/** The key lacks scopes as far as is known, or they were taken away from it while it was in use. */
export function explainLackingScopes(failure: Kind<"scope-missing" | "scope-lost">, place: Place): string {
  const { connector } = place;
  const { title } = connector;
  const [name, scopes] = [keyName(connector), scopeList(connector, failure.missing)];
  const wanted = (scope: string) => failure.missing.includes(scope) || failure.held.includes(scope);
  const remedy = `${hint(connector, 403, failure.said)} ${keyWithScopes(neededScopes(connector, wanted), place)}`;
  const held = failure.held.length === 0 ? `no ${scopeNoun(connector, 1)} that Keyscope uses` : failure.held.join(", ");
  return failure.kind === "scope-missing"
    ? `The ${title} ${name} lacks ${scopes}, so ${title} would refuse this call (HTTP 403). It has ${held}. The tool is not in the list for that reason.${remedy}`
    : `${title} refused this call (HTTP 403): the ${name} no longer has ${scopes}. It has ${held}. The tool is gone from the list now.${remedy}${quoteRequest(title, failure.said?.requestId)}`;
}

/** A 403 that no missing scope explains. */
export function explainForbidden({ said, unsure }: Kind<"forbidden">, place: Place): string {
  const { connector } = place;
  const { title, keyGuide, scopes } = connector;
  const isBlameless = refusalHint(connector, 403, said)?.blameless === true;
  const advice = hint(connector, 403, said);
  const check = `Check the key in ${title} under ${keyGuide.menu}`;
  const quote = quoteRequest(title, said?.requestId);
  if (isBlameless || scopes.length === 0) {
    const remedy = isBlameless ? "" : ` ${check}.`;
    return `${title} refused this call (HTTP 403).${apiSaid(title, said)}${advice}${remedy}${quote}`;
  }
  if (unsure.length > 0) {
    return `${title} refused this call (HTTP 403).${apiSaid(title, said)} Whether the key has ${scopeList(connector, unsure)}, which the tool needs, could not be found out.${advice} ${check}; if that is missing there, a new key is needed. ${keyWithScopes(unsure, place)}${quote}`;
  }
  return `${title} refused this call (HTTP 403), although the key's ${scopeNoun(connector, 2)} seem to allow it.${apiSaid(title, said)}${advice} ${check}; ${accessToolName(connector)} tells which ${scopeNoun(connector, 2)} it has.${quote}`;
}

/** Another status of the 400s. */
export function explainRefused({ status, said, reading }: Kind<"refused">, place: Place): string {
  const { connector } = place;
  const { title } = connector;
  const advice = refusalHint(connector, status, said)?.advice ?? refusedAdvice(status, connector, reading);
  const address = status === 404 && reading === undefined && place.asker === undefined ? wrongAddress(place) : "";
  return `${title} did not accept the request (HTTP ${status}).${apiSaid(title, said)} ${advice}${address}${quoteRequest(title, said?.requestId)}`;
}

/** What to do where every call ends so because the address is not the API's, with a space before it; nothing where that cannot be. */
export function wrongAddress(place: Place): string {
  const inForm = isBundle() ? correctAddress(place.connector) : undefined;
  const others = otherAddresses(place);
  if (inForm === undefined && others === "") return "";
  const known = inForm === undefined ? `. ${others}` : `: ${inForm}.`;
  return ` If every call ends so, the address may be the wrong one${known}`;
}

/** A status of the 500s. `tried`: how often, as a clause. */
export function explainUnavailable({ status, said }: Kind<"unavailable">, tried: string, connector: Connector): string {
  const { title } = connector;
  const advice =
    refusalHint(connector, status, said)?.advice ??
    "Nothing is wrong with the question or the key: try again in a few minutes.";
  return `${title} has a problem of its own (HTTP ${status}); ${tried}.${apiSaid(title, said)} ${advice}${quoteRequest(title, said?.requestId)}`;
}

/** The scopes that tools need, of those that are named, in the connector's order: nobody is asked to make a key for others. */
export function neededScopes({ scopes, endpoints }: Connector, among: (name: string) => boolean): string[] {
  const needed = new Set(endpoints.flatMap((endpoint) => endpoint.scopes));
  return scopes.map(({ name }) => name).filter((name) => needed.has(name) && among(name));
}

/** What the connector knows of such a refusal: a sentence with a space before it, or nothing. */
export function hint(connector: Connector, status: number, said: ApiSaid | undefined): string {
  const known = refusalHint(connector, status, said);
  return known === undefined ? "" : ` ${known.advice}`;
}

function scopeList(connector: Connector, scopes: readonly string[]): string {
  return `the ${scopeNoun(connector, scopes.length)} ${scopes.map((scope) => `\`${scope}\``).join(" and ")}`;
}

function refusedAdvice(status: number, connector: Connector, reading: LoadingTable | undefined): string {
  if (status === 402) {
    return "It is about the account's plan or a payment, not about the question: somebody who manages the account has to look.";
  }
  if (status === 405 || status === 410) {
    return "The API may have changed, and no other arguments would help: update Keyscope, or report it if it is the newest.";
  }
  if (reading !== undefined) return askPiecewise(connector, reading);
  if (status === 404) return `Check what was asked for${usualMistakes(connector)}.`;
  return "Change the arguments accordingly and call again; the same call would be refused again.";
}

function usualMistakes({ endpoints }: Connector): string {
  const all = endpoints.flatMap((endpoint) => endpoint.arguments);
  const mistakes = [
    ...(all.some((argument) => argument.in === "path") ? ["something that does not exist, or no longer"] : []),
    ...(all.some(({ paging }) => paging === "page") ? ["a page beyond the last one"] : []),
  ];
  return mistakes.length === 0 ? "" : `: ${mistakes.join(", or ")}, for example`;
}

/** What the API said, marked as its words: they are data, and not Keyscope's. A sentence with a space before it, or nothing. */
export function apiSaid(title: string, said: ApiSaid | undefined): string {
  const words = said?.words === undefined ? "" : JSON.stringify(said.words);
  const names = [
    said?.code === undefined || said.code === said.words ? "" : `code ${quoted(said.code)}`,
    said?.parameter === undefined ? "" : `parameter ${quoted(said.parameter)}`,
  ];
  const named = names.filter((name) => name !== "").join(", ");
  if (words === "" && named === "") return "";
  if (words === "" || named === "") return ` ${title} said: ${words}${named}.`;
  return ` ${title} said: ${words} (${named}).`;
}

/** How the product's support finds the request. A sentence with a space before it, or nothing. */
export function quoteRequest(title: string, requestId: string | undefined): string {
  return requestId === undefined ? "" : ` Quote request id ${requestId} to ${title}'s support.`;
}
