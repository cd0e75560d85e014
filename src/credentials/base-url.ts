import type { Address } from "../connectors/schema/connector.ts";

/** Why a text cannot be the address of an API. */
export type BaseUrlFailure = "not-a-url" | "scheme" | "insecure" | "user-info" | "query" | "fragment";

export type ParsedBaseUrl =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly reason: BaseUrlFailure };

/**
 * Reads what a person gives as an API's address. Where every customer has an address of their own, people know it as
 * the host of their shop: `https://` and the API's path are added where they are missing.
 */
export function parseAddress(address: Address, text: string): ParsedBaseUrl {
  if (address.kind === "fixed") return parseBaseUrl(text);
  const parsed = parseBaseUrl(isHost(text.trim()) ? `https://${text.trim()}` : text);
  if (!parsed.ok || parsed.url.pathname !== "/") return parsed;
  return { ok: true, url: new URL(address.path, parsed.url) };
}

/** Whether it is a host, perhaps with port and path, and no scheme. A word without a dot is rather a slip or a placeholder. */
function isHost(text: string): boolean {
  return /^([\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+|localhost)(:\d+)?([/?#]|$)/u.test(text);
}

/**
 * Reads the address that a key may be sent to. HTTPS only; HTTP for this machine itself (localhost, 127.0.0.0/8,
 * [::1]). No user info, query or fragment. The answer ends in a slash, so that relative paths resolve below it.
 */
export function parseBaseUrl(text: string): ParsedBaseUrl {
  const trimmed = text.trim();
  // The URL parser drops tabs and line ends and turns backslashes round: what a person then sees is not where the key goes.
  const url = /[\s\\]/.test(trimmed) || hasControl(trimmed) || !URL.canParse(trimmed) ? undefined : new URL(trimmed);
  if (url === undefined) return { ok: false, reason: "not-a-url" };
  const reason = failureOf(url);
  if (reason !== undefined) return { ok: false, reason };
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return { ok: true, url };
}

function failureOf(url: URL): BaseUrlFailure | undefined {
  if (url.protocol !== "https:" && url.protocol !== "http:") return "scheme";
  if (url.username !== "" || url.password !== "") return "user-info";
  // Looked for in the whole address: an empty query or fragment leaves `search` and `hash` empty.
  if (url.href.includes("#")) return "fragment";
  if (url.href.includes("?")) return "query";
  if (url.protocol === "http:" && !isLoopback(url.hostname)) return "insecure";
  return undefined;
}

/** Whether a URL's host is this machine itself. The URL parser has already written every spelling of an IPv4 address (127.1, 0x7f000001) as four decimal numbers. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function hasControl(text: string): boolean {
  return [...text].some((char) => char < " " || char === "\x7f");
}
