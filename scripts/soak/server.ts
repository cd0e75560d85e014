import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { PROGRAM } from "../../test/helpers/clients.ts";
import { line, type Protocol, withEnvelope } from "../../test/helpers/raw-server.ts";

/** What came back for a call: the text of a result, the code of a protocol error, nothing as it should be, or nothing in time. */
export type Answer =
  | { readonly kind: "result"; readonly text: string; readonly isError: boolean }
  | { readonly kind: "protocol-error"; readonly code: number }
  | { readonly kind: "cancelled" }
  | { readonly kind: "none" };

/** How much a server holds on to, right after a garbage collection. */
export interface Held {
  readonly heap: number;
  readonly timers: number;
}

/** A real server process with bare pipes. */
export interface SoakServer {
  call(tool: string, given: object): Call;
  request(method: string, params?: object): Call;
  write(text: string): void;
  /** Stops reading what the server writes for so long, as a busy client does. */
  readLate(milliseconds: number): Promise<void>;
  /** Notices so far that the list of tools changed. */
  listChanges(): number;
  /** Answers to calls that came although the server knew that they were cancelled. */
  answersAfterCancel(): number;
  stderr(): readonly string[];
  held(): Promise<Held>;
  residentMb(): number;
  /** The most resident memory that it ever had. */
  peakMb(): number;
  descriptors(): number;
  isAlive(): boolean;
  /** Sends a signal or else closes standard input; milliseconds until the process was gone. */
  end(signal?: "SIGTERM"): Promise<number>;
  kill(): void;
}

export interface Call {
  readonly answer: Promise<Answer>;
  /** Tells the server to forget the call, and waits until it has heard that. */
  cancel(): Promise<void>;
}

/** A call ends within 30 s, says the design; this leaves the machine some time. */
const ANSWER_MS = 40_000;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: { readonly content?: readonly { readonly text?: string }[]; readonly isError?: boolean };
  readonly error?: { readonly code: number };
}

/** Starts a server and goes through the opening of its protocol. */
export async function startServer(
  era: Protocol,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<SoakServer> {
  const probe = pathToFileURL(join(import.meta.dirname, "probe.mjs")).href;
  const child = spawn(process.execPath, ["--expose-gc", "--import", probe, PROGRAM, "serve", "setpilot", ...args], {
    env,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
  const server = overPipes(child, era);
  if (era === "2025-11-25") {
    const clientInfo = { name: "soak", version: "1.0.0" };
    await server.request("initialize", { protocolVersion: era, capabilities: {}, clientInfo }).answer;
    server.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  } else {
    await server.request("server/discover").answer;
  }
  await server.request("tools/list").answer;
  // Never answered: the subscription stays open.
  if (era === "2026-07-28") server.request("subscriptions/listen", { notifications: { toolsListChanged: true } });
  return server;
}

function overPipes(child: ChildProcess, era: Protocol): SoakServer {
  const { stdin, stdout, stderr, pid } = child;
  const memory = child.stdio[3];
  if (stdin === null || stdout === null || stderr === null || pid === undefined || !isReadable(memory)) {
    throw new Error("The server could not be started.");
  }
  const gone = once(child, "exit");
  const waiting = new Map<number, (answer: Answer) => void>();
  const forgotten = new Set<number>();
  const errors: string[] = [];
  let lastId = 0;
  let listChanges = 0;
  let answersAfterCancel = 0;
  let onHeld: (held: Held) => void = () => undefined;
  // A server that died is found out by the calls that nobody answers.
  stdin.on("error", () => undefined);
  createInterface({ input: stderr }).on("line", (text) => errors.push(text));
  createInterface({ input: memory }).on("line", (text) => onHeld(JSON.parse(text)));
  createInterface({ input: stdout }).on("line", (text) => {
    const message: Message = JSON.parse(text);
    if (message.method === "notifications/tools/list_changed") listChanges += 1;
    if (message.id === undefined) return;
    if (forgotten.has(message.id)) answersAfterCancel += 1;
    waiting.get(message.id)?.(answerIn(message));
  });
  const write = (text: string) => {
    stdin.write(text);
  };
  const send = (message: object) => write(line({ jsonrpc: "2.0", ...message }));

  function request(method: string, params: object = {}): Call {
    lastId += 1;
    const id = lastId;
    send({ id, method, params: withEnvelope(era, params) });
    const answer = new Promise<Answer>((resolve) => {
      const settle = (outcome: Answer) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(outcome);
      };
      const timer = setTimeout(() => settle({ kind: "none" }), method === "subscriptions/listen" ? 0 : ANSWER_MS);
      waiting.set(id, settle);
    });
    return {
      answer,
      async cancel() {
        send({ method: "notifications/cancelled", params: { requestId: id, reason: "soak" } });
        // Answered in order, so whatever comes after this answer was written by a server that knew.
        await request(era === "2026-07-28" ? "server/discover" : "ping").answer;
        forgotten.add(id);
        waiting.get(id)?.({ kind: "cancelled" });
      },
    };
  }

  return {
    request,
    call: (tool, given) => request("tools/call", { name: tool, arguments: given }),
    write,
    async readLate(milliseconds) {
      stdout.pause();
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      stdout.resume();
    },
    listChanges: () => listChanges,
    answersAfterCancel: () => answersAfterCancel,
    stderr: () => errors,
    held: () =>
      new Promise((resolve) => {
        onHeld = resolve;
        child.kill("SIGUSR2");
      }),
    residentMb: () => memoryMb(pid, /VmRSS:\s+(\d+)/),
    peakMb: () => memoryMb(pid, /VmHWM:\s+(\d+)/),
    descriptors: () => readdirSync(`/proc/${pid}/fd`).length,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async end(signal) {
      const began = performance.now();
      if (signal === undefined) stdin.end();
      else child.kill(signal);
      await gone;
      return performance.now() - began;
    },
    kill: () => {
      child.kill("SIGKILL");
    },
  };
}

function memoryMb(pid: number, line: RegExp): number {
  return Number(line.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}

function answerIn({ result, error }: Message): Answer {
  if (error !== undefined) return { kind: "protocol-error", code: error.code };
  return { kind: "result", text: result?.content?.[0]?.text ?? "", isError: result?.isError === true };
}

function isReadable(stream: unknown): stream is Readable {
  return typeof stream === "object" && stream !== null && "read" in stream;
}
