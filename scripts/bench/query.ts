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
    times.push(await timed(() => engine.check("SELECT 1", [], new AbortController().signal)));
    engine.close();
  }
  return { what: "the engine's start", measured: median(times), unit: "ms", limit: 250 };
}

async function measureSize(size: Size, apiUrl: string, home: string, rounds: number): Promise<Row[]> {
  const baseUrl = `${apiUrl}${size.rows}/`;
  const loads: Load[] = [];
  for (let round = 0; round < rounds; round += 1) loads.push(await measureLoad(size, baseUrl, home, round));
  const byHand = await measureByHand(size, baseUrl, rounds);
  return [...rowsOf(size, loads, byHand.direct), ...byHand.rows];
}

/** What one server took that reads all rows for the first time: seconds, ms and MB. Undefined where the system does not tell. */
interface Load {
  readonly processesBefore: number;
  readonly startMs: number;
  readonly seconds: number;
  readonly ownSeconds: number | undefined;
  readonly silenceMs: number | undefined;
  readonly firstMs: number;
  readonly queryMs: number;
  readonly memoryMb: number | undefined;
}

/** Queries of which the middle one counts. */
const WARM_QUERIES = 5;

async function measureLoad(size: Size, baseUrl: string, home: string, round: number): Promise<Load> {
  const env = clientEnvironment(home, {
    // With another one's key its rows would be there already, on the disk.
    COMMERCE_KITTY_API_KEY: `ckitty_bench_${size.rows}_${round}_5d13a97c42c9d`,
    COMMERCE_KITTY_BASE_URL: baseUrl,
  });
  const server = startRaw(env, ["--import", join(import.meta.dirname, "silence.mjs"), PROGRAM, "serve", CONNECTOR]);
  try {
    await firstList(server);
    return await measureServer(server, size, baseUrl);
  } finally {
    await endServer(server);
  }
}

async function measureServer(server: RawServer, size: Size, baseUrl: string): Promise<Load> {
  const ask = (sql: string) => timed(() => callTool(server, TOOL, { sql }));
  const processesBefore = childrenOf(server.pid).length;
  // Of no table: from here on the engine runs.
  const startMs = await ask("SELECT 1");
  const all = [server.pid, ...childrenOf(server.pid)];
  const spentSeconds = () => sum(all.map(processorSeconds));
  const secondsBefore = spentSeconds();
  await longestSilence(server);
  const loadMs = await ask("SELECT count(*) FROM orders");
  const silenceMs = await longestSilence(server);
  const secondsAfter = spentSeconds();
  const network = await networkSeconds(size.rows, baseUrl);
  const firstMs = await ask(QUESTION);
  const warm: number[] = [];
  for (let query = 0; query < WARM_QUERIES; query += 1) warm.push(await ask(QUESTION));
  return {
    processesBefore,
    startMs,
    seconds: loadMs / 1000,
    ownSeconds: sum([secondsAfter, secondsBefore && -secondsBefore, -network]),
    silenceMs,
    firstMs,
    queryMs: median(warm),
    memoryMb: sum(all.map(residentMb)),
  };
}

function rowsOf(size: Size, loads: readonly Load[], direct: number): Row[] {
  const row = (what: string, field: keyof Load, unit: string, limit?: number): Row => ({
    what: `${size.rows.toLocaleString("en")} rows: ${what}`,
    measured: medianOf(loads.map((load) => load[field])),
    unit,
    limit,
  });
  return [
    row("engine's processes before the first query", "processesBefore", "processes", 0),
    row("a query of no table, with the engine's start", "startMs", "ms"),
    row("loading, on the clock", "seconds", "s"),
    row("loading, processor time beside the network", "ownSeconds", "s", size.load),
    row("longest silence while loading", "silenceMs", "ms", 30),
    row("first query", "firstMs", "ms"),
    row("query", "queryMs", "ms", size.query),
    row("query, beside DuckDB's time twice and 10 ms", "queryMs", "ms", direct * 2 + 10),
    row("memory of both processes", "memoryMb", "MB", size.memory),
  ];
}

function medianOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length < values.length ? undefined : median(known);
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

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
