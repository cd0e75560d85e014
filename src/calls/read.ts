import { type Answer, readAnswer } from "../results/answer.ts";
import { apiWords } from "./api-words.ts";
import { done, failed, type Outcome } from "./failure.ts";
import type { HttpAnswer } from "./send.ts";

/**
 * The API's answer as data, or why it is none. A 401 and a 403 come out as `unauthorized` and `forbidden`:
 * what they mean depends on what the key was known to hold, which `src/access` knows.
 */
export function readHttpAnswer(http: HttpAnswer): Outcome<Answer> {
  const { status, body, headers, attempts } = http;
  if (status >= 200 && status < 300) {
    const read = readAnswer(body, headers["content-type"]);
    return read.ok ? done(read.answer) : failed({ kind: "bad-answer", status, problem: read.problem });
  }
  if (status < 400) return failed({ kind: "redirected", status, host: redirectHost(headers["location"]) });
  if (status === 401) return failed({ kind: "unauthorized", said: apiWords(body) });
  if (status === 403) return failed({ kind: "forbidden", said: apiWords(body) });
  if (status >= 500) return failed({ kind: "unavailable", status, attempts, said: apiWords(body) });
  return failed({ kind: "refused", status, said: apiWords(body) });
}

/** Where a redirect points, as far as it may be shown: the host, never a path or a query. */
function redirectHost(location: string | undefined): string | undefined {
  return location !== undefined && URL.canParse(location) ? new URL(location).host : undefined;
}
