import { createRequire } from "node:module";
import { readRegularFile } from "../utils/read-file.ts";
import { keepFile } from "../utils/replace-file.ts";
import { VERSION } from "../utils/version.ts";

/** Why there is no engine. `reason` is a clause, without folders of this machine. */
export interface NoEngine {
  readonly isInstalled: boolean;
  readonly reason: string;
}

/** The engine as it is installed here, and what its last start came to. */
export interface Installation {
  /** The engine's bundled file. */
  readonly program: string;
  /** Why there is no engine, as far as is known without starting it; undefined while nothing speaks against it. */
  whyNone(): NoEngine | undefined;
  /** Whether it was started lately, by whichever process of this Node. */
  isProven(): boolean;
  /** Takes in what a start came to: why it does not load, or undefined where it does. Never rejects. */
  learn(reason: string | undefined): Promise<void>;
}

/** What a start came to is believed so long: what keeps it from loading may be mended without our seeing it. */
const FAILURE_MS = 3_600_000;
const SUCCESS_MS = 86_400_000;
/** In bytes; it has a few hundred. */
const LARGEST = 10_000;

/** What a start came to. */
interface Start {
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Null where the engine loaded. */
  readonly reason: string | null;
}

/**
 * Looks at the engine without loading it. Whether it loads is only known from a start, so the last one is remembered.
 * @param program the engine's bundled file, from which packages are looked for
 * @param memory the file in which the last start is remembered for other processes; undefined for none
 */
export function openInstallation(program: string, memory: string | undefined): Installation {
  // The same packages load in one Node and not in another one, which a desktop program brings.
  const host = [VERSION, program, process.execPath, process.version, process.arch].join("|");
  let missing: { readonly reason: string | undefined } | undefined;
  let last: Start | undefined;
  let isRead = false;

  /** What is installed is looked up once: what is installed later needs a new start to be loaded. */
  function whyNotInstalled(): string | undefined {
    missing ??= { reason: findMissing(program) };
    return missing.reason;
  }

  function lastStart(): Start | undefined {
    if (!isRead) last = readStart(memory, host);
    isRead = true;
    const age = last === undefined ? Infinity : Date.now() - last.at;
    return age >= 0 && age < (last?.reason === null ? SUCCESS_MS : FAILURE_MS) ? last : undefined;
  }

  return {
    program,
    whyNone() {
      const reason = whyNotInstalled();
      if (reason !== undefined) return { isInstalled: false, reason };
      const failure = lastStart()?.reason ?? undefined;
      return failure === undefined ? undefined : { isInstalled: true, reason: failure };
    },
    isProven: () => lastStart()?.reason === null,
    async learn(reason) {
      if (reason === undefined && lastStart()?.reason === null) return;
      isRead = true;
      last = { host, at: Date.now(), reason: reason ?? null };
      // A process that cannot remember it finds it out again.
      if (memory !== undefined) await keepFile(memory, JSON.stringify(last));
    },
  };
}

function readStart(memory: string | undefined, host: string): Start | undefined {
  if (memory === undefined) return undefined;
  try {
    const found: unknown = JSON.parse(readRegularFile(memory, LARGEST).toString());
    return isStart(found) && found.host === host ? found : undefined;
  } catch {
    return undefined;
  }
}

function isStart(found: unknown): found is Start {
  if (typeof found !== "object" || found === null || !("host" in found && "at" in found && "reason" in found))
    return false;
  return typeof found.at === "number" && (found.reason === null || typeof found.reason === "string");
}

function findMissing(program: string): string | undefined {
  const { resolve } = createRequire(program);
  try {
    const api = resolve("@duckdb/node-api");
    const bindings = createRequire(api).resolve("@duckdb/node-bindings");
    const { platform, arch } = process;
    const names = ["", "-musl"].map((libc) => `@duckdb/node-bindings-${platform}-${arch}${libc}/duckdb.node`);
    const found = names.some((name) => isResolvable(createRequire(bindings).resolve, name));
    return found ? undefined : `@duckdb/node-api has no binary for ${platform} ${arch}`;
  } catch {
    return "@duckdb/node-api is not installed";
  }
}

function isResolvable(resolve: NodeJS.RequireResolve, name: string): boolean {
  try {
    resolve(name);
    return true;
  } catch {
    return false;
  }
}
