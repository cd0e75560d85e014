import type { NetworkFailure } from "../failures/failure.ts";

/** What happened to the connection, as a clause. */
export function networkFailureText(reason: NetworkFailure, host: string, title: string): string {
  switch (reason) {
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
      return reason satisfies never;
  }
}

/** What to do about it. */
export function networkFailureAdvice(reason: NetworkFailure, title: string): string {
  switch (reason) {
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
      return reason satisfies never;
  }
}
