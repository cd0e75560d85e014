import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSandbox } from "../../src/sandbox/index.ts";
import { ownFiles } from "../commands/migrate/leaks.ts";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { clientEnvironment, PROGRAM, temporaryHome } from "../helpers/clients.ts";
import { endProcesses } from "../helpers/command.ts";
import { line, open, type RawServer, startRaw } from "../helpers/raw-server.ts";

/** The design's limit between the end of the client and the end of the process. */
const LONGEST_MS = 1_000;

const sandbox = await openForFile(startSandbox());
let home: string;
let keys = 0;
let key = "";

beforeEach(async () => {
  home = (await openForTest(temporaryHome())).path;
  keys += 1;
  key = `spa_sk_life_test_number_${keys}`;
  sandbox.setScopes(key, ["dashboard", "orders", "products", "inventory"]);
});

afterEach(endProcesses);

function environment(): Record<string, string> {
  const added = { SETPILOT_API_KEY: key, SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
  return clientEnvironment(home, added);
}

function call(id: number, name: string): string {
  return line({ jsonrpc: "2.0", id, method: "tools/call", params: { name, _meta: { progressToken: `p${id}` } } });
}

const LIST = line({ jsonrpc: "2.0", id: "list", method: "tools/list" });

/** What the server is in the middle of. Each resolves when it is. */
const moments: Readonly<Record<string, (server: RawServer) => Promise<unknown>>> = {
  "before the opening": async (server) => {
    // An unknown tool needs neither key nor network: the answer shows that the process is up.
    server.write(call(0, "setpilot_nothing"));
    await server.until((message) => message["id"] === 0);
  },
  "while the first discovery hangs": async (server) => {
    sandbox.addFault(key, { kind: "never" });
    await open(server, "2025-11-25");
    server.write(LIST);
    await arrived(4);
  },
  "with calls in flight": async (server) => {
    await open(server, "2025-11-25");
    await server.ask(1, "tools/list");
    sandbox.addFault(key, { kind: "never" });
    sandbox.clearRequests();
    for (const [index, tool] of ["get_summary", "list_orders", "get_marketing"].entries()) {
      server.write(call(index + 2, `setpilot_${tool}`));
    }
    await arrived(3);
  },
  "while an answer trickles in": async (server) => {
    await open(server, "2025-11-25");
    await server.ask(1, "tools/list");
    sandbox.addFault(key, { kind: "drip", everyMs: 20 });
    sandbox.clearRequests();
    server.write(call(2, "setpilot_list_orders"));
    await arrived(1);
  },
  "while a call waits for the rate limit": async (server) => {
    await open(server, "2025-11-25");
    await server.ask(1, "tools/list");
    sandbox.addFault(key, { kind: "status", status: 429, retryAfter: 5 }, { requests: 1 });
    server.write(call(2, "setpilot_get_summary"));
    await server.until((message) => message["method"] === "notifications/progress");
  },
};

function arrived(count: number): Promise<void> {
  return expect.poll(() => sandbox.requests.length, { interval: 5 }).toBeGreaterThanOrEqual(count);
}

/** How it comes to an end. */
const ends: Readonly<Record<string, (server: RawServer) => void>> = {
  "standard input ends": ({ child }) => child.stdin.end(),
  SIGINT: ({ child }) => child.kill("SIGINT"),
  SIGTERM: ({ child }) => child.kill("SIGTERM"),
  SIGHUP: ({ child }) => child.kill("SIGHUP"),
  "nobody reads its answers any more": (server) => {
    server.child.stdout.destroy();
    // A pipe without a reader shows when something is written to it.
    server.write(call(99, "setpilot_nothing"));
  },
};

describe.each(Object.entries(moments))("%s", (_, reach) => {
  beforeEach(() => sandbox.clearRequests());

  it.each(Object.entries(ends))("%s: the process is gone within a second, with exit code 0", async (_, end) => {
    const server = startRaw(environment());
    await reach(server);
    expect(childrenOf(server.pid)).toEqual([]);
    const began = performance.now();
    end(server);
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(LONGEST_MS);
    expect(server.stderr()).toBe("");
  });

  it("the client is killed: the process is gone within a second, too", async () => {
    const client = startRaw(environment(), ["-e", CLIENT, PROGRAM, "serve", "setpilot"]);
    await reach(client);
    const pid = Number(/server (\d+)/.exec(client.stderr())?.[1]);
    expect(isAlive(pid)).toBe(true);
    const began = performance.now();
    client.child.kill("SIGKILL");
    await client.ended;
    while (isAlive(pid) && performance.now() - began < 2 * LONGEST_MS) await pause(5);
    expect(isAlive(pid)).toBe(false);
    expect(performance.now() - began).toBeLessThan(LONGEST_MS);
  });
});

/** A client that starts the server, passes everything on and says what the server's process id is. */
const CLIENT = `
  const { spawn } = require("node:child_process");
  const child = spawn(process.execPath, process.argv.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
  process.stderr.write("server " + child.pid + "\\n");
  process.stdin.pipe(child.stdin);
  child.stdout.pipe(process.stdout);
`;

/** Whether the process runs. One that is over but not yet collected by its parent does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/^\d+ \(.*\) [ZX]/.test(readFileSync(stat, "utf8"));
}

/** Process ids of what the server started; where the system does not tell, none. */
function childrenOf(pid: number): string[] {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return [];
  return readdirSync(tasks).flatMap((task) => {
    const children = join(tasks, task, "children");
    return existsSync(children) ? readFileSync(children, "utf8").split(" ").filter(Boolean) : [];
  });
}

describe("a start", () => {
  it("whose standard input is closed at once ends, with exit code 0 and nothing said", async () => {
    const server = startRaw(environment());
    server.child.stdin.end();
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect([server.messages(), server.stderr()]).toEqual([[], ""]);
    expect(sandbox.requests.filter(({ headers }) => isOurs(headers))).toEqual([]);
  });

  it("with a question and nothing after it ends as well", async () => {
    const server = startRaw(environment());
    server.child.stdin.end(LIST);
    expect(await server.ended).toEqual({ code: 0, signal: null });
  });

  it("ends when a message is beyond all limits, for nothing more would be heard", async () => {
    sandbox.addFault(key, { kind: "html", status: 502 });
    const server = startRaw(environment());
    await open(server, "2025-11-25");
    // With scopes unknown a look is planned, which would keep the process alive without ears.
    await server.ask(1, "tools/list");
    server.write(`${"x".repeat(11_000_000)}\n`);
    expect(await server.ended).toEqual({ code: 0, signal: null });
  });
});

function isOurs(headers: Readonly<Record<string, string>>): boolean {
  return headers["authorization"]?.endsWith(key.slice(-4)) === true;
}

describe.runIf(process.platform === "linux")("the keychain", () => {
  let connections: number;
  let sockets: Socket[];
  let bus: ReturnType<typeof createServer>;

  /** A D-Bus that takes connections and never says a word. */
  beforeEach(async () => {
    connections = 0;
    sockets = [];
    bus = createServer((socket) => {
      connections += 1;
      sockets.push(socket);
      socket.on("error", () => undefined);
    });
    bus.listen(join(home, "bus"));
    await once(bus, "listening");
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => bus.close(resolve));
  });

  function startWithoutKey(): RawServer {
    const address = `unix:path=${join(home, "bus")}`;
    return startRaw(clientEnvironment(home, { DBUS_SESSION_BUS_ADDRESS: address }));
  }

  function hasLoaded({ pid }: RawServer, file: string): boolean {
    return readFileSync(`/proc/${pid}/maps`, "utf8").includes(file);
  }

  it("is not touched before the first list, nor is its library loaded or a file written", async () => {
    const server = startWithoutKey();
    await open(server, "2025-11-25");
    await server.ask(1, "tools/call", { name: "setpilot_nothing" });
    expect(connections).toBe(0);
    expect(hasLoaded(server, "keyring.")).toBe(false);
    // Node 22 and later keep compiled code there, which is not written by the program.
    expect(ownFiles(home)).toEqual([]);
    server.write(LIST);
    await expect.poll(() => connections, { interval: 5, timeout: 5_000 }).toBeGreaterThan(0);
    expect(hasLoaded(server, "keyring.")).toBe(true);
  });

  it.each(["SIGTERM", "standard input ends"])("does not hold the end up while it is silent: %s", async (how) => {
    const server = startWithoutKey();
    await open(server, "2025-11-25");
    server.write(LIST);
    await expect.poll(() => connections, { interval: 5, timeout: 5_000 }).toBeGreaterThan(0);
    const began = performance.now();
    ends[how]?.(server);
    // By SIGKILL to itself: the question sits in a thread that Node would wait for.
    expect(await server.ended).toEqual({ code: null, signal: "SIGKILL" });
    expect(performance.now() - began).toBeLessThan(LONGEST_MS);
  });
});
