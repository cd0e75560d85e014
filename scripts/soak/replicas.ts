// npm run soak -- replicas [--minutes N]: three servers over HTTP with one key and one store, all of them under load, while the
// store and a server are killed and started again. Fails when the API sees more than the limit in any 60 s, or a call is lost.
// Before it, the days of test/rate-limit/valkey/scenarios.ts are played in a time of their own, at each pace and with other luck.
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createClient } from "@redis/client";
import { clientEnvironment, temporaryHome } from "../../test/helpers/clients.ts";
import { type Running, startCommand } from "../../test/helpers/command.ts";
import { postHeaders } from "../../test/helpers/raw-server.ts";
import { paces } from "../../test/rate-limit/simulated-world.ts";
import { measure, scenarios } from "../../test/rate-limit/valkey/scenarios.ts";
import { startValkey, valkeySkipped } from "../../test/rate-limit/valkey/server.ts";
import { LIMIT, MINUTE_MS, mostInAMinute, startStrictApi } from "./strict-api.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "4" } },
  args: process.argv.slice(3),
});
const minutes = Number(values.minutes);
if (!(minutes >= 2)) throw new Error("--minutes must be a number from 2.");
const skipped = valkeySkipped();
if (skipped !== undefined) throw new Error(skipped);

const TOKEN = "a-token-of-the-soak-0123456789";
const CALLS_AT_ONCE = 4;
/** Of the clients: a call ends within 30 s, says the design, and this leaves the machine some time. */
const ANSWER_MS = 40_000;
/** All replicas together; with the store there all the time it is some 115. */
const LEAST_A_MINUTE = 40;

const SEEDS = 3;
const valkey = await startValkey();
const simulated = await simulate();
const api = await startStrictApi();
const replicas = await Promise.all(["one", "two", "three"].map(openReplica));
const tally = { rows: 0, limited: 0, retried: 0, lost: [] as string[] };
const log: string[] = [];
const began = performance.now();
const end = began + minutes * MINUTE_MS;
let asked = 0;

try {
  await Promise.all([disturb(), ...replicas.flatMap((one) => Array.from({ length: CALLS_AT_ONCE }, () => load(one)))]);
} finally {
  for (const { stop } of replicas) await stop();
  await valkey.close();
  await api.close();
}

const most = mostInAMinute(api.arrivals);
const aMinute = api.arrivals.length / minutes;
process.stdout.write(
  `${log.join("\n")}\n${tally.rows + tally.limited + tally.lost.length} calls in ${minutes} minutes: ${tally.rows} with rows, ${tally.limited} told of the limit, ${tally.lost.length} lost; ${tally.retried} more met a server that was being killed.\n` +
    `At most ${most} requests in any 60 s of ${LIMIT} allowed, ${aMinute.toFixed(0)} a minute.\n`,
);
const failures = [
  ...simulated,
  ...(most > LIMIT ? [`${most} requests arrived within 60 s`] : []),
  ...(aMinute < LEAST_A_MINUTE ? [`only ${aMinute.toFixed(0)} requests arrived a minute`] : []),
  ...tally.lost.slice(0, 10).map((text) => `lost: ${text}`),
];
process.stdout.write(failures.length === 0 ? "Nothing lost.\n" : `FAILED\n- ${failures.join("\n- ")}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** Plays each day on the real store, and gives what went wrong. */
async function simulate(): Promise<string[]> {
  const client = createClient({ url: valkey.url });
  await client.connect();
  const wrong: string[] = [];
  for (const scenario of scenarios) {
    for (const pace of paces) {
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { most, aMinute } = await measure(client, scenario, pace, { minutes: 3, seed });
        const what = `simulated: ${scenario[0]}, ${pace[0]}, ${seed}: ${most} in a minute, ${aMinute.toFixed(0)} on average`;
        if (most > LIMIT || aMinute < scenario[1]) wrong.push(what);
      }
    }
  }
  client.destroy();
  process.stdout.write(
    `Simulated ${scenarios.length} days of 3 minutes, ${SEEDS * paces.length} times each: ${wrong.length} went wrong.\n`,
  );
  return wrong;
}

/** A server on a machine of its own, which can be killed and started again there. */
async function openReplica(name: string) {
  const home = await temporaryHome();
  const env = clientEnvironment(home.path, {
    SETPILOT_API_KEY: "spa_sk_soak_key_replicas",
    SETPILOT_BASE_URL: api.baseUrl,
    KEYSCOPE_HTTP_TOKEN: TOKEN,
  });
  let running: Running;
  const replica = {
    name,
    url: "",
    /** How often it was killed: a call that saw this change may have been under way there. */
    deaths: 0,
    async start() {
      running = startCommand(["serve", "setpilot", "--http", "127.0.0.1:0", "--store", valkey.url], { env });
      await running.until("Ctrl-C ends it.");
      replica.url = /http:\S+\/mcp/.exec(running.output())?.[0] ?? "";
    },
    async kill() {
      replica.deaths += 1;
      replica.url = "";
      running.kill("SIGKILL");
      await running.ended;
    },
    async stop() {
      running.kill("SIGKILL");
      await running.ended;
      await home.remove();
    },
  };
  await replica.start();
  return replica;
}

/** Calls without a break, each for something else. A call that was told of the limit waits a little. */
async function load(replica: Awaited<ReturnType<typeof openReplica>>): Promise<void> {
  while (performance.now() < end) {
    const { url, deaths } = replica;
    if (url === "") {
      await delay(20);
      continue;
    }
    const answer = await call(url);
    if (answer.kind === "rows") tally.rows += 1;
    else if (answer.kind === "limited") tally.limited += 1;
    else if (replica.deaths !== deaths) tally.retried += 1;
    else tally.lost.push(`${replica.name}: ${answer.text.slice(0, 300)}`);
    if (answer.kind !== "rows") await delay(200);
  }
}

async function call(url: string): Promise<{ readonly kind: "rows" | "limited" | "other"; readonly text: string }> {
  asked += 1;
  const params = { name: "setpilot_list_orders", arguments: { search: `soak ${asked}` } };
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: postHeaders(TOKEN),
      body: JSON.stringify({ jsonrpc: "2.0", id: asked, method: "tools/call", params }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await response.text();
    if (!text.includes('"isError":true')) return { kind: text.includes("Setpilot") ? "rows" : "other", text };
    return { kind: /The limit of Setpilot is used up for now/.test(text) ? "limited" : "other", text };
  } catch (error) {
    return { kind: "other", text: error instanceof Error ? `${error.message} ${String(error.cause)}` : String(error) };
  }
}

/** Some 70 s of what may happen, again and again; all is well for the last 20 s. */
async function disturb(): Promise<void> {
  const [first, second] = replicas;
  if (first === undefined || second === undefined) return;
  const steps: readonly (readonly [seconds: number, what: string, how: () => unknown])[] = [
    [12, "the store is killed", valkey.kill],
    [9, "the store starts again, empty", valkey.start],
    [12, "a server is killed", first.kill],
    [3, "that server starts again", first.start],
    [12, "the store is killed and starts again at once", () => valkey.kill().then(valkey.start)],
    [10, "the store stops for 3 s, and a server is killed", () => Promise.all([freeze(3_000), second.kill()])],
    [1, "that server starts again", second.start],
    [5, "the store is killed", valkey.kill],
    [0.5, "a server is killed while the store is gone", first.kill],
    [2, "that server starts again, without a store", first.start],
    [3, "the store starts again, empty", valkey.start],
  ];
  for (;;) {
    for (const [seconds, what, how] of steps) {
      if (performance.now() + seconds * 1_000 > end - 20_000 && what.includes("killed")) return;
      await delay(seconds * 1_000);
      log.push(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${what}`);
      await how();
    }
  }
}

async function freeze(milliseconds: number): Promise<void> {
  valkey.signal("SIGSTOP");
  await delay(milliseconds);
  valkey.signal("SIGCONT");
}
