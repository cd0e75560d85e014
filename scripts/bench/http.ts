import { join } from "node:path";
import { Pool } from "undici";
import { openApp } from "../../src/app/app.ts";
import { openToolList } from "../../src/tools/tool-list.ts";
import { clientEnvironment } from "../../test/helpers/clients.ts";
import { startProcess } from "../../test/helpers/command.ts";
import { postHeaders, withEnvelope } from "../../test/helpers/raw-server.ts";
import { median, type ServerCommand } from "./measure.ts";
import { residentMb } from "./process.ts";
import type { Row } from "./report.ts";

/*
 * Serving over HTTP, beside a bare server of node:http that takes its turn with it. The load comes from this process,
 * on the same processors.
 */

const BARE = join(import.meta.dirname, "bare-http.mjs");
const TOKEN = "kst_of_the_bench_that_is_long_enough_0123456789";
const PROTOCOL = "2026-07-28";
const BODY = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: withEnvelope(PROTOCOL) });
const HEADERS = {
  ...postHeaders(TOKEN),
  "mcp-protocol-version": PROTOCOL,
  "mcp-method": "tools/list",
};

/** Requests of one measurement. */
const REQUESTS = 2_000;

/** @param serve the server's program and environment, as over stdio */
export async function measureHttp(serve: ServerCommand, rounds: number): Promise<Row[]> {
  const env = { ...serve.env, KEYSCOPE_HTTP_TOKEN: TOKEN };
  const ours = await start({ args: [...serve.args, "--http", "127.0.0.1:0"], env });
  const bare = await start({ args: [BARE], env: clientEnvironment("/") });
  try {
    await list(ours.origin, 1, 20);
    const idle = residentMb(ours.pid);
    const [shared, bareShared] = await inTurns(rounds, [ours, bare], 10);
    const [alone] = await inTurns(rounds, [ours], 1);
    const direct = await listDirectly(serve.env);
    await list(ours.origin, 100, 5 * REQUESTS);
    const loaded = residentMb(ours.pid);
    return [
      { what: "a list of bare node:http, 10 connections", measured: bareShared, unit: "ms each", limit: undefined },
      { what: "a list over HTTP, 10 connections", measured: shared, unit: "ms each", limit: 1 },
      { what: "beside bare node:http", measured: ratio(shared, bareShared), unit: "x", limit: 12 },
      { what: "a list of the tools called directly", measured: direct, unit: "ms", limit: undefined },
      { what: "a list over HTTP, alone", measured: alone, unit: "ms", limit: 1.5 * direct + 0.6 },
      { what: "resident memory, idle", measured: idle, unit: "MB", limit: 110 },
      { what: "resident memory under 100 connections", measured: loaded, unit: "MB", limit: 280 },
    ];
  } finally {
    await Promise.all([ours.stop(), bare.stop()]);
  }
}

interface Started {
  readonly origin: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a server that says on standard error where it listens. */
async function start({ args, env }: ServerCommand): Promise<Started> {
  const child = startProcess(process.execPath, args, { env });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const origin = await new Promise<string>((resolve, reject) => {
    let told = "";
    child.stderr.on("data", (chunk) => {
      told += String(chunk);
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(told)?.[0];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error(`The server ended: ${told}`)));
  });
  return {
    origin,
    pid: child.pid ?? 0,
    async stop() {
      child.stdin.end();
      child.kill();
      await ended;
    },
  };
}

/** Milliseconds for each list: over one connection the median, over several the time divided by the requests. */
async function inTurns(rounds: number, servers: readonly Started[], connections: number): Promise<number[]> {
  const times: number[][] = servers.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { origin }] of servers.entries()) {
      times[index]?.push(await list(origin, connections, connections === 1 ? REQUESTS / 4 : REQUESTS));
    }
  }
  return times.map(median);
}

async function list(origin: string, connections: number, requests: number): Promise<number> {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const single: number[] = [];
  let left = requests;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      const began = performance.now();
      const { statusCode, body } = await pool.request({ path: "/mcp", method: "POST", headers: HEADERS, body: BODY });
      const text = await body.text();
      if (statusCode !== 200 || !text.includes('"tools"')) throw new Error(`HTTP ${statusCode}: ${text.slice(0, 300)}`);
      single.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, work));
  const each = (performance.now() - began) / requests;
  await pool.close();
  return connections === 1 ? median(single) : each;
}

/** Milliseconds of a list without any protocol, made anew as for each request. */
async function listDirectly(environment: Readonly<Record<string, string>>): Promise<number> {
  const app = await openApp({ connector: "setpilot" }, { host: "server", environment });
  const times: number[] = [];
  for (let call = 0; call < REQUESTS / 4; call += 1) {
    const began = performance.now();
    const tools = openToolList(app, { onDefect: () => undefined });
    JSON.stringify(await tools.list());
    tools.close();
    times.push(performance.now() - began);
  }
  app.session.close();
  return median(times);
}

function ratio(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one / other;
}
