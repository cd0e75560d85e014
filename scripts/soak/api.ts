import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Fault, FaultLimits, Scope } from "../../src/sandbox/index.ts";

/** One order to the sandbox process; what is not given stays as it is. The key's last four characters begin with its server's letter. */
export interface Order {
  readonly id: number;
  readonly key: string;
  /** From now on the key is good and has every scope but these. */
  readonly lacks?: readonly Scope[];
  readonly heal?: boolean;
  readonly revoke?: boolean;
  readonly fault?: Fault;
  readonly limits?: FaultLimits;
  /** Hand out what arrived since the last time. */
  readonly take?: boolean;
}

export interface Report {
  readonly id: number;
  /** Letter, path and sorted query of each request of the server since the last report that took them. */
  readonly arrived: readonly string[];
  /** Requests that this key has made. */
  readonly requests: number;
  /** Requests of all keys. */
  readonly total: number;
}

/** The emulated API in a process of its own, so that its work is not counted as ours. */
export interface Api {
  readonly baseUrl: string;
  order(order: Omit<Order, "id">): Promise<Report>;
  stop(): Promise<void>;
}

export async function startApi(): Promise<Api> {
  const args = [join(import.meta.dirname, "../run.mjs"), join(import.meta.dirname, "sandbox.ts")];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const gone = once(child, "exit");
  const waiting = new Map<number, (report: Report) => void>();
  let lastId = 0;
  const baseUrl = await new Promise<string>((resolve, reject) => {
    void gone.then(() => reject(new Error("The sandbox ended before it was ready.")));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const message: Report & { readonly baseUrl?: string } = JSON.parse(line);
      if (message.baseUrl !== undefined) resolve(message.baseUrl);
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
    });
  });
  return {
    baseUrl,
    order(order) {
      lastId += 1;
      const id = lastId;
      child.stdin.write(`${JSON.stringify({ ...order, id })}\n`);
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    async stop() {
      child.stdin.end();
      await gone;
    },
  };
}
