import type { Scope } from "../../src/sandbox/index.ts";
import { isLocal, kindOf } from "./answers.ts";
import type { Api } from "./api.ts";
import { type Disturbance, disturbances } from "./disturbances.ts";
import type { Answer, Call, SoakServer } from "./server.ts";

/** A server under soak, and the key it has now. */
export interface Subject {
  readonly name: string;
  readonly server: SoakServer;
  /** Sets the calls of servers with the same key apart. */
  readonly salt: number;
  /** Calls in a round. */
  readonly callsPerRound: number;
  key: string;
  /** Stores another key where the server will find it; undefined when its key is fixed by the environment. */
  readonly rotate: ((lacks: readonly Scope[]) => Promise<string>) | undefined;
  readonly tally: Tally;
  /** The requests of the round's calls, those aside that were plainly answered without one. */
  asked: string[];
  rounds: number;
  rotations: number;
  seenListChanges: number;
  mustRotate: boolean;
  mustCheck: boolean;
}

/** What the soak counts. */
export interface Tally {
  calls: number;
  /** Calls whose very request the API saw, whether they sent it or joined one that was under way. */
  reached: number;
  readonly answers: Map<string, number>;
  readonly faults: Map<string, number>;
  readonly unexpected: string[];
}

interface Planned {
  readonly tool: string;
  readonly given: Readonly<Record<string, string | number>>;
  /** The request that the call makes, as the sandbox reports it; undefined for a call that makes none. */
  readonly request: string | undefined;
}

/** After so many requests a key is replaced, so that a whole round still fits below Setpilot's 120. */
const REQUESTS_PER_KEY = 75;

/** One round: perhaps some disturbance, a handful of calls at once, and a look at what arrived. */
export async function playRound(subject: Subject, api: Api): Promise<void> {
  const { server, tally } = subject;
  const disturbance = await prepare(subject, api);
  const planned = plan(subject, disturbance);
  const calls = planned.map(({ tool, given }) => server.call(tool, given));
  await disturb(subject, disturbance, calls);
  const answers = await Promise.all(calls.map((call) => call.answer));
  const report = await api.order({ key: subject.key, heal: true });
  for (const [index, answer] of answers.entries()) {
    const { tool, given, request } = planned[index] ?? { tool: "?", given: {}, request: undefined };
    const kind = count(
      tally,
      answer,
      `${subject.name}: ${tool} ${JSON.stringify(given)} (${disturbance?.name ?? "no fault"})`,
    );
    if (request !== undefined && !isLocal(kind)) subject.asked.push(request);
  }
  if (disturbance?.also === "take scopes away") await api.order({ key: subject.key, lacks: [] });
  subject.mustRotate ||= report.requests >= REQUESTS_PER_KEY || disturbance?.also === "take scopes away";
  subject.mustCheck = disturbance?.fault?.kind === "status" && disturbance.fault.status === 401;
  subject.rounds += 1;
}

/** Key, list and fault for the round. */
async function prepare(subject: Subject, api: Api): Promise<Disturbance | undefined> {
  const { server } = subject;
  if (subject.mustRotate && subject.rotate !== undefined) {
    const old = subject.key;
    // Every other key has a scope less, so that the list of tools changes with the key.
    subject.key = await subject.rotate(subject.rotations % 2 === 0 ? ["inventory"] : []);
    await api.order({ key: old, revoke: true });
    subject.rotations += 1;
    subject.mustRotate = false;
  }
  // As clients do: the list is asked for when the server says that it changed.
  if (server.listChanges() > subject.seenListChanges) {
    subject.seenListChanges = server.listChanges();
    await server.request("tools/list").answer;
  }
  // Every other round is a good one.
  const disturbance =
    subject.rounds % 2 === 0 ? undefined : disturbances[((subject.rounds - 1) / 2) % disturbances.length];
  if (disturbance === undefined || (disturbance.onlyFixedKey === true && subject.rotate !== undefined))
    return undefined;
  const { fault, requests, path } = disturbance;
  if (fault !== undefined) await api.order({ key: subject.key, fault, limits: { requests, path } });
  if (disturbance.also === "take scopes away") await api.order({ key: subject.key, lacks: ["orders", "products"] });
  subject.tally.faults.set(disturbance.name, (subject.tally.faults.get(disturbance.name) ?? 0) + 1);
  return disturbance;
}

function plan(subject: Subject, disturbance: Disturbance | undefined): Planned[] {
  const { callsPerRound, rounds } = subject;
  const own: Planned[] = [];
  if (subject.mustCheck || rounds % 20 === 10)
    own.push({ tool: "setpilot_check_access", given: {}, request: undefined });
  if (disturbance?.also === "cancel") own.unshift(endpointCall(7, rounds));
  if (disturbance?.also === "talk nonsense") {
    own.push({ tool: "setpilot_list_order", given: {}, request: undefined });
    own.push({ tool: "setpilot_list_orders", given: { page_size: 1_000 }, request: undefined });
  }
  const isLate = disturbance?.also === "read late";
  // One request, and far more large answers than a pipe holds: well over ten messages wait, Node's limit for listeners.
  const wanted = isLate && callsPerRound > 4 ? 30 : callsPerRound;
  for (let at = own.length; at < wanted; at += 1) {
    // The last two calls of a full round are the same, and joined.
    const which = wanted < 4 ? (rounds + at) % 7 : Math.min(at, wanted - 2);
    const salt = subject.salt + rounds * callsPerRound + (wanted < 4 ? at : which);
    own.push(isLate ? endpointCall(0, subject.salt, 100) : endpointCall(which, salt));
  }
  return own;
}

/** A call of an endpoint, unlike its neighbours and unlike the probes, so that its request can be told from theirs. */
function endpointCall(which: number, salt: number, size = 2 + (salt % 30)): Planned {
  const page = 1 + (salt % 40);
  switch (which) {
    case 0:
      return planned("setpilot_list_orders", "orders/", { page, page_size: size });
    case 1:
      return planned("setpilot_list_products", "products/", { page: 1 + (salt % 3), page_size: size });
    case 2:
      return planned("setpilot_get_summary", "dashboard/summary/", { year: 2025 + (salt % 2) });
    case 3:
      return planned("setpilot_list_inventory", "inventory/", { limit: size });
    case 4:
      return planned("setpilot_get_daily", "dashboard/daily/", { days: size });
    case 5:
      return planned("setpilot_get_top_products", "top-products/", { limit: size });
    case 6:
      return planned("setpilot_get_marketing", "marketing/", { months: 1 + (salt % 24) });
    default:
      return planned("setpilot_get_customer_metrics", "customer-metrics/", { months: 1 + (salt % 24) });
  }
}

function planned(tool: string, path: string, given: Readonly<Record<string, number>>): Planned {
  const sent = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) sent.set(name, String(value));
  sent.sort();
  return { tool, given, request: `${path}?${sent}` };
}

/** What client and person do while the calls are under way. */
async function disturb(
  { server }: Subject,
  disturbance: Disturbance | undefined,
  calls: readonly Call[],
): Promise<void> {
  switch (disturbance?.also) {
    case "cancel":
      await new Promise((resolve) => setTimeout(resolve, 40));
      await Promise.all(calls.slice(0, 2).map((call) => call.cancel()));
      break;
    case "read late":
      await server.readLate(200);
      break;
    case "talk nonsense":
      server.write("this is not JSON\n{}\n[]\n");
      await server.request("no/such/method").answer;
      break;
    default:
  }
}

function count(tally: Tally, answer: Answer, what: string): string | undefined {
  tally.calls += 1;
  const kind = kindOf(answer);
  if (kind === undefined) tally.unexpected.push(`${what}: ${JSON.stringify(answer).slice(0, 300)}`);
  else tally.answers.set(kind, (tally.answers.get(kind) ?? 0) + 1);
  return kind;
}
