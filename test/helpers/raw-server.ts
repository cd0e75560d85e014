import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { PROGRAM } from "./clients.ts";
import { startProcess } from "./command.ts";

/** One JSON-RPC message as it came over the pipe. */
export type Message = Readonly<Record<string, unknown>>;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `keyscope serve` with bare pipes, so that a test may send what no client would. */
export interface RawServer {
  readonly child: ChildProcessWithoutNullStreams;
  readonly pid: number;
  /** Resolves when the process is gone. */
  readonly ended: Promise<Exit>;
  /** Writes bytes as they are. */
  write(text: string): void;
  /** Sends a request and resolves with the answer that has its id. */
  ask(id: number | string, method: string, params?: object): Promise<Message>;
  /** Resolves with the first message, past or to come, that is as wanted. */
  until(wanted: (message: Message) => boolean): Promise<Message>;
  /** Every line of standard output so far, parsed. Throws when one is not a JSON object. */
  messages(): Message[];
  stderr(): string;
}

/** The two protocol generations: how the opening goes, and what every request carries. */
export const protocols = ["2025-11-25", "2026-07-28"] as const;
export type Protocol = (typeof protocols)[number];

const CLIENT = { name: "raw", version: "1.0.0" };

/** What a request of the protocol carries in its params. */
export function withEnvelope(protocol: Protocol, params: object = {}): object {
  if (protocol === "2025-11-25") return params;
  const envelope = {
    "io.modelcontextprotocol/protocolVersion": protocol,
    "io.modelcontextprotocol/clientInfo": CLIENT,
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const meta = "_meta" in params && typeof params._meta === "object" ? params._meta : {};
  return { ...params, _meta: { ...envelope, ...meta } };
}

/** What every message over HTTP has in its headers, from whoever has this token. */
export function postHeaders(token: string) {
  return {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
}

/** Goes through the opening of the protocol, as a well-behaved client does. */
export async function open(server: RawServer, protocol: Protocol): Promise<Message> {
  if (protocol === "2026-07-28") return server.ask("open", "server/discover", withEnvelope(protocol));
  const params = { protocolVersion: protocol, capabilities: {}, clientInfo: CLIENT };
  const answer = await server.ask("open", "initialize", params);
  server.write(line({ jsonrpc: "2.0", method: "notifications/initialized" }));
  return answer;
}

export function line(message: object): string {
  return `${JSON.stringify(message)}\n`;
}

/** @param args for this Node; those that start the built program with Setpilot when not given */
export function startRaw(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [PROGRAM, "serve", "setpilot"],
): RawServer {
  const child = startProcess(process.execPath, args, { env });
  const received: (Message | Error)[] = [];
  let unfinished = "";
  let stderr = "";
  let waiting: (() => void)[] = [];
  child.stdout.on("data", (chunk) => {
    const lines = (unfinished + String(chunk)).split("\n");
    // A line that has no end yet is not one.
    unfinished = lines.pop() ?? "";
    received.push(...lines.map(parsed));
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  });
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const ended = new Promise<Exit>((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  const messages = () =>
    received.map((message) => {
      if (message instanceof Error) throw message;
      return message;
    });
  const until = async (wanted: (message: Message) => boolean): Promise<Message> => {
    for (;;) {
      const found = messages().find(wanted);
      if (found !== undefined) return found;
      const more = new Promise<void>((resolve) => waiting.push(resolve));
      const isOver = ended.then(({ code, signal }) => {
        throw new Error(`The server ended (${code ?? signal}) before it answered. ${stderr}`);
      });
      await Promise.race([more, isOver]);
    }
  };
  const write = (text: string) => {
    child.stdin.write(text);
  };
  return {
    child,
    pid: child.pid ?? 0,
    ended,
    write,
    until,
    messages,
    ask: (id, method, params) => {
      write(line({ jsonrpc: "2.0", id, method, ...(params && { params }) }));
      return until((message) => message["id"] === id);
    },
    stderr: () => stderr,
  };
}

/** The message in a line, or what is wrong with it. */
function parsed(text: string): Message | Error {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {}
  return new Error(`Not a message: ${text}`);
}
