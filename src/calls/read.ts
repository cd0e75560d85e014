import { type Answer, readAnswer } from "../results/answer.ts";
import type { Clean } from "../results/clean.ts";
import { apiWords } from "./api-words.ts";
import { done, failed, type Outcome } from "./failure.ts";
import type { HttpAnswer } from "./send.ts";

/**
 * The API's answer as data, or why it is none. A 401 and a 403 come out as `unauthorized` and `forbidden`:
 * what they mean depends on what the key was known to hold, which `src/access` knows. Every text is cleaned before it
 * is cut anywhere: half a key would pass the gates that look for a whole one.
 */
export function readHttpAnswer(http: HttpAnswer, clean: Clean): Outcome<Answer> {
  const { status, body, headers, attempts } = http;
  if (status >= 200 && status < 300) {
    const read = readAnswer(body, headers["content-type"], clean);
    return read.ok ? done(read.answer) : failed({ kind: "bad-answer", status, problem: read.problem });
  }
  if (status < 400) return failed({ kind: "redirected", status, host: redirectHost(headers["location"], clean) });
  if (status === 401) return failed({ kind: "unauthorized", said: apiWords(body, clean) });
  if (status === 403) return failed({ kind: "forbidden", said: apiWords(body, clean) });
  if (status >= 500) return failed({ kind: "unavailable", status, attempts, said: apiWords(body, clean) });
  return failed({ kind: "refused", status, said: apiWords(body, clean) });
}

/** Where a redirect points, as far as it may be shown: the host, never a path or a query. */
function redirectHost(location: string | undefined, clean: Clean): string | undefined {
  const address = location === undefined ? "" : clean(location);
  const host = URL.canParse(address) ? new URL(address).host : "";
  // The parser lets quotes and commas through, and thousands of characters: those could pass for words of ours.
  return /^[a-z0-9.:[\]-]{1,100}$/.test(host) ? host : undefined;
}
