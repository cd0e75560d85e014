// npm run try-clients: does the real thing work? Installs nine clients from npm, and Keyscope from its own package,
// into a temporary folder, and does what a person does: login, install, look at the list of tools, and where a model that
// only pretends can drive the client, call one. No account, nothing of this machine's person is read, and the API is the
// sandbox. Needs gnome-keyring, D-Bus, npm, and 1.5 GB of disk. `-- opencode amp` tries these only.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { startSandbox } from "../../src/sandbox/index.ts";
import { alignColumns } from "../../src/terminal/table.ts";
import { startKeyringSession } from "../../test/helpers/keyring-session.ts";
import { modelClients } from "./model-clients.ts";
import { type PretendedModel, startPretendedModel } from "./pretended-model.ts";
import { type Listed, type Place, type RealClient, realClients } from "./real-clients.ts";
import { run } from "./run.ts";

const root = join(import.meta.dirname, "../..");
/** The package that has Node.js as a program. */
const NODE = `node-${process.platform}-${process.arch}`;

interface Row extends Listed {
  readonly title: string;
  readonly version: string;
  readonly canCall: boolean;
  readonly installSeconds: number;
  readonly listSeconds: number;
}

const session = await startKeyringSession();
if ("skipped" in session) throw new Error(session.skipped);
const folder = mkdtempSync(join(tmpdir(), "keyscope-clients-"));
const sandbox = await startSandbox();
const model = await startPretendedModel();
const wanted = process.argv.slice(2);
const all = [...realClients, ...modelClients].filter(({ id }) => wanted.length === 0 || wanted.includes(id));
try {
  await tryAll(session.env, model);
} finally {
  model.close();
  await sandbox.close();
  await session.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function tryAll(sessionEnv: Readonly<Record<string, string>>, model: PretendedModel): Promise<void> {
  const npmEnv = {
    ...ownEnvironment(),
    npm_config_loglevel: "error",
    npm_config_fund: "false",
    npm_config_audit: "false",
  };
  // The newest of each, and for those that need it a newer Node.js than this may be.
  const names = [...all.map(({ npmName }) => `${npmName}@latest`), `${NODE}@22`];
  await run("npm", ["install", "--prefix", folder, ...names], { ...npmEnv, npm_config_engine_strict: "false" }, folder);
  const packed = await run("npm", ["pack", "--pack-destination", folder], npmEnv, root);
  const tarball = join(folder, /keyscope-[\w.-]+\.tgz/.exec(packed.text)?.[0] ?? "");

  const prefix = join(folder, "global");
  const home = sessionEnv["HOME"] ?? "";
  const work = join(home, "work");
  mkdirSync(work);
  const path = [
    join(prefix, "bin"),
    join(folder, "node_modules/.bin"),
    join(folder, "node_modules", NODE, "bin"),
    dirname(process.execPath),
    "/usr/bin",
    "/bin",
  ];
  const env = { ...sessionEnv, PATH: path.join(delimiter) };

  // From nothing: the package, the key, the client.
  const install = await run("npm", ["install", "--global", "--prefix", prefix, tarball], npmEnv, root);
  const loginArgs = ["login", "setpilot", "--base-url", sandbox.baseUrl("setpilot")];
  const login = await run("keyscope", loginArgs, env, work, `${sandbox.keys.all}\n`);
  const rows: Row[] = [];
  for (const client of all) rows.push(await tryOne(client, { home, env, folder: work, model }));
  const before = install.seconds + login.seconds;
  process.stdout.write(
    `From nothing: npm install -g keyscope (${fixed(install.seconds)} s), keyscope login (${fixed(login.seconds)} s), keyscope install, and the client.\n\n`,
  );
  const titles = ["client", "version", "says", "tools", "calls", "install, s", "list, s", "in all, s"];
  process.stdout.write(`${alignColumns([titles, ...rows.map((row) => cells(row, before))]).join("\n")}\n\n`);
  const status = await run("keyscope", ["status"], env, work);
  process.stdout.write(`keyscope status says of them:\n${status.text.replaceAll(folder, "…")}\n`);
  const most = Math.max(10, ...rows.map(({ tools }) => tools.length));
  const failed = rows.filter(({ tools, canCall, answer }) => tools.length !== most || (canCall && !isGood(answer)));
  if (failed.length === 0) return;
  process.stderr.write(
    `Not all ${most} tools, or no answer of one, in: ${failed.map(({ title, tools }) => `${title} (${tools.join(", ")})`).join("; ")}\n`,
  );
  process.exitCode = 1;
}

async function tryOne(client: RealClient, place: Place): Promise<Row> {
  const { env, folder: work, model } = place;
  model.forget();
  await client.prepare?.(place);
  const version = await run(client.program, ["--version"], env, work);
  const installed = await run("keyscope", ["install", client.id, "setpilot", "--yes"], env, work);
  const begun = performance.now();
  const listed = await client.list(place).catch((error: unknown): Listed => ({ says: String(error), tools: [] }));
  return {
    ...listed,
    title: client.title,
    version: /\d+\.\d+\.\d+/.exec(version.text)?.[0] ?? "?",
    canCall: "answer" in listed,
    installSeconds: installed.seconds,
    listSeconds: (performance.now() - begun) / 1000,
  };
}

/** The summary of the invented shop, as its first line says it. */
function isGood(answer: string | undefined): boolean {
  return answer?.includes("currency") === true;
}

function cells({ title, version, says, tools, canCall, answer, installSeconds, listSeconds }: Row, before: number) {
  const all = before + installSeconds + listSeconds;
  const calls = canCall ? (isGood(answer) ? "yes" : "no answer") : "-";
  return [title, version, says, `${tools.length}`, calls, fixed(installSeconds), fixed(listSeconds), fixed(all)];
}

function fixed(seconds: number): string {
  return seconds.toFixed(1);
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
