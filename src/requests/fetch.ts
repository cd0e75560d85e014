import { setImmediate as nextTurn } from "node:timers/promises";
import { type Answer, type HowToRead, readAnswer } from "../answers/answer.ts";
import type { RowTemplate } from "../answers/row-template.ts";
import type { Connector, Endpoint } from "../connectors/schema/connector.ts";
import { authorizationHeaders, type Credential } from "../credentials/credential.ts";
import { redact } from "../credentials/redact.ts";
import { done, failed, type Outcome } from "../failures/failure.ts";
import type { HttpHeaders } from "../http/client.ts";
import { type Effort, type HttpAnswer, send } from "../http/send.ts";
import type { Caller, Work } from "../http/single-flight.ts";
import type { MaskedAnswer, Privacy } from "../privacy/mask-answer.ts";
import { privacyOf } from "../privacy/policy.ts";
import { type Clean, cleanText } from "../utils/clean-text.ts";
import { collectGarbage } from "../utils/collect-garbage.ts";
import { createQueue, inTurns, type Pieces } from "../utils/turns.ts";
import { VERSION } from "../utils/version.ts";
import type { ApiClient } from "./api-client.ts";
import { type ValidArguments, validateArguments } from "./arguments.ts";
import { readErrorBody, readRequestId } from "./error-body.ts";
import { endpointUrl } from "./url.ts";

/** An answer as data, cleaned and without the key, and the headers that it came with, as they came. */
export interface Received {
  readonly answer: Answer;
  readonly headers: HttpHeaders;
}

/** What an endpoint answered to one call. */
export interface Fetched extends MaskedAnswer {
  readonly arguments: ValidArguments;
  /** The key that was used: by the time the answer is rendered, another one may be in use. */
  readonly credential: Credential;
  readonly receivedAt: Date;
}

/** Who asks for an endpoint's answer. */
export interface FetchCaller extends Caller {
  /** Personal data is masked for them, also where the key's setting shows it. */
  readonly isMasked?: boolean;
  /** How rows were written before; those of a masked answer must be parsed. */
  readonly template?: RowTemplate | undefined;
}

/**
 * One call: validates the arguments, joins the same call if it is under way, waits for a slot, sends, reads, masks.
 * Rejects only with the caller's signal's reason.
 */
export async function fetchEndpoint(
  api: ApiClient,
  endpoint: Endpoint,
  given: unknown,
  caller: FetchCaller,
): Promise<Outcome<Fetched>> {
  const valid = validateArguments(endpoint, given);
  if (!valid.ok) return valid;
  const { credential, singleFlight, transport } = api;
  const url = endpointUrl(credential.baseUrl, endpoint, valid.value.sent);
  const { isMasked = false, template } = caller;
  // Each person's own, so that nobody waits, or is turned away, for what another one used of a limit; and never one for those
  // who see people's data and those who do not, nor for those who know how to take rows that were not parsed.
  const kind = `${isMasked ? "masked " : ""}${template === undefined ? "" : "cut "}`;
  const flight = `${caller.person ?? ""} ${kind}${endpoint.path} ${url.href}`;
  const fetched = await singleFlight.run(flight, caller, (work) => fetchMasked(api, endpoint, url, caller, work));
  if (!fetched.ok) return fetched;
  return done({ ...fetched.value, arguments: valid.value, credential, receivedAt: transport.clock.wall() });
}

/** Asks once for what the API says of a key, with the client's key. Rejects only with the work's signal's reason. */
export async function fetchAnswer(api: ApiClient, url: URL, work: Work, effort: Effort): Promise<Outcome<Received>> {
  const sent = await sendWithKey(api, url, work, effort);
  const privacy = await privacyOf(api);
  return alone(sent, () => inTurns(read(api, sent, privacy), work.signal));
}

async function fetchMasked(
  api: ApiClient,
  { path }: Endpoint,
  url: URL,
  { isMasked, template }: FetchCaller,
  work: Work,
): Promise<Outcome<MaskedAnswer>> {
  const sent = await sendWithKey(api, url, work);
  const privacy = await privacyOf(api, isMasked);
  return alone(sent, () => inTurns(readMasked(api, sent, privacy, path, template), work.signal));
}

/** A body of this many UTF-16 units takes time and memory worth mentioning. */
const LARGE_BODY = 500_000;
/** One for the process, whose memory it is: four bodies of 10 MB at once would take over half a gigabyte. */
const queueLarge = createQueue();

/** Works on a large body while no other is worked on. */
function alone<T>(sent: Outcome<HttpAnswer>, work: () => Promise<T>): Promise<T> {
  if (!sent.ok || sent.value.body.length <= LARGE_BODY) return work();
  return queueLarge(async () => {
    // What came of the one before is used and let go before this one needs memory too.
    await nextTurn();
    collectGarbage();
    return work();
  });
}

function* readMasked(
  api: ApiClient,
  sent: Outcome<HttpAnswer>,
  privacy: Privacy | undefined,
  path: string,
  template: RowTemplate | undefined,
): Pieces<Outcome<MaskedAnswer>> {
  const received = yield* read(api, sent, privacy, privacy === undefined ? template : undefined);
  if (!received.ok) return received;
  const { answer } = received.value;
  return done(privacy === undefined ? { answer, masked: 0 } : yield* privacy.mask(answer, path));
}

function sendWithKey(api: ApiClient, url: URL, work: Work, effort?: Effort): Promise<Outcome<HttpAnswer>> {
  const { secret, form, baseUrl } = api.credential;
  const headers = {
    accept: "application/json",
    ...fixedHeaders(api.connector),
    ...authorizationHeaders(form.authentication, secret),
    "user-agent": `keyscope/${VERSION}`,
  };
  const path = url.pathname.slice(baseUrl.pathname.length);
  return send(api.transport, { url, path, headers }, work, effort);
}

/** In lower case, so that one of them takes the place of ours. */
function fixedHeaders({ headers = {} }: Connector): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function* read(
  { connector, credential }: ApiClient,
  sent: Outcome<HttpAnswer>,
  privacy: Privacy | undefined,
  template?: RowTemplate,
): Pieces<Outcome<Received>> {
  if (!sent.ok) return sent;
  // With the key that was sent: by the time the answer is here, another one may be in use.
  const clean = (text: string) => redact(cleanText(text), credential.secret);
  const cleanWords = (text: string) => privacy?.words(clean(text)) ?? clean(text);
  return yield* readHttpAnswer(sent.value, connector, { clean, cleanWords, template });
}

/**
 * Reads the API's answer as data, or tells why it is none. A 401 and a 403 come out as `unauthorized` and `forbidden`:
 * what they mean depends on what the key was known to hold, which `src/scopes` knows. Every text is cleaned before it
 * is cut anywhere: half a key would pass the gates that look for a whole one.
 */
function* readHttpAnswer(http: HttpAnswer, connector: Connector, how: HowToRead): Pieces<Outcome<Received>> {
  const { status, body, headers, attempts } = http;
  if (status >= 200 && status < 300) {
    const answered = yield* readAnswer(body, headers["content-type"], connector.envelope, how);
    if (answered.ok) return done({ answer: answered.answer, headers });
    const { requestId } = readRequestId(headers, connector, how.clean);
    return failed({ kind: "bad-answer", status, reason: answered.failure, requestId });
  }
  if (status < 400) return failed({ kind: "redirected", status, host: redirectHost(headers["location"], how.clean) });
  const said = readErrorBody(http, connector, how.cleanWords);
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
