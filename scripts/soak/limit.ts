import { clientEnvironment, temporaryHome } from "../../test/helpers/clients.ts";
import { type SoakServer, startServer } from "./server.ts";
import { LIMIT, MINUTE_MS, mostInAMinute, startStrictApi } from "./strict-api.ts";

/** Two windows and a little: in the second the first one's requests still count. */
const RUN_MS = 130_000;
const CALLS_AT_ONCE = 4;

/** What the API saw of one home, whose processes share a limit. */
interface Seen {
  readonly processes: number;
  /** The most requests that arrived in any 60 s. */
  readonly most: number;
  readonly aMinute: number;
}

/** Sends as much as Keyscope lets through, from one process and from three, to an API with a strict rolling window. */
export async function soakLimit(): Promise<readonly string[]> {
  const seen = await Promise.all([1, 3].map(fullSpeed));
  for (const { processes, most, aMinute } of seen) {
    process.stdout.write(
      `${processes} at full speed: at most ${most} requests in any 60 s of ${LIMIT} allowed, ${aMinute.toFixed(0)} a minute\n`,
    );
  }
  return seen.flatMap(({ processes, most, aMinute }) => [
    ...(most > LIMIT ? [`${processes} at full speed sent ${most} requests within 60 s, ${LIMIT} are allowed`] : []),
    ...(aMinute < 110 ? [`${processes} at full speed sent only ${aMinute.toFixed(0)} requests a minute`] : []),
  ]);
}

async function fullSpeed(processes: number): Promise<Seen> {
  const home = await temporaryHome();
  const api = await startStrictApi();
  const environment = clientEnvironment(home.path, {
    SETPILOT_API_KEY: "spa_sk_soak_key_limit",
    SETPILOT_BASE_URL: api.baseUrl,
  });
  const servers: SoakServer[] = [];
  try {
    for (let count = 0; count < processes; count += 1) servers.push(await startServer("2025-11-25", [], environment));
    const end = performance.now() + RUN_MS;
    await Promise.all(servers.flatMap((server) => Array.from({ length: CALLS_AT_ONCE }, () => callUntil(server, end))));
  } finally {
    for (const server of servers) server.kill();
    await api.close();
    await home.remove();
  }
  const began = api.arrivals[0] ?? 0;
  // Whole windows only: in a part of one all its requests may stand, or none.
  const inTwo = api.arrivals.filter((at) => at < began + 2 * MINUTE_MS).length;
  return { processes, most: mostInAMinute(api.arrivals), aMinute: inTwo / 2 };
}

let asked = 0;

/** Calls without a break, each for something else, so that none joins another. A call that was turned away waits a little. */
async function callUntil(server: SoakServer, end: number): Promise<void> {
  while (performance.now() < end) {
    asked += 1;
    const answer = await server.call("setpilot_list_orders", { search: `soak ${asked}` }).answer;
    const isServed = answer.kind === "result" && !answer.isError;
    if (!isServed) await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
