import { type ParsedBaseUrl, parseBaseUrl } from "../credentials/base-url.ts";

/** Where the server itself has MCP, and so where proxies lead to as a rule. */
export const MCP_PATH = "/mcp";

/**
 * Reads the address under which clients reach the server, such as https://keyscope.example.com/mcp. A host alone means
 * its `/mcp`. Without a slash at the end, which is how the specification writes it. It has to be https (or http on this
 * machine), and to have no login, query or fragment.
 */
export function parsePublicUrl(text: string): ParsedBaseUrl {
  const parsed = parseBaseUrl(text);
  if (parsed.ok) parsed.url.pathname = parsed.url.pathname.replace(/\/+$/, "") || MCP_PATH;
  return parsed;
}

/**
 * Whether a text can be an identity provider's name: the same, but kept letter by letter, because tokens have it so
 * (RFC 8414, section 2).
 */
export function isIssuer(text: string): boolean {
  return isHeaderText(text) && parseBaseUrl(text).ok;
}

/** Whether a text can stand in quotes in a header as it is (RFC 6750, section 3). */
export function isHeaderText(text: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text);
}
