import { createHttpClient, type HttpClient } from "../../src/http/client.ts";

export interface GetOptions {
  readonly client?: HttpClient;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes one GET, with the defaults of these tests. */
export function get(
  url: URL,
  {
    client = createHttpClient({}),
    timeoutMs = 5_000,
    signal = new AbortController().signal,
    headers = {},
  }: GetOptions = {},
) {
  return client.get(url, headers, timeoutMs, signal);
}
