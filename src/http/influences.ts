import type { Influence } from "../credentials/credential.ts";
import { findUncheckedCertificates } from "../credentials/tls-check.ts";
import { findProxy } from "./proxy.ts";

/** By these, code of others gets into this process: Node's options, OpenSSL's providers, and the loaders of libraries. */
const CODE_VARIABLES = [
  "NODE_OPTIONS",
  "OPENSSL_CONF",
  "LD_PRELOAD",
  "DYLD_INSERT_LIBRARIES",
  "NAPI_RS_NATIVE_LIBRARY_PATH",
];

/** How a Node process was started, beside its environment. */
export interface NodeStart {
  /** Node's own options: `process.execArgv`. */
  readonly options: readonly string[];
  /** It was built to take the certificates that it trusts from OpenSSL, as by Linux distributions. */
  readonly trustsOpenssl: boolean;
}

/** How the running process was started. */
export function thisNode(): NodeStart {
  // Programs that bring a Node of their own, as Electron, need not say how it was built.
  const defines: readonly string[] | undefined = process.config.target_defaults?.defines;
  return { options: process.execArgv, trustsOpenssl: defines?.includes("NODE_OPENSSL_CERT_STORE") ?? false };
}

/**
 * Finds which variables decide who can read requests to this address, beside the API: a proxy, certificates that are
 * trusted, and what can change the program itself. Values come without logins and are otherwise as they were given.
 */
export function findInfluences(url: URL, environment: NodeJS.ProcessEnv, node: NodeStart): Influence[] {
  const proxy = findProxy(url, environment);
  const ways: Influence[] =
    proxy?.url === undefined ? [] : [{ kind: "proxy", variable: proxy.variable, host: proxy.url.host }];
  const trust = url.protocol === "https:" ? findTrust(environment, node) : [];
  const code = readVariables(CODE_VARIABLES, environment).map(
    ({ variable, value }): Influence => ({ kind: "code-variable", variable, value: withoutLogins(value) }),
  );
  return [...ways, ...trust, ...code];
}

/** What decides which certificates are good. Facts: https://nodejs.org/docs/latest-v24.x/api/cli.html */
function findTrust(environment: NodeJS.ProcessEnv, { options, trustsOpenssl }: NodeStart): Influence[] {
  const unchecked = findUncheckedCertificates(environment);
  if (unchecked !== undefined) return [unchecked];
  const words = [...options, ...(environment["NODE_OPTIONS"] ?? "").split(/\s+/)];
  const isAsked = words.some((word) => /^"?--use[-_](?:openssl|system)[-_]ca\b/.test(word));
  const fromOpenssl = trustsOpenssl || isAsked || environment["NODE_USE_SYSTEM_CA"] === "1";
  const names = ["NODE_EXTRA_CA_CERTS", ...(fromOpenssl ? ["SSL_CERT_FILE", "SSL_CERT_DIR"] : [])];
  return readVariables(names, environment).map(({ variable, value }) => ({
    kind: "trusted-certificates",
    variable,
    path: value,
  }));
}

/** Those that are set to something. */
function readVariables(names: readonly string[], environment: NodeJS.ProcessEnv) {
  const read = names.map((variable) => ({ variable, value: environment[variable]?.trim() ?? "" }));
  return read.filter(({ value }) => value !== "");
}

function withoutLogins(text: string): string {
  return text.replace(/:\/\/[^\s/]*@/g, "://");
}
