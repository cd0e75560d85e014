import { alignColumns } from "../../src/terminal/table.ts";
import { hostileBodies } from "../../test/answers/hostile-bodies.ts";
import { clientEnvironment } from "../../test/helpers/clients.ts";
import { serve } from "../../test/helpers/loopback.ts";
import { type SoakServer, startServer } from "./server.ts";

/** What is read of an answer at most, with what stands around it. */
const SIZE = 9_000_000;
/** Each was among the slowest of its kind when all were measured. */
const BODIES = [
  "an object with many keys",
  "an object with many lists",
  "one key repeated, other values",
  "rows with ten of 50,000 keys",
  "rows with keys in any order",
  "rows of a shop",
  "rows of people",
  "rows inside rows",
  "rows with 64-bit ids",
  "empty objects",
  "many towers of 900 levels",
  "floats",
  "texts of six characters",
  "numbers of 17 digits",
  'one text of "DE89 "',
  'one text of "\\\\\\":\\\\\\":"',
];

/** The promises, in milliseconds and MB. */
const MOST = { otherCall: 1000, call: 30_000, end: 1000, residentMb: 400 };

type Figures = { -readonly [name in keyof typeof MOST]: number };

/**
 * Lets a server read answers that were made to stall it, four at once, while another call asks for a sign of life. Prints
 * the slowest of each, and gives the promises that were broken. The second time the server has a small heap.
 */
export async function soakHostile(home: string): Promise<string[]> {
  const failures: string[] = [];
  for (const options of ["", "--max-old-space-size=256"]) {
    const figures = await measure(home, options);
    const rows = Object.entries(figures).map(([name, value]) => [`  ${name}`, value.toFixed(0)]);
    process.stdout.write(`Hostile answers, four at once ${options}\n${alignColumns(rows).join("\n")}\n\n`);
    for (const name of ["otherCall", "call", "end", "residentMb"] as const) {
      if (!(figures[name] <= MOST[name]))
        failures.push(`hostile answers ${options}: ${name} ${figures[name].toFixed(0)}`);
    }
  }
  return failures;
}

async function measure(home: string, options: string): Promise<Figures> {
  let body = Buffer.alloc(0);
  const api = await serve((request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(request.url?.includes("page=") === true ? body : '{"data":[],"meta":{}}');
  });
  const env = clientEnvironment(home, {
    SETPILOT_API_KEY: `spa_sk_soak_hostile_${options.length}`,
    SETPILOT_BASE_URL: api.url.href,
    SETPILOT_PRIVACY: "masked",
    NODE_OPTIONS: options,
  });
  const start = () => startServer("2025-11-25", [], env);
  const figures: Figures = { otherCall: 0, call: 0, end: 0, residentMb: 0 };
  const server = await start();
  try {
    for (const name of BODIES) {
      body = Buffer.from(hostileBodies[name]?.(SIZE) ?? "");
      await callFour(server, name, figures);
    }
    figures.residentMb = server.peakMb();
    body = Buffer.from(hostileBodies["rows of people"]?.(SIZE) ?? "");
    for (const signal of [undefined, "SIGTERM"] as const) {
      const ending = signal === undefined ? server : await start();
      for (const page of [1, 2, 3, 4]) ending.call("setpilot_list_orders", { page });
      await new Promise((resolve) => setTimeout(resolve, 500));
      figures.end = Math.max(figures.end, await ending.end(signal));
    }
  } finally {
    server.kill();
    await api.close();
  }
  return figures;
}

/** Calls with four pages, so that none joins another, and asks for a sign of life until all are answered. */
async function callFour(server: SoakServer, name: string, figures: Figures): Promise<void> {
  const began = performance.now();
  let open = 4;
  let slowest = 0;
  const calls = [1, 2, 3, 4].map(async (page) => {
    const { kind } = await server.call("setpilot_list_orders", { page }).answer;
    open -= 1;
    if (kind !== "result") throw new Error(`${name}: ${kind}`);
  });
  while (open > 0 && server.isAlive()) {
    const asked = performance.now();
    await server.request("ping").answer;
    slowest = Math.max(slowest, performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await Promise.all(calls);
  figures.otherCall = Math.max(figures.otherCall, slowest);
  figures.call = Math.max(figures.call, performance.now() - began);
  if (process.env["SOAK_DETAILS"] !== undefined) {
    process.stdout.write(
      `  ${name}: other call ${slowest.toFixed(0)} ms, four calls ${(performance.now() - began).toFixed(0)} ms, ${server.peakMb().toFixed(0)} MB\n`,
    );
  }
}
