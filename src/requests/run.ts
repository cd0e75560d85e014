import type { Answer } from "../answers/answer.ts";
import type { Connector, Endpoint } from "../connectors/schema/connector.ts";
import type { Credential } from "../credentials/credential.ts";
import { authorizationHeaders } from "../credentials/headers.ts";
import { redact } from "../credentials/redact.ts";
import { done, type Outcome } from "../failures/failure.ts";
import { type Effort, type Line, send } from "../http/send.ts";
import type { Caller, Joiner, Work } from "../http/single-flight.ts";
import { renderAnswer } from "../render/render.ts";
import { cleanText } from "../utils/clean-text.ts";
import { VERSION } from "../utils/version.ts";
import { privacyOf } from "./privacy.ts";
import { type Received, readHttpAnswer } from "./read.ts";
import { endpointUrl } from "./url.ts";
import { type ValidArguments, validateArguments } from "./validate.ts";

/** One key of one connector, ready to be used. */
export interface Account {
  readonly connector: Connector;
  readonly credential: Credential;
  readonly line: Line;
  readonly joiner: Joiner<Outcome<Received>>;
}

/** One tool call: validate, join or wait for a slot, send, read, present. Rejects only with the caller's signal's reason. */
export async function runCall(
  account: Account,
  endpoint: Endpoint,
  given: unknown,
  caller: Caller,
): Promise<Outcome<string>> {
  const valid = validateArguments(endpoint, given);
  if (!valid.ok) return valid;
  const url = endpointUrl(account.credential.baseUrl, endpoint, valid.value.sent);
  const received = await account.joiner.join(url.href, caller, (work) => fetchAnswer(account, url, work));
  if (!received.ok) return received;
  return done(await present(account, endpoint, valid.value, received.value.answer));
}

/** Sends one GET with the account's key and reads the answer. Rejects only with the work's signal's reason. */
export async function fetchAnswer(account: Account, url: URL, work: Work, effort?: Effort): Promise<Outcome<Received>> {
  const { secret, form, baseUrl } = account.credential;
  const headers = {
    ...authorizationHeaders(form.authentication, secret),
    accept: "application/json",
    "user-agent": `keyscope/${VERSION}`,
  };
  const path = url.pathname.slice(baseUrl.pathname.length);
  const sent = await send(account.line, { url, path, headers }, work, effort);
  // With the key that was sent: by the time the answer is here, another one may be in use.
  const clean = (text: string) => redact(cleanText(text), secret);
  if (!sent.ok) return sent;
  const privacy = await privacyOf(account.connector, account.credential);
  return readHttpAnswer(sent.value, account.connector, clean, (text) => privacy?.words(clean(text)) ?? clean(text));
}

async function present(
  { connector, credential, line }: Account,
  endpoint: Endpoint,
  valid: ValidArguments,
  received: Answer,
): Promise<string> {
  const privacy = await privacyOf(connector, credential);
  const { answer, notes } = privacy?.answer(received, endpoint.path) ?? { answer: received, notes: [] };
  return renderAnswer(answer, {
    connector,
    endpoint,
    arguments: valid.sent,
    fields: valid.fields,
    now: line.clock.wall(),
    notes,
  });
}
