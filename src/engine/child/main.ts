import type { ChildMessage, RequestMessage, RequestName, Requests } from "../protocol.ts";
import type { Worker } from "./worker.ts";

/*
 * The engine's process. It knows neither key nor environment, reads and writes nothing but the channel to the process
 * that started it, and ends with it. One that writes a file is given its path as the only argument.
 */

/** Memory of the whole process at which it ends itself: the engine's own limit does not count long texts. */
const MOST_MEMORY = 1_000_000_000;
const LOOK_EVERY_MS = 25;

/** Ends at once, whatever the engine's threads are doing; leaving in order would wait for them. */
function end(): void {
  process.kill(process.pid, "SIGKILL");
}

function send(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}

function watchMemory(): void {
  setInterval(() => {
    if (process.memoryUsage.rss() < MOST_MEMORY) return;
    send({ kind: "out-of-memory" });
    end();
  }, LOOK_EVERY_MS);
}

async function answer(worker: Worker, { id, name, ask }: RequestMessage): Promise<void> {
  const work = worker[name] as (ask: unknown) => Promise<Requests[RequestName]["answer"]>;
  try {
    send({ kind: "answer", id, answer: await work(ask) });
  } catch {
    // A defect: whoever started this process reads of its end, and starts another one.
    end();
  }
}

async function main(): Promise<void> {
  process.on("disconnect", end);
  watchMemory();
  try {
    // Loaded here, so that a system on which the engine does not load is told of.
    const { openWorker } = await import("./worker.ts");
    const worker = await openWorker(process.argv[2]);
    process.on("message", (message: RequestMessage) => void answer(worker, message));
    send({ kind: "ready" });
  } catch (error) {
    send({ kind: "unusable", reason: error instanceof Error ? error.message : String(error) });
  }
}

void main();
