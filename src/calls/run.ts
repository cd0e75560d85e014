import type { Connector, Endpoint } from "../connectors/connector.ts";
import type { Credential } from "../credentials/credential.ts";
import { authorizationHeaders } from "../credentials/headers.ts";
import { redact } from "../credentials/redact.ts";
import type { Answer } from "../results/answer.ts";
import { cleanText } from "../results/clean.ts";
import { presentAnswer } from "../results/present.ts";
import { VERSION } from "../version.ts";
import { done, type Outcome } from "./failure.ts";
import type { Caller, Joiner, Work } from "./join.ts";
import { readHttpAnswer } from "./read.ts";
import { type Effort, type Line, send } from "./send.ts";
import { type ValidArguments, validateArguments } from "./validate.ts";

/** One key of one connector, ready to be used. */
export interface Account {
  readonly connector: Connector;
  readonly credential: Credential;
  readonly line: Line;
  readonly joiner: Joiner<Outcome<Answer>>;
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
  const url = endpointUrl(account.credential.baseUrl, endpoint.path, valid.value.sent);
  const answer = await account.joiner.join(url.href, caller, (work) => fetchAnswer(account, url, work));
  if (!answer.ok) return answer;
  return done(present(account, endpoint, valid.value, answer.value));
}

/** Sends one GET with the account's key and reads the answer. Rejects only with the work's signal's reason. */
export async function fetchAnswer(account: Account, url: URL, work: Work, effort?: Effort): Promise<Outcome<Answer>> {
  const { secret } = account.credential;
  const headers = {
    ...authorizationHeaders(account.connector.authentication, secret),
    accept: "application/json",
    "user-agent": `keyscope/${VERSION}`,
  };
  const sent = await send(account.line, { url, headers }, work, effort);
  // With the key that was sent: by the time the answer is here, another one may be in use.
  const clean = (text: string) => redact(cleanText(text), secret);
  return sent.ok ? readHttpAnswer(sent.value, clean) : sent;
}

/** The address of an endpoint below the base URL that the key belongs to, with its query. */
export function endpointUrl(baseUrl: URL, path: string, query: ValidArguments["sent"]): URL {
  const url = new URL(baseUrl);
  url.pathname += path;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  // Equal calls are joined by this address, and assistants name the arguments in any order.
  url.searchParams.sort();
  return url;
}

function present(account: Account, endpoint: Endpoint, valid: ValidArguments, answer: Answer): string {
  return presentAnswer(answer, {
    connector: account.connector,
    endpoint,
    arguments: valid.sent,
    fields: valid.fields,
    now: account.line.clock.wall(),
  });
}
