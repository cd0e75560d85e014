import type { IncomingMessage } from "node:http";
import { basicKey } from "./authentication.ts";

/** A request that reached the sandbox, kept for tests and for people who watch. */
export interface SeenRequest {
  readonly method: string;
  /** The whole path, from the first slash to the question mark. */
  readonly path: string;
  /** Where a parameter came twice, its last value. */
  readonly query: Readonly<Record<string, string>>;
  /** Of the key only its last four characters are kept. */
  readonly headers: Readonly<Record<string, string>>;
  /** Null until an answer began, and for ever when none did. */
  readonly status: number | null;
  readonly time: Date;
}

type Recorded = { -readonly [K in keyof SeenRequest]: SeenRequest[K] };

/** Enough for every test; a sandbox left running for days must not grow without end. */
const KEPT = 5_000;

/** Cuts a key down to what tells the keys apart. */
function ending(key: string): string {
  return `…${key.length < 12 ? "" : key.slice(-4)}`;
}

/** Keeps the scheme, and of HTTP Basic the user name: a secret is not shown at all. */
function maskedAuthorization(authorization: string): string {
  const [scheme = "", key = ""] = authorization.split(" ");
  if (scheme.toLowerCase() !== "basic") return `${scheme} ${ending(key)}`;
  return `${scheme} ${ending(basicKey({ authorization })?.[0] ?? "")}`;
}

function headersWithoutKey(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    const text = String(value);
    if (name === "authorization") headers[name] = maskedAuthorization(text);
    else headers[name] = name === "x-api-key" ? ending(text) : text;
  }
  return headers;
}

/** The requests seen, oldest first. */
export class RequestLog {
  readonly seen: Recorded[] = [];

  /** Takes a request down. Its status is filled in when the answer begins. */
  add(request: IncomingMessage, url: URL, time: Date): Recorded {
    const entry: Recorded = {
      method: request.method ?? "",
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: headersWithoutKey(request),
      status: null,
      time,
    };
    this.seen.push(entry);
    if (this.seen.length > KEPT) this.seen.shift();
    return entry;
  }

  clear(): void {
    this.seen.length = 0;
  }
}
