import type { NetworkFailure } from "../failures/failure.ts";

const CHECK_CONNECTION =
  "Check the internet connection of this machine, or whether a proxy is needed (HTTPS_PROXY in the server's environment), then try again.";
const ASK_FOR_LESS = "Try again; if a large period or page was asked for, ask for less.";

/** Tells what happened to the connection, as a clause, and what to do about it, as a sentence or two. */
export function describeNetworkFailure(
  reason: NetworkFailure,
  host: string,
  title: string,
): readonly [what: string, advice: string] {
  const texts: Readonly<Record<NetworkFailure, readonly [string, string]>> = {
    dns: [`The name ${host} could not be found in the DNS`, CHECK_CONNECTION],
    refused: [
      `${host} refused the connection`,
      `Either ${title} is down or a firewall is in the way. Try again in a few minutes.`,
    ],
    unreachable: [`${host} cannot be reached from this machine`, CHECK_CONNECTION],
    reset: [`The connection to ${host} broke off`, ASK_FOR_LESS],
    timeout: [`${title} (${host}) did not answer in time`, ASK_FOR_LESS],
    tls: [
      `The secure connection to ${host} could not be made: its certificate was not accepted`,
      "In a company network the certificate of its proxy may be missing: set NODE_EXTRA_CA_CERTS to that certificate's file in the server's environment. A wrong clock on this machine is another cause.",
    ],
    proxy: [
      `The proxy between this machine and ${host} did not let the request through`,
      "Check HTTPS_PROXY and NO_PROXY in the server's environment.",
    ],
    "proxy-login": [
      `The proxy between this machine and ${host} asks for a login`,
      "Put the login into HTTPS_PROXY in the server's environment, as http://user:password@host:port.",
    ],
    protocol: [
      `${host} answered with something that is not HTTP`,
      "Check the base URL, and whether a proxy is in between.",
    ],
  };
  return texts[reason];
}
