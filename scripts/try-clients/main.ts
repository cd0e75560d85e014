// npm run try-clients: does the real thing work? Installs Claude Code, Codex and Gemini CLI from npm, and Keyscope from its
// own package, into a temporary folder, and does what a person does: login, install, look at the list of tools. No
// account, nothing of this machine's person is read, and the API is the sandbox. Needs gnome-keyring, D-Bus and npm.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { startSandbox } from "../../src/sandbox/index.ts";
import { alignColumns } from "../../src/terminal/table.ts";
import { startKeyringSession } from "../../test/helpers/keyring-session.ts";
import { type Listed, realClients } from "./real-clients.ts";
import { run } from "./run.ts";

const root = join(import.meta.dirname, "../..");

interface Row extends Listed {
  readonly title: string;
  readonly version: string;
  readonly installSeconds: number;
  readonly listSeconds: number;
}

const session = await startKeyringSession();
if ("skipped" in session) throw new Error(session.skipped);
const folder = mkdtempSync(join(tmpdir(), "keyscope-clients-"));
const sandbox = await startSandbox();
try {
  await tryAll(session.env);
} finally {
  await sandbox.close();
  await session.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function tryAll(sessionEnv: Readonly<Record<string, string>>): Promise<void> {
  const npmEnv = {
    ...ownEnvironment(),
    npm_config_loglevel: "error",
    npm_config_fund: "false",
    npm_config_audit: "false",
  };
  await run("npm", ["install", "--prefix", folder, ...realClients.map((client) => client.npmName)], npmEnv, root);
  const packed = await run("npm", ["pack", "--pack-destination", folder], npmEnv, root);
  const tarball = join(folder, /keyscope-[\w.-]+\.tgz/.exec(packed.text)?.[0] ?? "");

  const prefix = join(folder, "global");
  const home = sessionEnv["HOME"] ?? "";
  const work = join(home, "work");
  mkdirSync(work);
  const path = [join(prefix, "bin"), join(folder, "node_modules/.bin"), dirname(process.execPath), "/usr/bin", "/bin"];
  const env = { ...sessionEnv, PATH: path.join(delimiter) };

  // From nothing: the package, the key, the client.
  const install = await run("npm", ["install", "--global", "--prefix", prefix, tarball], npmEnv, root);
  const loginArgs = ["login", "setpilot", "--base-url", sandbox.baseUrl("setpilot")];
  const login = await run("keyscope", loginArgs, env, work, `${sandbox.keys.all}\n`);
  const rows: Row[] = [];
  for (const client of realClients) {
    client.prepare?.(home);
    const version = await run(client.program, ["--version"], env, work);
    const installed = await run("keyscope", ["install", client.id, "setpilot", "--yes"], env, work);
    client.afterInstall?.(home);
    const begun = performance.now();
    const listed = await client.list(env, work);
    rows.push({
      ...listed,
      title: client.title,
      version: /\d+\.\d+\.\d+/.exec(version.text)?.[0] ?? "?",
      installSeconds: installed.seconds,
      listSeconds: (performance.now() - begun) / 1000,
    });
  }
  const before = install.seconds + login.seconds;
  process.stdout.write(
    `From nothing: npm install -g keyscope (${fixed(install.seconds)} s), keyscope login (${fixed(login.seconds)} s), keyscope install, and the client.\n\n`,
  );
  const titles = ["client", "version", "says", "tools", "commands", "install, s", "list, s", "in all, s"];
  process.stdout.write(`${alignColumns([titles, ...rows.map((row) => cells(row, before))]).join("\n")}\n\n`);
  const status = await run("keyscope", ["status"], env, work);
  process.stdout.write(
    `keyscope status says of them:\n${status.text.slice(status.text.lastIndexOf("Claude Code")).replaceAll(folder, "…")}\n`,
  );
  const failed = rows.filter(({ tools }) => tools.length !== 10);
  if (failed.length === 0) return;
  process.stderr.write(
    `Not all ten tools in: ${failed.map(({ title, tools }) => `${title} (${tools.join(", ")})`).join("; ")}\n`,
  );
  process.exitCode = 1;
}

function cells({ title, version, says, tools, installSeconds, listSeconds }: Row, before: number): string[] {
  const all = before + installSeconds + listSeconds;
  return [title, version, says, `${tools.length}`, "3", fixed(installSeconds), fixed(listSeconds), fixed(all)];
}

function fixed(seconds: number): string {
  return seconds.toFixed(1);
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
