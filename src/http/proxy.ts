import { isLoopback } from "../credentials/base-url.ts";

/** The proxy of a request, and the environment variable that names it. */
export interface Proxy {
  readonly variable: string;
  /** With the login, if it has one; undefined where the variable holds no address. */
  readonly url: URL | undefined;
}

/**
 * Finds the proxy that the environment names for requests to this address; undefined where they go out directly. A
 * lower-case name comes first, and HTTP_PROXY serves where there is no HTTPS_PROXY, as in undici's EnvHttpProxyAgent,
 * which tells nobody what it chose.
 */
export function findProxy(url: URL, environment: NodeJS.ProcessEnv): Proxy | undefined {
  // A loopback address means this machine, which a proxy cannot reach: it would be handed the key for nothing.
  if (isLoopback(url.hostname)) return undefined;
  const secure = url.protocol === "https:" ? readVariable(environment, "https_proxy") : undefined;
  const found = secure ?? readVariable(environment, "http_proxy");
  if (found === undefined || isExempt(url, environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")) return undefined;
  // `host:port` without a scheme is common.
  const address = found.text.includes("://") ? found.text : `http://${found.text}`;
  return { variable: found.variable, url: URL.canParse(address) ? new URL(address) : undefined };
}

function readVariable(environment: NodeJS.ProcessEnv, lower: string): { variable: string; text: string } | undefined {
  const variable = environment[lower] === undefined ? lower.toUpperCase() : lower;
  const text = environment[variable]?.trim() ?? "";
  return text === "" ? undefined : { variable, text };
}

const PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** Whether NO_PROXY names this address: `*`, a host, or a domain with or without `*.` before it; each perhaps with a port. */
function isExempt({ protocol, hostname, port }: URL, list: string): boolean {
  if (list.trim() === "*") return true;
  const entries = list.toLowerCase().split(/[,\s]+/);
  return entries.some((entry) => {
    const [, name = entry, onlyPort] = /^(.+):(\d+)$/.exec(entry) ?? [];
    if (name === "" || (onlyPort !== undefined && onlyPort !== (port || PORTS[protocol]))) return false;
    const domain = name.replace(/^\*?\./, "");
    return hostname === domain || hostname.endsWith(`.${domain}`);
  });
}
