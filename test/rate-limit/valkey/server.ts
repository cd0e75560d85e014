import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createClient } from "@redis/client";
import { skip } from "../../helpers/command.ts";
import { freePort, untilReady } from "../../helpers/loopback.ts";

/** Either of them will do; Debian has the one or the other. */
const PROGRAMS = ["valkey-server", "redis-server"];

const program = findProgram();

/** Why tests with a server cannot run here; undefined when they can. */
export function valkeySkipped(): string | undefined {
  if (program !== undefined) return undefined;
  return skip("tests with Valkey skipped: neither valkey-server nor redis-server is on this machine");
}

function findProgram(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** A server of its own for a file of tests, on loopback, which keeps nothing on disk. `options`: as in its configuration. */
export async function startValkey(options: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), "keyscope-valkey-"));
  const port = await freePort();
  const common = ["--dir", folder, "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"];
  const ports = options.includes("--tls-port") ? [] : ["--port", String(port)];
  let child: ChildProcess | undefined;
  process.once("exit", () => child?.kill("SIGKILL"));
  const valkey = {
    port,
    folder,
    url: `redis://127.0.0.1:${port}`,
    async start(): Promise<void> {
      child = spawn(
        program ?? "",
        [...common, ...ports, ...options.map((word) => (word === "PORT" ? String(port) : word))],
        {
          stdio: ["ignore", "pipe", "pipe"],
        },
      );
      await untilReady(child);
    },
    /** Asks it something as its owner. */
    async command(...words: string[]): Promise<unknown> {
      const client = createClient({ url: valkey.url });
      client.on("error", () => undefined);
      await client.connect();
      try {
        return await client.sendCommand(words);
      } finally {
        client.destroy();
      }
    },
    /** Stops the process where it is, or lets it go on: its connections stay. */
    signal(signal: "SIGSTOP" | "SIGCONT"): void {
      child?.kill(signal);
    },
    async kill(): Promise<void> {
      const gone = child;
      child = undefined;
      if (gone !== undefined) await new Promise((resolve) => gone.once("exit", resolve).kill("SIGKILL"));
    },
    async close(): Promise<void> {
      await valkey.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await valkey.start();
  return valkey;
}
