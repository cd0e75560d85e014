import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { NetworkFailure } from "../failures/failure.ts";
import { startTimeLimit } from "../utils/time.ts";
import { classify, ProxyConnectionError } from "./network-error.ts";
import { findProxy } from "./proxy.ts";

/** More of an answer is not read, counted after decompression. */
export const MAX_BODY_BYTES = 10_000_000;

/** What one GET came to. */
export type HttpOutcome =
  | { readonly kind: "answer"; readonly status: number; readonly headers: HttpHeaders; readonly body: string }
  | { readonly kind: "failure"; readonly reason: NetworkFailure; readonly code: string | undefined }
  | { readonly kind: "too-large" };

/** Header values by lower-case name. */
export type HttpHeaders = Readonly<Record<string, string | undefined>>;

export interface HttpClient {
  /**
   * Sends one GET and reads the whole answer. Redirects are answers, never followed: the key must not travel.
   * Rejects only with the signal's reason.
   */
  get(
    url: URL,
    headers: Readonly<Record<string, string>>,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<HttpOutcome>;
}

/** An HTTP client with keep-alive that honours HTTPS_PROXY, HTTP_PROXY and NO_PROXY. undici is loaded at its first request. */
export function createHttpClient(environment: NodeJS.ProcessEnv, maxBodyBytes = MAX_BODY_BYTES): HttpClient {
  let route: Promise<Route> | undefined;
  return {
    async get(url, headers, timeoutMs, signal) {
      signal.throwIfAborted();
      route ??= createRoute(environment);
      const dispatcher = (await route)(url);
      // The caller may have given up while undici was loaded.
      signal.throwIfAborted();
      if (dispatcher === undefined) return { kind: "failure", reason: "proxy", code: "invalid proxy address" };
      return getOnce(dispatcher, url, headers, { timeoutMs, maxBodyBytes }, signal);
    },
  };
}

async function getOnce(
  dispatcher: Dispatcher,
  url: URL,
  headers: Readonly<Record<string, string>>,
  { timeoutMs, maxBodyBytes }: { readonly timeoutMs: number; readonly maxBodyBytes: number },
  signal: AbortSignal,
): Promise<HttpOutcome> {
  const limit = startTimeLimit(timeoutMs, signal);
  try {
    const response = await dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: "GET",
      headers: { ...headers, "accept-encoding": "gzip, br" },
      signal: limit.signal,
    });
    const read = singleHeaders(response.headers);
    const body = await readBody(response.body, read, maxBodyBytes);
    if (body === undefined) return { kind: "too-large" };
    return { kind: "answer", status: response.statusCode, headers: read, body };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.isExpired()) return { kind: "failure", reason: "timeout", code: undefined };
    return { kind: "failure", ...classify(error) };
  } finally {
    // Whatever is still arriving is not wanted: a body over the limit would otherwise go on filling the socket.
    limit.end();
  }
}

/** Which way a request to that address takes; undefined when the address of the proxy is not usable. */
type Route = (url: URL) => Dispatcher | undefined;

const CONNECT = { timeout: 10_000 };

async function createRoute(environment: NodeJS.ProcessEnv): Promise<Route> {
  const { Agent, buildConnector, Pool, ProxyAgent } = await import("undici");
  const options = { connect: CONNECT, keepAliveTimeout: 30_000 };
  const direct = new Agent(options);
  const proxied = new Map<string, Dispatcher | undefined>();

  /** Reaches the proxy itself, so that its failures are not taken for those of the host behind it. */
  const connectToProxy = buildConnector(CONNECT);
  const clientFactory = (proxy: URL) =>
    new Pool(proxy, {
      connect: (target, done) =>
        connectToProxy(target, (...[error, socket]) =>
          error === null ? done(null, socket) : done(new ProxyConnectionError(error), null),
        ),
    });
  const openProxy = (uri: string) => attempt(() => new ProxyAgent({ ...options, uri, clientFactory }));
  return (url) => {
    const proxy = findProxy(url, environment);
    if (proxy === undefined) return direct;
    const uri = proxy.url?.href ?? "";
    if (!proxied.has(uri)) proxied.set(uri, openProxy(uri));
    return proxied.get(uri);
  };
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function singleHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): HttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}

/** Most bodies are no larger. */
const SMALL_BODY_BYTES = 65_536;

/** The body as text, or undefined when it is larger than the limit. */
async function readBody(body: Readable, headers: HttpHeaders, maxBytes: number): Promise<string | undefined> {
  const expected = Math.min(Number(headers["content-length"]) || SMALL_BODY_BYTES, SMALL_BODY_BYTES);
  const packed = await collect(body, maxBytes, expected);
  const bytes = packed && (await unpack(packed, headers["content-encoding"], maxBytes));
  return bytes && decoder(headers["content-type"]).decode(bytes);
}

/**
 * All bytes of a body, or undefined when they pass the limit. Listens instead of iterating, so that the stream never
 * pauses: undici 7 throws an error that nothing can catch when a connection ends while its parser is paused
 * (nodejs/undici#5360, mended in 8 only). Copies what comes: a body may come byte by byte, and each piece would keep
 * all that came over the wire with it.
 * @param expected bytes; there may be more, up to `maxBytes`
 */
function collect(body: Readable, maxBytes: number, expected: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.allocUnsafe(expected);
    let size = 0;
    body.on("data", (chunk: Buffer) => {
      const start = size;
      size += chunk.length;
      if (size > maxBytes) {
        body.destroy();
        return resolve(undefined);
      }
      if (size > bytes.length) bytes = Buffer.concat([bytes], Math.max(size, Math.min(2 * bytes.length, maxBytes)));
      chunk.copy(bytes, start);
    });
    body.on("end", () => resolve(bytes.subarray(0, size)));
    body.on("error", reject);
  });
}

/**
 * Decompresses what came, or gives undefined when that would pass the limit: a small body can hold a huge one. undici's own
 * `decompress` does not do: 7.30 fails on an empty body, gives up the connection after an error status, and hangs where
 * the encoding is called "constructor".
 */
async function unpack(packed: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer | undefined> {
  const format = encoding?.trim().toLowerCase();
  if ((format !== "gzip" && format !== "br") || packed.length === 0) return packed;
  const { brotliDecompress, gunzip } = await import("node:zlib");
  const options = { maxOutputLength: maxBytes };
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null, bytes: Buffer) => {
      if (error === null) resolve(bytes);
      else if ("code" in error && error.code === "ERR_BUFFER_TOO_LARGE") resolve(undefined);
      else reject(error);
    };
    if (format === "br") brotliDecompress(packed, options, settle);
    else gunzip(packed, options, settle);
  });
}

const UTF_8 = new TextDecoder();

function decoder(contentType: string | undefined): InstanceType<typeof TextDecoder> {
  const charset = /charset="?([\w-]+)/i.exec(contentType ?? "")?.[1] ?? "utf-8";
  if (/^utf-?8$/i.test(charset)) return UTF_8;
  try {
    return new TextDecoder(charset);
  } catch {
    return UTF_8;
  }
}
