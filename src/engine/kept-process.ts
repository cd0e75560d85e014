import { quoted } from "../utils/clean-text.ts";
import { EngineEnded, type EngineProcess, startProcess } from "./child-process.ts";
import { failed, type Outcome, type StatementFailure } from "./failure.ts";
import type { Installation, NoEngine } from "./installation.ts";
import { answered } from "./patience.ts";
import type { TableSource } from "./protocol.ts";

export interface EngineOptions {
  readonly installation: Installation;
  /** How long a statement may take before it is interrupted. */
  readonly statementMs?: number;
  /** The absolute path of the one file that the process may write to. It then answers no statements. */
  readonly file?: string;
  readonly startProcess?: typeof startProcess;
}

/** The one process of an engine: started when it is needed, and anew when it ended. */
export interface KeptProcess {
  /** Why there can be none, as far as is known without starting it. */
  whyNone(): NoEngine | undefined;
  /** The same, after a start where none was seen to work lately. The process that is started for it ends again. */
  tryOut(): Promise<NoEngine | undefined>;
  /** Works with the process, and makes a failure of its end. */
  use<T>(work: (process: EngineProcess) => Promise<Outcome<T>>): Promise<Outcome<T>>;
  /** Names of the API's lists: no table that is made inside another one takes one of them. */
  reserve(names: readonly string[]): void;
  /** Brings the process the tables that it lacks. */
  bring(process: EngineProcess, tables: readonly TableSource[]): Promise<StatementFailure | undefined>;
  close(): void;
}

/** Loading and counting are this program's own work, and end; this is for an engine that hangs. */
export const OWN_WORK_MS = 60_000;
/** Bytes of pages that are sent at once, so that neither process is busy with them for long. */
const PARCEL = 256 * 1024;

export function keepProcess({ installation, file, startProcess: begin = startProcess }: EngineOptions): KeptProcess {
  let process: EngineProcess | undefined;
  /** Versions of the tables that the process has. */
  let loaded = new Map<string, string>();
  const reserved = new Set<string>();
  let isClosed = false;

  async function running(): Promise<EngineProcess> {
    if (process === undefined || process.isOver()) {
      process = begin(installation.program, file);
      loaded = new Map();
    }
    await isReady(process);
    // Nobody waits for a disk because of it.
    void installation.learn(undefined);
    return process;
  }

  /** Resolves when it works; that it does not is remembered before. */
  async function isReady(started: EngineProcess): Promise<void> {
    try {
      await started.ready;
    } catch (error) {
      if (error instanceof EngineEnded && error.why === "unusable")
        await installation.learn(withoutPaths(error.reason));
      throw error;
    }
  }

  return {
    whyNone: installation.whyNone,
    async tryOut() {
      const isMissing = installation.whyNone()?.isInstalled === false;
      if (isMissing || isClosed || installation.isProven()) return installation.whyNone();
      const started = begin(installation.program);
      // A client may end this process as soon as it has the answer, and the engine would be started again for the next one.
      await isReady(started).then(
        () => installation.learn(undefined),
        () => undefined,
      );
      started.kill();
      return installation.whyNone();
    },
    async use(work) {
      if (isClosed) return failed({ kind: "cancelled" });
      const none = installation.whyNone();
      if (none !== undefined) return failed({ kind: "no-engine", ...none });
      try {
        return await work(await running());
      } catch (error) {
        if (!(error instanceof EngineEnded)) throw error;
        if (isClosed) return failed({ kind: "cancelled" });
        return failed(failureOf(error));
      }
    },
    reserve(names) {
      for (const name of names) reserved.add(name);
    },
    async bring(to, tables) {
      for (const { name } of tables) reserved.add(name);
      for (const { name, version, pages, idField } of tables) {
        if (loaded.get(name) === version) continue;
        loaded.delete(name);
        for (const parcel of parcels(pages)) {
          const taken = await answered(to, "pages", { pages: parcel }, OWN_WORK_MS);
          if (taken !== null) return taken.failure;
        }
        const answer = await answered(to, "load", { name, idField, reserved: [...reserved] }, OWN_WORK_MS);
        if (!answer.ok) return answer.failure;
        loaded.set(name, version);
      }
      return undefined;
    },
    close() {
      isClosed = true;
      process?.kill();
    },
  };
}

function failureOf(ended: EngineEnded): StatementFailure {
  switch (ended.why) {
    case "unusable":
      return { kind: "no-engine", isInstalled: true, reason: withoutPaths(ended.reason) };
    case "out-of-memory":
      return { kind: "out-of-memory" };
    case "crashed":
      return { kind: "crashed" };
    default:
      return ended.why satisfies never;
  }
}

/** A system's words about a file that does not load, without the folders it is in. */
function withoutPaths(reason: string): string {
  const [line = ""] = reason.split("\n");
  return quoted(line.replace(/(?:[A-Za-z]:)?(?:[\\/][^\s\\/:'"]+)+/g, (path) => path.replace(/^.*[\\/]/, "")));
}

function* parcels(pages: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  let parcel: Uint8Array[] = [];
  let bytes = 0;
  for (const page of pages) {
    parcel.push(page);
    bytes += page.length;
    if (bytes < PARCEL) continue;
    yield parcel;
    parcel = [];
    bytes = 0;
  }
  if (parcel.length > 0) yield parcel;
}
