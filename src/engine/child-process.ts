import { type ChildProcess, fork } from "node:child_process";
import { parse } from "node:path";
import type { ChildMessage, RequestMessage, RequestName, Requests } from "./protocol.ts";

/** Why there is no answer: the engine's process ended, or never worked. */
export class EngineEnded extends Error {
  readonly why: "out-of-memory" | "unusable" | "crashed";
  /** What the system said of the engine that does not load; how its process ended, where it said nothing. */
  readonly reason: string;
  constructor(why: EngineEnded["why"], reason = "") {
    super(why);
    this.why = why;
    this.reason = reason;
  }
}

/** One process of the engine. */
export interface EngineProcess {
  /** Settles when the engine works, and rejects with `EngineEnded` when it does not here. */
  readonly ready: Promise<void>;
  readonly pid: number | undefined;
  isOver(): boolean;
  /** Rejects with `EngineEnded` when the process ends before it answers. */
  ask<K extends RequestName>(name: K, ask: Requests[K]["ask"]): Promise<Requests[K]["answer"]>;
  /** Ends the process at once, in the middle of whatever it does. */
  kill(): void;
}

/** Memory for JavaScript in MB: it holds a page of rows at a time. */
const HEAP_MB = 512;

/**
 * Settings of V8 for a process that works for a second at a time. What is garbage here dies young, and threads that wait for one
 * another to collect it cost more than they save. So does a thread that makes code faster while the slow code goes on, and code
 * that has much other code put into it: it takes longer to make than it is used.
 */
const FOR_SHORT_WORK = [
  "--no-parallel-scavenge",
  "--no-concurrent-recompilation",
  "--max-inlined-bytecode-size-cumulative=100",
];

/**
 * Starts a process of the engine, without this one's environment, output and folder. It ends when this one ends.
 * @param program the engine's bundled file
 * @param file the absolute path of the one file that it may write to; undefined for one that answers statements
 */
export function startProcess(program: string, file?: string): EngineProcess {
  const child = launch(program, file);
  const waiting = new Map<number, Waiting>();
  let over: EngineEnded | undefined;
  let isReady = false;
  let lastId = 0;
  let settleReady: { resolve: () => void; reject: (error: EngineEnded) => void } | undefined;
  const ready = new Promise<void>((resolve, reject) => {
    settleReady = { resolve, reject };
  });
  // Whoever asks hears of it; nobody else has to.
  ready.catch(() => undefined);

  const finish = (ended: EngineEnded) => {
    over ??= ended;
    settleReady?.reject(over);
    for (const { reject } of waiting.values()) reject(over);
    waiting.clear();
  };

  child.on("message", (message: ChildMessage) => {
    if (message.kind === "ready") {
      isReady = true;
      settleReady?.resolve();
    } else if (message.kind === "unusable") {
      finish(new EngineEnded("unusable", message.reason));
      child.kill("SIGKILL");
    } else if (message.kind === "out-of-memory") over ??= new EngineEnded("out-of-memory");
    else {
      waiting.get(message.id)?.resolve(message.answer);
      waiting.delete(message.id);
    }
    holdOpen(child, waiting.size > 0);
  });
  child.on("error", (error) => finish(new EngineEnded("unusable", error.message)));
  child.on("exit", (code, signal) => {
    // What a processor or a system does not let run ends before it can say so.
    const ended = `its process ended while it loaded (${signal ?? `exit code ${code}`})`;
    finish(isReady ? new EngineEnded("crashed") : new EngineEnded("unusable", ended));
  });

  return {
    ready,
    pid: child.pid,
    isOver: () => over !== undefined,
    ask: (name, ask) =>
      new Promise((resolve, reject) => {
        if (over !== undefined) {
          reject(over);
          return;
        }
        lastId += 1;
        waiting.set(lastId, { resolve, reject } as Waiting);
        holdOpen(child, true);
        const message = { id: lastId, name, ask } as RequestMessage;
        child.send(message, () => undefined);
      }),
    kill() {
      child.kill("SIGKILL");
      finish(new EngineEnded("crashed"));
    },
  };
}

function launch(program: string, file: string | undefined): ChildProcess {
  const child = fork(program, file === undefined ? [] : [file], {
    env: environment(),
    cwd: parse(process.execPath).root,
    execArgv: [`--max-old-space-size=${HEAP_MB}`, ...FOR_SHORT_WORK],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced",
  });
  child.unref();
  return child;
}

interface Waiting {
  resolve(answer: Requests[RequestName]["answer"]): void;
  reject(error: EngineEnded): void;
}

/** An idle engine does not keep this process from ending. */
function holdOpen(child: ChildProcess, isBusy: boolean): void {
  if (isBusy) child.channel?.ref();
  else child.channel?.unref();
}

/** What a process cannot start without: Windows needs its folder, and Electron must be told to be Node. */
function environment(): NodeJS.ProcessEnv {
  const { SystemRoot } = process.env;
  return {
    ...(process.platform === "win32" && SystemRoot !== undefined ? { SystemRoot } : {}),
    ...(process.versions["electron"] === undefined ? {} : { ELECTRON_RUN_AS_NODE: "1" }),
  };
}
