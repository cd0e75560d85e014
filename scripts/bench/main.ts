// npm run bench [-- query | http] [--json]: every number that DESIGN promises, measured here and now, beside its limit: those
// of starts, calls and texts, those of questions over all rows, or those of serving over HTTP.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { clientEnvironment, PROGRAM, temporaryHome } from "../../test/helpers/clients.ts";
import { startKeyringSession } from "../../test/helpers/keyring-session.ts";
import { startRaw } from "../../test/helpers/raw-server.ts";
import { startApi } from "../soak/api.ts";
import { storeKey } from "../store-key.ts";
import { measureHttp } from "./http.ts";
import {
  addedCallTime,
  callTool,
  endServer,
  fetchJson,
  firstList,
  residentMemory,
  type ServerCommand,
  startTimes,
} from "./measure.ts";
import { measureQueries } from "./query.ts";
import { print, type Row } from "./report.ts";

const LOCKFILE = join(import.meta.dirname, "../../package-lock.json");
const BARE_SERVER = join(import.meta.dirname, "bare-server.mjs");
const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false }, rounds: { type: "string", default: "21" } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);

const home = await temporaryHome();
const keyring = await startKeyringSession();
const api = await startApi();
let rows: readonly Row[];
try {
  if (positionals.includes("query")) rows = [...(await measureQueries(rounds)), ...(await measureQuestionTokens())];
  else if (positionals.includes("http")) rows = await measureHttp(withKey(await newKey("http")), rounds);
  else rows = [...(await measureStart()), ...(await measureCalls()), ...(await measureTokens()), ...measurePackages()];
} finally {
  await api.stop();
  if ("stop" in keyring) await keyring.stop();
  await home.remove();
}
print(rows, rounds, values.json);

/** A new key with every scope and a limit of its own. */
async function newKey(name: string): Promise<string> {
  const key = `spa_sk_sandbox_bench_${name}`;
  await api.order({ key, lacks: [] });
  return key;
}

function serving(variables: Readonly<Record<string, string>>): ServerCommand {
  return { args: [PROGRAM, "serve", "setpilot"], env: clientEnvironment(home.path, variables) };
}

function withKey(key: string): ServerCommand {
  return serving({ SETPILOT_API_KEY: key, SETPILOT_BASE_URL: api.baseUrl });
}

async function measureStart(): Promise<Row[]> {
  const limit = Number(process.versions.node.split(".")[0]) >= 22 ? 3.0 : 3.6;
  const bare: ServerCommand = { args: [BARE_SERVER], env: clientEnvironment(home.path) };
  const fromEnvironment = withKey(await newKey("start"));
  const fromKeychain = await withStoredKey();
  const commands = fromKeychain === undefined ? [bare, fromEnvironment] : [bare, fromEnvironment, fromKeychain];
  const [bareMs = Number.NaN, environmentMs = Number.NaN, keychainMs] = await startTimes(commands, rounds);
  return [
    { what: "start of a bare Node process, to tools/list", measured: bareMs, unit: "ms", limit: undefined },
    { what: "start, key in the environment", measured: environmentMs / bareMs, unit: "x bare", limit },
    { what: "start, key in the keychain", measured: keychainMs && keychainMs / bareMs, unit: "x bare", limit },
    {
      what: "resident memory then",
      measured: await residentMemory(fromKeychain ?? fromEnvironment, 5),
      unit: "MB",
      limit: 75,
    },
  ];
}

/** Keyscope with the key in a real keychain; undefined where gnome-keyring is not installed. */
async function withStoredKey(): Promise<ServerCommand | undefined> {
  if ("skipped" in keyring) return undefined;
  await storeKey(keyring, "default", await newKey("stored"), api.baseUrl);
  const { DBUS_SESSION_BUS_ADDRESS: bus = "" } = keyring.env;
  return serving({ DBUS_SESSION_BUS_ADDRESS: bus });
}

async function measureCalls(): Promise<Row[]> {
  const comparisons = [
    { what: "a small answer (a year's summary)", tool: "setpilot_get_summary", given: {}, path: "dashboard/summary/" },
    { what: "100 orders", tool: "setpilot_list_orders", given: { page_size: 100 }, path: "orders/?page_size=100" },
  ];
  const measured: Row[] = [];
  for (const [index, { what, tool, given, path }] of comparisons.entries()) {
    // A key each for Keyscope and for undici: the sandbox has Setpilot's limit of 120 requests a minute for a key.
    const [ours, plain] = [await newKey(`ours${index}`), await newKey(`plain${index}`)];
    const url = `${api.baseUrl}${path}`;
    const added = await addedCallTime(withKey(ours), { tool, given }, { url, key: plain }, 100);
    measured.push({ what: `time added to a call: ${what}`, measured: added, unit: "ms", limit: 2 });
  }
  return measured;
}

async function measureTokens(): Promise<Row[]> {
  const key = await newKey("tokens");
  const { env, args } = withKey(key);
  const server = startRaw(env, args);
  const tools = await firstList(server);
  const text = await callTool(server, "setpilot_list_orders", { page_size: 100 });
  await endServer(server);
  const json = await fetchJson(`${api.baseUrl}orders/?page_size=100`, key);
  const others = tools.filter((tool) => !isForQuestions(tool));
  const listTokens = countTokens(JSON.stringify(others));
  const share = (100 * countTokens(text)) / countTokens(json);
  return [
    {
      what: `tools/list of ${others.length} tools, without those for questions over all rows`,
      measured: listTokens,
      unit: "tokens",
      limit: 2_400,
    },
    { what: "100 orders, beside the API's JSON", measured: share, unit: "% of its tokens", limit: 60 },
  ];
}

/** The two tools for questions over all rows, and what the first of them tells of Setpilot's four tables. */
async function measureQuestionTokens(): Promise<Row[]> {
  const { env, args } = withKey(await newKey("tables"));
  const server = startRaw(env, args);
  const tools = (await firstList(server)).filter(isForQuestions);
  const text = await callTool(server, "setpilot_list_tables", {});
  await endServer(server);
  const listTokens = countTokens(JSON.stringify(tools));
  return [
    { what: `tools/list of these ${tools.length} tools`, measured: listTokens, unit: "tokens", limit: 700 },
    { what: "list_tables of Setpilot's four tables", measured: countTokens(text), unit: "tokens", limit: 1_600 },
  ];
}

function isForQuestions(tool: object): boolean {
  return "name" in tool && /_(?:query|list_tables)$/.test(String(tool.name));
}

/** What `npm install --omit=dev` brings, read from the lockfile: packages for this platform, none with an install script. */
function measurePackages(): Row[] {
  interface LockedPackage {
    readonly dev?: boolean;
    readonly os?: readonly string[];
    readonly cpu?: readonly string[];
    readonly libc?: readonly string[];
    readonly hasInstallScript?: boolean;
  }
  const lock: { packages: Record<string, LockedPackage> } = JSON.parse(readFileSync(LOCKFILE, "utf8"));
  const libc = process.report.getReport();
  const isMusl = !JSON.stringify(libc).includes("glibcVersionRuntime");
  const installed = Object.entries(lock.packages).filter(
    ([path, { dev, os, cpu, libc }]) =>
      path !== "" &&
      dev !== true &&
      (os?.includes(process.platform) ?? true) &&
      (cpu?.includes(process.arch) ?? true) &&
      (libc?.includes(isMusl ? "musl" : "glibc") ?? true),
  );
  const withoutEngine = installed.filter(([path]) => !/node_modules\/(?:@duckdb\/|detect-libc$)/.test(path));
  const withScripts = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true);
  return [
    { what: "packages installed in production", measured: installed.length, unit: "packages", limit: 8 },
    { what: "of them without the engine", measured: withoutEngine.length, unit: "packages", limit: 4 },
    { what: "of them with an install script", measured: withScripts.length, unit: "packages", limit: 0 },
  ];
}
