import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** How a server is started: arguments for this Node, and the whole environment. */
export interface ServerCommand {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A stdio server spoken to in plain JSON-RPC, so that no client's own time is measured. */
export interface RawServer {
  readonly process: ChildProcess;
  request(method: string, params?: object): Promise<unknown>;
  notify(method: string): void;
  end(): Promise<void>;
}

export function startServer(command: ServerCommand): RawServer {
  const child = spawn(process.execPath, command.args, { env: command.environment, stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map<number, (result: unknown) => void>();
  let lastId = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message: { id?: number; result?: unknown } = JSON.parse(line);
    if (message.id === undefined) return;
    waiting.get(message.id)?.(message.result);
    waiting.delete(message.id);
  });
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  return {
    process: child,
    request(method, params = {}) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        send({ id, method, params });
      });
    },
    notify: (method) => {
      send({ method });
    },
    async end() {
      const gone = once(child, "exit");
      child.stdin.end();
      await gone;
    },
  };
}

/** The handshake of the 2025 revisions and the first list, as most clients do it. */
export async function firstList(server: RawServer): Promise<readonly object[]> {
  const clientInfo = { name: "bench", version: "1.0.0" };
  await server.request("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo });
  server.notify("notifications/initialized");
  const result = await server.request("tools/list");
  return isList(result) ? result.tools : [];
}

function isList(result: unknown): result is { tools: object[] } {
  return typeof result === "object" && result !== null && "tools" in result && Array.isArray(result.tools);
}

/** The text of a tool's result. */
export async function callTool(server: RawServer, name: string, given: object): Promise<string> {
  const result = await server.request("tools/call", { name, arguments: given });
  const text = JSON.stringify(result);
  const parsed: { content?: { text?: string }[]; isError?: boolean } = JSON.parse(text);
  const answer = parsed.content?.[0]?.text;
  if (answer === undefined || parsed.isError === true) throw new Error(`${name} failed: ${text.slice(0, 500)}`);
  return answer;
}
