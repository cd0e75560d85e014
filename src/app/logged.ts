import type { KeyLookup } from "../credentials/lookup.ts";
import type { HttpClient, HttpOutcome } from "../http/client.ts";
import { sourceName } from "../messages/key.ts";
import type { Log } from "./log.ts";

/** An HTTP client that logs each request at level debug: path without query, what came back, and the milliseconds. */
export function loggedHttp(http: HttpClient, log: Log): HttpClient {
  return {
    async get(url, headers, timeoutMs, signal) {
      const began = performance.now();
      const told = (outcome: string) =>
        log("debug", `GET ${url.host}${url.pathname}: ${outcome} in ${Math.round(performance.now() - began)} ms`);
      try {
        const outcome = await http.get(url, headers, timeoutMs, signal);
        told(outcomeName(outcome));
        return outcome;
      } catch (error) {
        told("given up");
        throw error;
      }
    },
  };
}

function outcomeName(outcome: HttpOutcome): string {
  switch (outcome.kind) {
    case "answer":
      return `HTTP ${outcome.status}, ${outcome.body.length} characters`;
    case "trouble":
      return outcome.code === undefined ? outcome.trouble : `${outcome.trouble} (${outcome.code})`;
    case "too-large":
      return "too large";
    default:
      return outcome satisfies never;
  }
}

/** What reading the key came to, for the log: where it is from, never the key. */
export function lookupName(lookup: KeyLookup): string {
  if (lookup.ok) return `key from ${sourceName(lookup.credential.source)}, for ${lookup.credential.baseUrl.host}`;
  const { problem } = lookup;
  return problem.kind === "unreachable" || problem.kind === "library-missing"
    ? `no key: keychain ${problem.kind}: ${problem.detail}`
    : `no key: ${problem.kind}`;
}
