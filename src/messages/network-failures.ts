import type { NetworkFailure } from "../failures/failure.ts";
import { isBundle } from "./own-command.ts";

/** What the person can do about the way to the API. A bundle for Claude Desktop cannot be given a proxy or a certificate. */
const WAYS = {
  connection:
    "Check the internet connection of this machine, or whether a proxy is needed (HTTPS_PROXY in the server's environment), then try again.",
  certificate:
    "In a company network the certificate of its proxy may be missing: set NODE_EXTRA_CA_CERTS to that certificate's file in the server's environment. A wrong clock on this machine is another cause.",
  proxy: "Check HTTPS_PROXY and NO_PROXY in the server's environment.",
  login: "Put the login into HTTPS_PROXY in the server's environment, as http://user:password@host:port.",
  protocol: "Check the base URL, and whether a proxy is in between.",
} as const;

function waysInBundle(host: string): Readonly<Record<keyof typeof WAYS, string>> {
  const ask = `ask whoever looks after the network to let this machine reach ${host} directly`;
  return {
    connection: `Check the internet connection of this machine, then try again. In a company network ${ask}.`,
    certificate: `In a company network its proxy may be in between: ${ask}. A wrong clock on this machine is another cause.`,
    proxy: `Try another network, or ${ask}.`,
    login: `Try another network, or ${ask}.`,
    protocol: `Try another network, or ${ask}.`,
  };
}

const ASK_FOR_LESS = "Try again; if a large period or page was asked for, ask for less.";

/** Tells what happened to the connection, as a clause, and what to do about it, as a sentence or two. */
export function describeNetworkFailure(
  reason: NetworkFailure,
  host: string,
  title: string,
): readonly [what: string, advice: string] {
  const ways = isBundle() ? waysInBundle(host) : WAYS;
  const texts: Readonly<Record<NetworkFailure, readonly [string, string]>> = {
    dns: [`The name ${host} could not be found in the DNS`, ways.connection],
    refused: [
      `${host} refused the connection`,
      `Either ${title} is down or a firewall is in the way. Try again in a few minutes.`,
    ],
    unreachable: [`${host} cannot be reached from this machine`, ways.connection],
    reset: [`The connection to ${host} broke off`, ASK_FOR_LESS],
    timeout: [`${title} (${host}) did not answer in time`, ASK_FOR_LESS],
    tls: [`The secure connection to ${host} could not be made: its certificate was not accepted`, ways.certificate],
    proxy: [`The proxy between this machine and ${host} did not let the request through`, ways.proxy],
    "proxy-login": [`The proxy between this machine and ${host} asks for a login`, ways.login],
    protocol: [`${host} answered with something that is not HTTP`, ways.protocol],
  };
  return texts[reason];
}
