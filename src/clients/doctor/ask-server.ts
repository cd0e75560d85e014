import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** What a server tells of its tools, and its access tool of what stands in the way. */
export interface ServerAnswers {
  readonly tools: readonly string[];
  /** Undefined when it has no such tool. */
  readonly access: string | undefined;
}

/** Two revisions back: every server still answers it. */
const PROTOCOL = "2025-06-18";

/**
 * Asks a server that was just started what an MCP client asks: initialize, the list of tools, and its access tool. An
 * error counts as an empty answer; without an answer this never ends. `onStray` hears lines that are not of the protocol.
 */
export async function askServer(child: ChildProcess, onStray: (line: string) => void): Promise<ServerAnswers> {
  const answers = listen(child, onStray);
  const ask = (id: number, method: string, params: object) => {
    send(child, { id, method, params });
    return answers.next(id);
  };
  await ask(1, "initialize", {
    protocolVersion: PROTOCOL,
    capabilities: {},
    clientInfo: { name: "keyscope-status", version: "1" },
  });
  send(child, { method: "notifications/initialized" });
  const tools = toolNames(await ask(2, "tools/list", {}));
  const accessTool = tools.find((name) => name.endsWith("_check_access"));
  const access =
    accessTool === undefined ? undefined : resultText(await ask(3, "tools/call", { name: accessTool, arguments: {} }));
  return { tools, access };
}

function send(child: ChildProcess, message: object): void {
  child.stdin?.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

/** The results by the number of their request. */
function listen(child: ChildProcess, onStray: (line: string) => void): { next(id: number): Promise<unknown> } {
  const results = new Map<unknown, unknown>();
  const waiting = new Map<unknown, (result: unknown) => void>();
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const message = parsed(line);
      if (message === undefined) {
        if (line.trim() !== "") onStray(line);
      } else if ("id" in message && !("method" in message)) {
        const result = "result" in message ? message.result : {};
        const resolve = waiting.get(message.id);
        if (resolve === undefined) results.set(message.id, result);
        else resolve(result);
      }
    });
  }
  return {
    next: (id) =>
      new Promise((resolve) => {
        if (results.has(id)) resolve(results.get(id));
        else waiting.set(id, resolve);
      }),
  };
}

function parsed(line: string): object | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === "object" && message !== null && "jsonrpc" in message ? message : undefined;
  } catch {
    return undefined;
  }
}

function toolNames(result: unknown): string[] {
  return members(result, "tools").flatMap((tool) => textOf(tool, "name"));
}

function resultText(result: unknown): string {
  return members(result, "content")
    .flatMap((part) => textOf(part, "text"))
    .join("\n");
}

function members(value: unknown, name: string): readonly unknown[] {
  const found = property(value, name);
  return Array.isArray(found) ? found : [];
}

function textOf(value: unknown, name: string): string[] {
  const found = property(value, name);
  return typeof found === "string" ? [found] : [];
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined;
}
