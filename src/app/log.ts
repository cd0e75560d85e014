import type { KeyLookup } from "../credentials/lookup.ts";
import type { HttpClient, HttpOutcome } from "../http/client.ts";
import { sourceName } from "../messages/key.ts";

const levels = ["error", "warn", "info", "debug"] as const;

export type LogLevel = (typeof levels)[number];

export type Log = (level: LogLevel, message: string) => void;

/** The level that KEYSCOPE_LOG_LEVEL names; undefined where it names none. */
function levelNamed(setting: string | undefined): LogLevel | undefined {
  const name = setting?.trim().toLowerCase() ?? "";
  return levels.find((level) => level === name);
}

/** Whether everything is logged. */
export function isDebugging(setting: string | undefined): boolean {
  return levelNamed(setting) === "debug";
}

/**
 * Logs to standard error, one line each; standard output belongs to the protocol. `setting` is KEYSCOPE_LOG_LEVEL
 * (default `warn`, which an unknown name also means). `clean` sees every line before it is written.
 */
export function createLog(setting: string | undefined, clean: (line: string) => string): Log {
  const known = levelNamed(setting);
  const threshold = levels.indexOf(known ?? "warn");
  const log: Log = (level, message) => {
    if (levels.indexOf(level) > threshold) return;
    // An error's message may hold anything, and a log is read in a terminal. Cleaned last: a key in pieces is whole then.
    const line = clean(message.replace(/\s*[\n\u2028\u2029]\s*/g, " | ").replace(/[\p{Cc}\p{Cf}]/gu, ""));
    process.stderr.write(`${new Date().toISOString()} ${level} ${line}\n`);
  };
  const named = setting?.trim() ?? "";
  if (known === undefined && named !== "") {
    log(
      "warn",
      `KEYSCOPE_LOG_LEVEL is ${JSON.stringify(named.toLowerCase().slice(0, 20))}: use one of ${levels.join(", ")}`,
    );
  }
  return log;
}

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
    case "failure":
      return outcome.code === undefined ? outcome.reason : `${outcome.reason} (${outcome.code})`;
    case "too-large":
      return "too large";
    default:
      return outcome satisfies never;
  }
}

/** What reading the key came to, for the log: where it is from, never the key. */
export function lookupName(lookup: KeyLookup): string {
  if (lookup.ok) return `key from ${sourceName(lookup.credential.source)}, for ${lookup.credential.baseUrl.host}`;
  const { failure } = lookup;
  return failure.kind === "unreachable" || failure.kind === "library-missing"
    ? `no key: keychain ${failure.kind}: ${failure.detail}`
    : `no key: ${failure.kind}`;
}

/** An error of our own making, for the log. */
export function describeDefect(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
