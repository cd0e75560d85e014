import { getMember } from "../../utils/own.ts";
import { baseUrlText } from "../schema/patterns.ts";
import { getEntries, getItems, getText } from "./document.ts";
import { firstSentences, plainText } from "./plain-text.ts";

type BaseUrl =
  | { readonly ok: true; readonly url: string; readonly notes: readonly string[] }
  | { readonly ok: false; readonly failure: string };

const REMEDY =
  'Write the full https address into "servers" of the document, such as servers: [{ "url": "https://api.example.com/v1" }], and add it again.';

/**
 * Finds where the API is, from the document's `servers` (https://spec.openapis.org/oas/v3.1.1.html#server-object): the first
 * address that a key may be sent to. Relative ones are taken from where the document came from.
 * @param source the document's own address, if it has one
 */
export function findBaseUrl(document: unknown, source: string | undefined): BaseUrl {
  const servers = getItems(document, "servers", 20);
  const named = servers.map(readServerUrl).filter((address) => address !== "");
  // Without servers the document means the place it came from.
  const addresses = (named.length === 0 ? ["/"] : named).flatMap((address) => makeAbsolute(address, source) ?? []);
  const url = addresses.find(mayTakeKey) ?? addresses.find((each) => mayTakeKey(overHttps(each)));
  if (url === undefined) return { ok: false, failure: noBaseUrl(named) };
  const safe = overHttps(url);
  return { ok: true, url: safe, notes: [...makeNotes(url, safe, servers, addresses)] };
}

/** Whether an address, perhaps a relative one, is the base URL. */
export function isBaseUrl(address: string, baseUrl: string): boolean {
  return (
    URL.canParse(address, baseUrl) &&
    new URL(address, baseUrl).href.replace(/\/?$/, "/") === baseUrl.replace(/\/?$/, "/")
  );
}

/** Reads the server's address, with its variables replaced by what the document says they usually are. */
export function readServerUrl(server: unknown): string {
  return getText(server, "url").replace(/\{([^{}]{1,100})\}/g, (whole, name: string) => {
    const value = getMember(getMember(getMember(server, "variables"), name), "default");
    return typeof value === "string" || typeof value === "number" ? String(value) : whole;
  });
}

/** Of Windows' paths `C:\api.json` reads as an address too. */
function makeAbsolute(address: string, source: string | undefined): string | undefined {
  const base = source !== undefined && /^https?:\/\//i.test(source) ? source : undefined;
  if (!URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  url.search = "";
  url.hash = "";
  return url.href;
}

/** The same host, and the key encrypted on its way there. */
function overHttps(url: string): string {
  return mayTakeKey(url) ? url : url.replace(/^http:/, "https:");
}

function mayTakeKey(url: string): boolean {
  return baseUrlText.safeParse(url).success;
}

function noBaseUrl(named: readonly string[]): string {
  if (named.length === 0) {
    return `The document does not say where the API is: "servers" is empty, and the document did not come from a web address. ${REMEDY}`;
  }
  const shown = named.slice(0, 3).map((address) => JSON.stringify(firstSentences(plainText(address), 100)));
  return `The document does not give the API's full https address; it says ${shown.join(", ")}. ${REMEDY}`;
}

function* makeNotes(
  url: string,
  safe: string,
  servers: readonly unknown[],
  addresses: readonly string[],
): Iterable<string> {
  if (servers.length === 0)
    yield `The document does not say where the API is, so it is taken to be where the document came from: ${safe}. Make sure of it before the key is sent there.`;
  if (safe !== url) yield `The document names ${url}. Keys are sent encrypted only, so ${safe} is used.`;
  const variables = servers.slice(0, 1).flatMap((server) => getEntries(server, "variables", 10));
  const names = variables.map(([name]) => plainText(name).slice(0, 40)).join(", ");
  if (variables.length > 0)
    yield `The API's address can vary (${names}); the document's usual value gives ${safe}. If yours is another, change "servers" and add the document again.`;
  const others = [...new Set(addresses)].filter((each) => each !== url).slice(0, 5);
  if (others.length > 0)
    yield `The document names other addresses too: ${others.join(", ")}. The key only goes to ${safe}.`;
}
