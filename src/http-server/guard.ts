import type { IncomingMessage } from "node:http";
import { foreignHost, REFUSALS, type Refusal } from "../messages/over-http/refusals.ts";
import { type Address, formatAddress, isLoopback } from "./address.ts";

/** Where the server is, which decides by which names it may be asked. */
export interface Place {
  /** With the port that it has. */
  readonly address: Address;
  /** The address that clients use, where a proxy stands in front. */
  readonly publicUrl?: URL | undefined;
}

/** An IP address, which no page of somebody else's can go by, whatever its name leads to. `localhost` is as good. */
const UNMISTAKABLE = /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;

/** Names of this machine that every program knows. */
const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "::1"];

/**
 * Makes what turns away before anything else is looked at: a browser sends the name of a page in Host, although the page's
 * owner had that name lead to this machine (DNS rebinding), and the page itself in Origin.
 * @returns why a request is refused; `anyHost`: whether it is for a route that may be asked by any name
 */
export function createGuard(place: Place): (request: IncomingMessage, anyHost: boolean) => Refusal | undefined {
  const { publicUrl } = place;
  const isAllowedHost = hostCheck(place);
  const isAlone = isLoopback(place.address);
  return ({ headers, headersDistinct, url = "" }, anyHost) => {
    if (!url.startsWith("/")) return REFUSALS.notAPath;
    const { host = [], authorization = [] } = headersDistinct;
    if (host.length > 1 || authorization.length > 1) return REFUSALS.twice;
    if ((isAlone || !anyHost) && !isAllowedHost(host.join().toLowerCase())) return foreignHost(publicUrl !== undefined);
    const { origin } = headers;
    return origin === undefined || origin === publicUrl?.origin ? undefined : REFUSALS.foreignOrigin;
  };
}

function hostCheck({ address, publicUrl }: Place): (host: string) => boolean {
  const { port } = address;
  const isAlone = isLoopback(address);
  const own = [address.host, ...(isAlone ? LOOPBACK_NAMES : [])].map((host) => formatAddress({ host, port }));
  // Without a port where it is the usual one: a client may write either.
  const withShort = [...own, ...(port === 80 ? own.map((name) => name.replace(/:80$/, "")) : [])];
  const allowed = new Set(publicUrl === undefined || isAlone ? withShort.map((name) => name.toLowerCase()) : []);
  if (publicUrl !== undefined) {
    const { host, port: ofUrl, hostname, protocol } = publicUrl;
    allowed.add(host);
    if (ofUrl === "") allowed.add(`${hostname}:${protocol === "https:" ? 443 : 80}`);
  }
  const takesAddresses = !isAlone && publicUrl === undefined;
  return (host) => allowed.has(host) || (takesAddresses && UNMISTAKABLE.test(host));
}
