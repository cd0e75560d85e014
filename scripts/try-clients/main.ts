// npm run try-clients: does the real thing work? Installs ten clients from npm, and Keyscope from its own package, into a
// temporary folder, and does what a person does: login, install, look at the list of tools, and where a model that only
// pretends can drive the client, call one. No account, nothing of this machine's person is read, and the API is the
// sandbox. Needs gnome-keyring, D-Bus, npm, and 1.5 GB of disk. `-- opencode amp` tries these only, `--http` lets all ask
// one server with a token, and `--team` one at which they sign in, which needs curl and script.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { clients } from "../../src/clients/catalog/index.ts";
import { startSandbox } from "../../src/sandbox/index.ts";
import { startKeyringSession } from "../../test/helpers/keyring-session.ts";
import type { Listed, Place, RealClient } from "./client.ts";
import { startPretendedModel } from "./model/pretended-model.ts";
import { modelClients } from "./model-clients.ts";
import { realClients } from "./real-clients.ts";
import { describeRevisions } from "./recorder.ts";
import { findFailed, type Row, tableOf } from "./report.ts";
import { run } from "./run.ts";
import { overStdio, type Way, withLogin, withToken } from "./way.ts";

const root = join(import.meta.dirname, "../..");
/** The package that has Node.js as a program. */
const NODE = `node-${process.platform}-${process.arch}`;

const { values, positionals } = parseArgs({
  options: { http: { type: "boolean" }, team: { type: "boolean" } },
  allowPositionals: true,
});
const session = await startKeyringSession();
if ("skipped" in session) throw new Error(session.skipped);
const folder = mkdtempSync(join(tmpdir(), "keyscope-clients-"));
const sandbox = await startSandbox();
const model = await startPretendedModel();
const all = [...realClients, ...modelClients].filter(isTried);
try {
  await tryAll(session.env);
} finally {
  model.close();
  await sandbox.close();
  await session.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function tryAll(sessionEnv: Readonly<Record<string, string>>): Promise<void> {
  const prefix = join(folder, "global");
  const home = sessionEnv["HOME"] ?? "";
  const work = join(home, "work");
  mkdirSync(work);
  const newerNode = join(folder, "node_modules", NODE, "bin");
  const npmEnv = {
    ...ownEnvironment(),
    PATH: [newerNode, process.env["PATH"]].join(delimiter),
    npm_config_loglevel: "error",
    npm_config_fund: "false",
    npm_config_audit: "false",
  };
  // The newest of each, which npm takes only where Node.js is new enough for it.
  await run("npm", ["install", "--prefix", folder, `${NODE}@22`], npmEnv, folder);
  await run("npm", ["install", "--prefix", folder, ...all.map(({ npmName }) => `${npmName}@latest`)], npmEnv, folder);
  const packed = await run("npm", ["pack", "--pack-destination", folder], npmEnv, root);
  const tarball = join(folder, /keyscope-[\w.-]+\.tgz/.exec(packed.text)?.[0] ?? "");

  const path = [join(prefix, "bin"), join(folder, "node_modules/.bin"), newerNode];
  const env = { ...sessionEnv, PATH: [...path, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter) };

  // From nothing: the package, the key, the client.
  const install = await run("npm", ["install", "--global", "--prefix", prefix, tarball], npmEnv, root);
  const loginArgs = ["login", "setpilot", "--base-url", sandbox.baseUrl("setpilot")];
  const login = await run("keyscope", loginArgs, env, work, `${sandbox.keys.all}\n`);
  const way = await openWay({ env, folder: work });
  const rows: Row[] = [];
  const place = { home, env: { ...env, ...way.env }, folder: work, model, url: way.url };
  for (const client of all) rows.push(await tryOne(client, place, way));
  await way.close();
  process.stdout.write(
    `From nothing: npm install -g keyscope (${install.seconds.toFixed(1)} s), keyscope login (${login.seconds.toFixed(1)} s), keyscope install, and the client.\n\n`,
  );
  process.stdout.write(`${tableOf(rows, install.seconds + login.seconds)}\n\n`);
  const status = await run("keyscope", ["status"], env, work);
  process.stdout.write(`keyscope status says of them:\n${status.text.replaceAll(folder, "…")}\n`);
  const failed = findFailed(rows, way.tools);
  if (failed === undefined) return;
  process.stderr.write(`${failed}\n`);
  process.exitCode = 1;
}

function isTried({ id, signIn }: RealClient): boolean {
  if (positionals.length > 0 && !positionals.includes(id)) return false;
  if (values.team === true) return signIn !== undefined;
  // Some can only have the token itself in their file.
  const ofOurs = clients.find((client) => client.id === id);
  return values.http !== true || ofOurs === undefined || ofOurs.remote?.bearer !== undefined;
}

function openWay(machine: Parameters<typeof withToken>[0]): Way | Promise<Way> {
  if (values.team === true) return withLogin(machine);
  return values.http === true ? withToken(machine) : overStdio;
}

async function tryOne(client: RealClient, place: Place, way: Way): Promise<Row> {
  const { env, folder: work, url } = place;
  model.forget();
  await client.prepare?.(place);
  const version = await run(client.program, ["--version"], env, work);
  const http = url === undefined ? [] : ["--http", url];
  const words = ["install", client.id, "setpilot", ...http, "--yes"];
  const begun = performance.now();
  const listed = await tryListing(client, place, words);
  return {
    ...listed,
    title: client.title,
    version: /\d+\.\d+\.\d+/.exec(version.text)?.[0] ?? "?",
    canCall: "answer" in listed,
    revisions: describeRevisions(way.recorder?.takeRecorded() ?? []),
    seconds: (performance.now() - begun) / 1000,
  };
}

async function tryListing(client: RealClient, place: Place, words: readonly string[]): Promise<Listed> {
  try {
    if (client.id !== "inspector") await run("keyscope", words, place.env, place.folder);
    if (values.team === true) await client.signIn?.(place);
    return await client.list(place);
  } catch (error) {
    process.stderr.write(`${client.title}: ${String(error)}\n`);
    return { says: "nothing", tools: [] };
  }
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
