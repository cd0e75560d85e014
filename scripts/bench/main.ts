// npm run bench [-- --json]: every number that DESIGN promises, measured here and now, beside its limit.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { defaultConnector } from "../../src/connectors/catalog/index.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { openKeychain } from "../../src/credentials/keychain/open-keychain.ts";
import { USUAL_SETTINGS } from "../../src/credentials/profile.ts";
import { Secret } from "../../src/credentials/secret.ts";
import { encodeStoredKey } from "../../src/credentials/stored-key.ts";
import { columns } from "../../src/terminal/output.ts";
import { startKeyringSession } from "../../test/helpers/keyring-session.ts";
import { addedCallTime, fetchJson, residentMemory, startTimes } from "./measure.ts";
import { callTool, firstList, type ServerCommand, startServer } from "./servers.ts";

const root = join(import.meta.dirname, "..");
const program = join(root, "dist/keyscope.cjs");
const bareServer = join(root, "scripts/bench/bare-server.mjs");
const { values } = parseArgs({ options: { json: { type: "boolean" }, rounds: { type: "string", default: "21" } } });
const rounds = Number(values.rounds);

/** One line of the table. */
interface Row {
  readonly what: string;
  readonly measured: number | undefined;
  readonly unit: string;
  /** At most this; undefined where the number only explains another. */
  readonly limit: number | undefined;
}

const home = mkdtempSync(join(tmpdir(), "keyscope-bench-"));
const keyring = await startKeyringSession();
const sandbox = await startSandboxProcess();
let rows: readonly Row[];
try {
  rows = [...(await measureStart()), ...(await measureCalls()), ...(await measureTokens()), ...measurePackages()];
} finally {
  sandbox.stop();
  if ("stop" in keyring) await keyring.stop();
  rmSync(home, { recursive: true, force: true });
}
print(rows);

/** The six variables that MCP clients pass, and what is added. */
function environment(added: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = Object.fromEntries(["PATH", "SHELL", "TERM"].map((name) => [name, process.env[name] ?? ""]));
  return { ...inherited, HOME: home, LOGNAME: "bench", USER: "bench", ...added };
}

function withKey(key: string): ServerCommand {
  return {
    args: [program, "serve", "setpilot"],
    environment: environment({ SETPILOT_API_KEY: key, SETPILOT_BASE_URL: sandbox.baseUrl }),
  };
}

async function measureStart(): Promise<Row[]> {
  const limit = Number(process.versions.node.split(".")[0]) >= 22 ? 3.0 : 3.6;
  const bare: ServerCommand = { args: [bareServer], environment: environment({}) };
  const fromEnvironment = withKey(sandbox.key);
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
  const keychain = openKeychain({ env: keyring.env, platform: process.platform, store: "default" });
  const entry = encodeStoredKey(defaultConnector, {
    secret: new Secret(sandbox.key),
    baseUrl: new URL(sandbox.baseUrl),
    form: defaultConnector.keyForms[0],
    settings: USUAL_SETTINGS,
  });
  const written = await keychain.write("setpilot:default", entry);
  if (written.kind !== "written") throw new Error(`The keychain did not take the key: ${written.kind}`);
  const { DBUS_SESSION_BUS_ADDRESS: bus = "" } = keyring.env;
  return { args: [program, "serve", "setpilot"], environment: environment({ DBUS_SESSION_BUS_ADDRESS: bus }) };
}

async function measureCalls(): Promise<Row[]> {
  const comparisons = [
    { what: "a small answer (a year's summary)", tool: "setpilot_get_summary", given: {}, path: "dashboard/summary/" },
    { what: "100 orders", tool: "setpilot_list_orders", given: { page_size: 100 }, path: "orders/?page_size=100" },
  ];
  const measured: Row[] = [];
  for (const [index, { what, tool, given, path }] of comparisons.entries()) {
    // A key each for Keyscope and for undici: the sandbox has Setpilot's limit of 120 requests a minute for a key.
    const [ours, plain] = [await sandbox.addKey(`ours${index}`), await sandbox.addKey(`plain${index}`)];
    const url = `${sandbox.baseUrl}${path}`;
    const { added } = await addedCallTime({ command: withKey(ours), tool, given, url, key: plain }, 100);
    measured.push({ what: `time added to a call: ${what}`, measured: added, unit: "ms", limit: 2 });
  }
  return measured;
}

async function measureTokens(): Promise<Row[]> {
  const key = await sandbox.addKey("tokens");
  const server = startServer(withKey(key));
  const tools = await firstList(server);
  const text = await callTool(server, "setpilot_list_orders", { page_size: 100 });
  await server.end();
  const json = await fetchJson(`${sandbox.baseUrl}orders/?page_size=100`, key);
  const listTokens = countTokens(JSON.stringify(tools));
  const share = (100 * countTokens(text)) / countTokens(json);
  return [
    { what: `tools/list of ${tools.length} tools`, measured: listTokens, unit: "tokens", limit: 2_400 },
    { what: "100 orders, beside the API's JSON", measured: share, unit: "% of its tokens", limit: 60 },
  ];
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
  const lock: { packages: Record<string, LockedPackage> } = JSON.parse(
    readFileSync(join(root, "package-lock.json"), "utf8"),
  );
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
  const withScripts = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true);
  return [
    { what: "packages installed in production", measured: installed.length, unit: "packages", limit: 4 },
    { what: "of them with an install script", measured: withScripts.length, unit: "packages", limit: 0 },
  ];
}

interface SandboxProcess {
  readonly baseUrl: string;
  readonly key: string;
  /** A new key with every scope and a limit of its own. */
  addKey(name: string): Promise<string>;
  stop(): void;
}

/** The sandbox in a process of its own, so that its work is not counted as ours. */
async function startSandboxProcess(): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [program, "sandbox"], { stdio: ["ignore", "pipe", "inherit"] });
  const baseUrl = await new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+\/setpilot\/api\/v2\//.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    baseUrl,
    key: "spa_sk_sandbox_all_scopes_7f3a",
    async addKey(name) {
      const key = `spa_sk_sandbox_bench_${name}`;
      const scopes = setpilot.scopes.map((scope) => scope.name);
      const response = await fetch(new URL(`/_sandbox/keys/${key}`, baseUrl), {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ scopes }),
      });
      if (!response.ok) throw new Error(`The sandbox refused a key: ${await response.text()}`);
      await response.text();
      return key;
    },
    stop: () => {
      child.kill();
    },
  };
}

function isReached({ measured, limit }: Row): boolean | undefined {
  return measured === undefined || limit === undefined ? undefined : measured <= limit;
}

function print(rows: readonly Row[]): void {
  if (values.json) {
    const results = rows.map((row) => ({ ...row, measured: row.measured ?? null, reached: isReached(row) ?? null }));
    process.stdout.write(
      `${JSON.stringify({ node: process.version, platform: process.platform, results }, undefined, 2)}\n`,
    );
  } else {
    const cells = rows.map((row) => {
      const reached = isReached(row);
      const measured = row.measured === undefined ? "not measured here" : `${round(row.measured)} ${row.unit}`;
      const limit = row.limit === undefined ? "" : `at most ${row.limit}`;
      return [row.what, measured, limit, reached === undefined ? "" : reached ? "reached" : "NOT REACHED"];
    });
    process.stdout.write(`Node ${process.version}, medians of ${rounds} rounds\n${columns(cells)}\n`);
  }
  process.exitCode = rows.some((row) => isReached(row) === false) ? 1 : 0;
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
