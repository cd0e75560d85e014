import type { Connector, Endpoint } from "../connectors/connector.ts";
import type { Credential } from "../credentials/credential.ts";
import { authorizationHeaders } from "../credentials/headers.ts";
import type { Answer } from "../results/answer.ts";
import { presentAnswer } from "../results/present.ts";
import { VERSION } from "../version.ts";
import { startDeadline } from "./deadline.ts";
import { done, failed, type Outcome } from "./failure.ts";
import type { Caller, Joiner, Work } from "./join.ts";
import { readHttpAnswer } from "./read.ts";
import { type Line, send } from "./send.ts";
import { type ValidArguments, validateArguments } from "./validate.ts";

/** A call ends within this, whatever happens: less than any client waits. */
const CALL_MS = 30_000;

/** One key of one connector, ready to be used. */
export interface Account {
  readonly connector: Connector;
  readonly credential: Credential;
  readonly line: Line;
  readonly joiner: Joiner<Outcome<Answer>>;
}

/** One tool call: validate, join or wait for a slot, send, read, present. Never rejects. */
export async function runCall(
  account: Account,
  endpoint: Endpoint,
  given: unknown,
  caller: Caller,
): Promise<Outcome<string>> {
  const valid = validateArguments(endpoint, given);
  if (!valid.ok) return valid;
  const url = endpointUrl(account.credential.baseUrl, endpoint.path, valid.value.sent);
  const answer = await withinDeadline(caller, (timely) =>
    account.joiner.join(url.href, timely, (work) => fetchAnswer(account, url, work)),
  );
  if (!answer.ok) return answer;
  return done(present(account, endpoint, valid.value, answer.value));
}

/** Sends one GET with the account's key and reads the answer. Rejects only with the work's signal's reason. */
export async function fetchAnswer(
  account: Pick<Account, "connector" | "credential" | "line">,
  url: URL,
  work: Work,
  retries?: number,
): Promise<Outcome<Answer>> {
  const headers = {
    ...authorizationHeaders(account.connector.authentication, account.credential.secret),
    accept: "application/json",
    "user-agent": `keyscope/${VERSION}`,
  };
  const sent = await send(account.line, { url, headers }, work, retries);
  return sent.ok ? readHttpAnswer(sent.value) : sent;
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

async function withinDeadline<T>(caller: Caller, work: (timely: Caller) => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const deadline = startDeadline(CALL_MS, caller.signal);
  try {
    return await work({ signal: deadline.signal, onWait: caller.onWait });
  } catch (error) {
    if (caller.signal.aborted) return failed({ kind: "cancelled" });
    if (deadline.expired()) return failed({ kind: "deadline", seconds: CALL_MS / 1000 });
    throw error;
  } finally {
    deadline.clear();
  }
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
