import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { createEngine } from "../../src/engine/engine.ts";
import { openInstallation } from "../../src/engine/installation.ts";
import { clientEnvironment, PROGRAM, temporaryHome } from "../../test/helpers/clients.ts";
import { runCommand } from "../../test/helpers/command.ts";
import { type RawServer, startRaw } from "../../test/helpers/raw-server.ts";
import { askDuckDb, askJavaScript, fetchPages } from "./by-hand.ts";
import { callTool, endServer, firstList, median } from "./measure.ts";
import { childrenOf, processorSeconds, residentMb } from "./process.ts";
import type { Row } from "./report.ts";
import { PAGE_ROWS, QUESTION } from "./rows.ts";

/** How many rows, and what DESIGN promises of them: seconds to load, ms for a query, MB of both processes. */
const SIZES = [
  { rows: 5_855, load: 0.4, query: 30, memory: 280 },
  { rows: 100_000, load: 3, query: 100, memory: 600 },
];
type Size = (typeof SIZES)[number];

const CONNECTOR = "commerce-kitty";
const TOOL = "commerce_kitty_query";
/** A connector without a documented limit, with a list of one's own. */
const DEFINITION = {
  extends: CONNECTOR,
  endpoints: [
    {
      tool: "list_orders",
      description: "What was ordered.",
      path: "orders.json",
      list: true,
      arguments: [
        { name: "page", type: "integer", minimum: 1, maximum: 100_000, paging: "page", description: "Which page" },
      ],
    },
  ],
};

/** Questions over all rows, beside the same work done by hand in JavaScript and by DuckDB called directly. */
export async function measureQueries(rounds: number): Promise<Row[]> {
  const home = await temporaryHome();
  const api = spawn(
    process.execPath,
    [join(import.meta.dirname, "../run.mjs"), join(import.meta.dirname, "rows-api.ts")],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const [apiUrl]: unknown[] = await once(createInterface({ input: api.stdout }), "line");
  try {
    const file = join(home.path, "own.json");
    await writeFile(file, JSON.stringify(DEFINITION));
    const added = await runCommand(["connectors", "add", file], { env: clientEnvironment(home.path) });
    if (added.exitCode !== 0) throw new Error(added.stderr);
    const rows: Row[] = [await measureEngineStart(rounds)];
    for (const size of SIZES) rows.push(...(await measureSize(size, String(apiUrl), home.path, rounds)));
    return rows;
  } finally {
    api.stdin.end();
    await home.remove();
  }
}

/** From nothing to the answer of the first check, for which the engine's process must be there. */
async function measureEngineStart(rounds: number): Promise<Row> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const engine = createEngine({ installation: openInstallation(join(PROGRAM, "../engine.cjs"), undefined) });
    const took = await timed(() => engine.check("SELECT 1", [], new AbortController().signal));
    times.push(took.ms);
    engine.close();
  }
  return { what: "the engine's start", measured: median(times), unit: "ms", limit: 250 };
}

async function measureSize(size: Size, apiUrl: string, home: string, rounds: number): Promise<Row[]> {
  const baseUrl = `${apiUrl}${size.rows}/`;
  const env = clientEnvironment(home, {
    COMMERCE_KITTY_API_KEY: `ckitty_bench_${size.rows}_5d13a97c42c9d`,
    COMMERCE_KITTY_BASE_URL: baseUrl,
  });
  const server = startRaw(env, ["--import", join(import.meta.dirname, "silence.mjs"), PROGRAM, "serve", CONNECTOR]);
  try {
    await firstList(server);
    const byHand = await measureByHand(size, baseUrl, rounds);
    return [...(await measureServer(server, size, baseUrl, rounds, byHand.direct)), ...byHand.rows];
  } finally {
    await endServer(server);
  }
}

async function measureServer(
  server: RawServer,
  size: Size,
  baseUrl: string,
  rounds: number,
  direct: number,
): Promise<Row[]> {
  const of = (what: string) => `${size.rows.toLocaleString("en")} rows: ${what}`;
  const before = childrenOf(server.pid).length;
  // Of no table: from here on the engine runs.
  const start = await timed(() => callTool(server, TOOL, { sql: "SELECT 1" }));
  const all = [server.pid, ...childrenOf(server.pid)];
  const ownSeconds = () => sum(all.map(processorSeconds));
  const secondsBefore = ownSeconds();
  await longestSilence(server);
  const load = await timed(() => callTool(server, TOOL, { sql: "SELECT count(*) FROM orders" }));
  const silence = await longestSilence(server);
  const secondsAfter = ownSeconds();
  const network = await networkSeconds(size.rows, baseUrl);
  const first = await timed(() => callTool(server, TOOL, { sql: QUESTION }));
  const warm: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    warm.push((await timed(() => callTool(server, TOOL, { sql: QUESTION }))).ms);
  }
  const memory = sum(all.map(residentMb));
  return [
    { what: of("engine's processes before the first query"), measured: before, unit: "processes", limit: 0 },
    { what: of("a query of no table, with the engine's start"), measured: start.ms, unit: "ms", limit: undefined },
    { what: of("loading, on the clock"), measured: load.ms / 1000, unit: "s", limit: undefined },
    {
      what: of("loading, processor time beside the network"),
      measured: sum([secondsAfter, secondsBefore && -secondsBefore, -network]),
      unit: "s",
      limit: size.load,
    },
    { what: of("longest silence while loading"), measured: silence, unit: "ms", limit: 30 },
    { what: of("first query"), measured: first.ms, unit: "ms", limit: undefined },
    { what: of("query"), measured: median(warm), unit: "ms", limit: size.query },
    {
      what: of("query, beside DuckDB's time twice and 10 ms"),
      measured: median(warm),
      unit: "ms",
      limit: direct * 2 + 10,
    },
    { what: of("memory of both processes"), measured: memory, unit: "MB", limit: size.memory },
  ];
}

/** `direct`: the ms that DuckDB takes by itself. */
async function measureByHand({ rows }: Size, baseUrl: string, rounds: number) {
  const of = (what: string) => `${rows.toLocaleString("en")} rows: ${what}`;
  const pages = await fetchPages(baseUrl, Math.ceil(rows / PAGE_ROWS));
  const byHand = askJavaScript(pages, rounds);
  const direct = await askDuckDb(rows, rounds);
  const measured: readonly Row[] = [
    { what: of("the same in JavaScript by hand, parsed"), measured: byHand.load, unit: "s", limit: undefined },
    { what: of("the same in JavaScript by hand, asked"), measured: byHand.query, unit: "ms", limit: undefined },
    { what: of("the same by DuckDB called directly, asked"), measured: direct, unit: "ms", limit: undefined },
  ];
  return { rows: measured, direct };
}

/** Processor seconds that a fresh process takes for the same requests, and for nothing else. */
async function networkSeconds(rows: number, baseUrl: string): Promise<number> {
  const [run, script] = ["../run.mjs", "network.ts"].map((name) => join(import.meta.dirname, name));
  const args = [String(run), String(script), baseUrl, String(Math.ceil(rows / PAGE_ROWS))];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout);
}

/** The longest time in ms for which the server did nothing else since this was asked last; undefined on Windows. */
async function longestSilence({ child, stderr }: RawServer): Promise<number | undefined> {
  if (process.platform === "win32") return undefined;
  const seen = stderr().length;
  child.kill("SIGUSR2");
  for (;;) {
    const told = /^silence ([\d.]+)$/m.exec(stderr().slice(seen));
    if (told !== null) return Number(told[1]);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce((all, value) => (all === undefined || value === undefined ? undefined : all + value), 0);
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const began = performance.now();
  const value = await work();
  return { ms: performance.now() - began, value };
}
