import type { IncomingMessage } from "node:http";

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

function headersWithoutKey(request: IncomingMessage): Record<string, string> {
  const { authorization, ...others } = request.headers;
  const headers = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)]));
  if (authorization === undefined) return headers;
  const [scheme = "", key = ""] = authorization.split(" ");
  return { ...headers, authorization: `${scheme} …${key.length < 12 ? "" : key.slice(-4)}` };
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
