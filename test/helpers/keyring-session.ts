import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { clientEnvironment } from "./clients.ts";
import { skip } from "./command.ts";

/** A person's D-Bus session with gnome-keyring, unlocked, of our own: nothing of this machine's user is touched. */
export interface KeyringSession {
  /** For the process under test: the six variables that MCP clients pass, and the address of the bus. HOME is private. */
  readonly env: Record<string, string>;
  /** The bus's socket, named `bus`, in a folder that can serve as XDG_RUNTIME_DIR. */
  readonly socket: string;
  /** Locks the keyring, as when the screen is locked. There is no prompter: a dialog counts as dismissed. */
  lock(): Promise<void>;
  unlock(): Promise<void>;
  /** Keeps the keyring from answering, as while it asks its person something, until the work is done. */
  whileSilent<T>(work: () => Promise<T>): Promise<T>;
  /** Stops the keyring and leaves the bus, which then has no Secret Service. */
  stopKeyring(): Promise<void>;
  /** Ends both processes and removes the folder. */
  stop(): Promise<void>;
}

const TOOLS = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon"];
const PASSWORD = "correct horse";

/**
 * Starts such a session, or says why it cannot: then the tests are skipped, the reason is printed, and where CI is
 * "true" it is an error instead. Call `stop` in `afterAll`.
 */
export async function startKeyringSession(): Promise<KeyringSession | { skipped: string }> {
  const isThere = (tool: string) => spawnSync(tool, ["--version"]).error === undefined;
  const missing = process.platform === "linux" ? TOOLS.filter((tool) => !isThere(tool)) : ["Linux"];
  if (missing.length > 0) return { skipped: skip(`keychain tests skipped: ${missing.join(", ")} not on this machine`) };
  return startSession(mkdtempSync(join(tmpdir(), "keyscope-keyring-")));
}

/** The session, for use inside tests that are skipped when there is none. */
export function running(session: KeyringSession | { skipped: string }): KeyringSession {
  if ("skipped" in session) throw new Error(session.skipped);
  return session;
}

async function startSession(folder: string): Promise<KeyringSession> {
  const home = join(folder, "home");
  const runtime = join(folder, "run");
  for (const path of [home, runtime]) mkdirSync(path, { mode: 0o700 });
  const socket = join(runtime, "bus");
  const env = clientEnvironment(home, { TERM: "dumb", DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}` });
  const bus = await startBus(folder, socket, env);
  const startKeyring = () => startDaemon({ ...env, XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: join(home, "data") });
  let isWanted = true;
  let keyring = await keepKeyring();

  /** gnome-keyring-daemon at times ends by itself on a busy machine. It keeps its keyring on disk, so it can go on. */
  async function keepKeyring(): Promise<ChildProcess> {
    const daemon = await startKeyring();
    daemon.once("exit", (code, signal) => {
      if (!isWanted || daemon !== keyring) return;
      process.stderr.write(`gnome-keyring-daemon ended by itself (${signal ?? code}) and is started again\n`);
      keepKeyring().then(
        (next) => {
          keyring = next;
        },
        () => undefined,
      );
    });
    return daemon;
  }

  async function endKeyring(): Promise<void> {
    isWanted = false;
    await end(keyring);
  }

  return {
    env,
    socket,
    lock: async () => {
      const collection = await defaultCollection(env);
      await callSecrets(env, SECRETS_PATH, "org.freedesktop.Secret.Service.Lock", `array:objpath:${collection}`);
    },
    unlock: async () => {
      await endKeyring();
      keyring = await keepKeyring();
      isWanted = true;
    },
    async whileSilent(work) {
      keyring.kill("SIGSTOP");
      try {
        return await work();
      } finally {
        keyring.kill("SIGCONT");
      }
    },
    stopKeyring: endKeyring,
    stop: async () => {
      await endKeyring();
      await end(bus);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Without service folders, so that the bus starts nothing by itself, a prompter least of all. */
async function startBus(folder: string, socket: string, env: Record<string, string>): Promise<ChildProcess> {
  const config = join(folder, "bus.conf");
  writeFileSync(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>`,
  );
  const args = [`--config-file=${config}`, "--nofork", "--nopidfile", "--print-address=1"];
  const bus = spawnHelper("dbus-daemon", args, env);
  await new Promise<void>((resolve, reject) => {
    bus.stdout?.once("data", () => resolve());
    bus.once("exit", (code) => reject(new Error(`dbus-daemon ended with ${code}`)));
  });
  return bus;
}

async function startDaemon(env: Record<string, string>): Promise<ChildProcess> {
  const args = ["--foreground", "--components=secrets", "--unlock"];
  const daemon = spawnHelper("gnome-keyring-daemon", args, env);
  daemon.stdin?.end(PASSWORD);
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await isUnlocked(env)) return daemon;
    if (daemon.exitCode !== null) break;
    await pause(25);
  }
  await end(daemon);
  throw new Error("gnome-keyring-daemon did not offer an unlocked keyring");
}

async function isUnlocked(env: Record<string, string>): Promise<boolean> {
  try {
    const args = ["string:org.freedesktop.Secret.Collection", "string:Locked"];
    const answer = await callSecrets(env, await defaultCollection(env), "org.freedesktop.DBus.Properties.Get", ...args);
    return /boolean false/.test(answer);
  } catch {
    return false;
  }
}

const SECRETS_PATH = "/org/freedesktop/secrets";

async function defaultCollection(env: Record<string, string>): Promise<string> {
  const answer = await callSecrets(env, SECRETS_PATH, "org.freedesktop.Secret.Service.ReadAlias", "string:default");
  const path = /object path "(.+)"/.exec(answer)?.[1];
  if (path === undefined) throw new Error(`no default collection in ${answer}`);
  return path;
}

async function callSecrets(env: Record<string, string>, path: string, method: string, ...args: string[]) {
  const options = ["--session", "--print-reply", "--reply-timeout=5000", "--dest=org.freedesktop.secrets"];
  const { stdout } = await promisify(execFile)("dbus-send", [...options, path, method, ...args], { env });
  return stdout;
}

const children = new Set<ChildProcess>();
// A test run that breaks off leaves nothing behind.
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

function spawnHelper(command: string, args: string[], env: Record<string, string>): ChildProcess {
  const child = spawn(command, args, { env, stdio: ["pipe", "pipe", "ignore"] });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
