import { type Answer, readAnswer } from "../answers/answer.ts";
import type { Connector } from "../connectors/schema/connector.ts";
import { done, failed, type Outcome } from "../failures/failure.ts";
import type { HttpHeaders } from "../http/client.ts";
import type { HttpAnswer } from "../http/send.ts";
import type { Clean } from "../utils/clean-text.ts";
import { apiSaid, requestIdIn } from "./error-body.ts";

/** An answer as data, and the headers that it came with, as they came. */
export interface Received {
  readonly answer: Answer;
  readonly headers: HttpHeaders;
}

/**
 * The API's answer as data, or why it is none. A 401 and a 403 come out as `unauthorized` and `forbidden`:
 * what they mean depends on what the key was known to hold, which `src/scopes` knows. Every text is cleaned before it
 * is cut anywhere: half a key would pass the gates that look for a whole one.
 * @param cleanWords for words that are no answer: an error's, and the title of a page
 */
export function readHttpAnswer(
  http: HttpAnswer,
  connector: Connector,
  clean: Clean,
  cleanWords: Clean = clean,
): Outcome<Received> {
  const { status, body, headers, attempts } = http;
  if (status >= 200 && status < 300) {
    const read = readAnswer(body, headers["content-type"], connector.envelope, clean, cleanWords);
    if (read.ok) return done({ answer: read.answer, headers });
    const { requestId } = requestIdIn(headers, connector, clean);
    return failed({ kind: "bad-answer", status, problem: read.problem, requestId });
  }
  if (status < 400) return failed({ kind: "redirected", status, host: redirectHost(headers["location"], clean) });
  const said = apiSaid(http, connector, cleanWords);
  if (status === 401) return failed({ kind: "unauthorized", said });
  if (status === 403) return failed({ kind: "forbidden", said, unsure: [] });
  if (status >= 500) return failed({ kind: "unavailable", status, attempts, said });
  return failed({ kind: "refused", status, said });
}

/** Where a redirect points, as far as it may be shown: the host, never a path or a query. */
function redirectHost(location: string | undefined, clean: Clean): string | undefined {
  const address = location === undefined ? "" : clean(location);
  const host = URL.canParse(address) ? new URL(address).host : "";
  // The parser lets quotes and commas through, and thousands of characters: those could pass for words of ours.
  return /^[a-z0-9.:[\]-]{1,100}$/.test(host) ? host : undefined;
}
