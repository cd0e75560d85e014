import { type ChildProcess, spawn } from "node:child_process";
import { cleanText } from "../../utils/clean-text.ts";
import { askServer } from "./ask-server.ts";

/** A server process, as a client would start it. Nothing is added to `env`. */
export interface ServerStart {
  /** The full path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly platform: NodeJS.Platform;
}

/** What a server did when it was started and asked for its tools. Texts are cleaned, of one line, and capped. */
export type ServerTrial =
  | {
      readonly kind: "answered";
      readonly tools: readonly string[];
      /** What its access tool said; undefined when it has none. */
      readonly access: string | undefined;
      /** The first line on standard output that is not of the protocol. */
      readonly stray: string | undefined;
    }
  | { readonly kind: "cannot-start"; readonly code: string }
  /** `said`: the end of its standard error. */
  | {
      readonly kind: "ended";
      readonly exitCode: number | null;
      readonly said: string;
      readonly stray: string | undefined;
    }
  | { readonly kind: "no-answer"; readonly said: string; readonly stray: string | undefined };

const LONGEST_SAID = 600;
/** Node's lines about where in a program an error was thrown: for programmers. */
const STACK = /^(?:at |node:internal|throw err|\^|Node\.js v)/;
const LONGEST_STRAY = 120;

/**
 * Starts a server and asks it over stdio what an MCP client asks: initialize, the list of tools, and its access tool.
 * The process is ended afterwards, whatever came of it. Never throws.
 */
export async function tryServer(start: ServerStart, milliseconds: number): Promise<ServerTrial> {
  const child = startProcess(start);
  const heard = { said: "", stray: undefined as string | undefined };
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    heard.said = (heard.said + text).slice(-4 * LONGEST_SAID);
  });
  const timer: { handle?: NodeJS.Timeout } = {};
  const late = new Promise<ServerTrial>((resolve) => {
    timer.handle = setTimeout(() => resolve({ kind: "no-answer", ...told(heard) }), milliseconds);
  });
  try {
    return await Promise.race([late, failure(child, heard), answered(child, heard)]);
  } finally {
    clearTimeout(timer.handle);
    end(child);
  }
}

interface Heard {
  said: string;
  stray: string | undefined;
}

function startProcess({ program, args, env, folder, platform }: ServerStart): ChildProcess {
  const isScript = platform === "win32" && /\.(cmd|bat)$/i.test(program);
  // Windows starts such scripts through its shell only.
  const [file, words] = isScript ? [env["ComSpec"] ?? "cmd.exe", ["/d", "/c", program, ...args]] : [program, args];
  return spawn(file, [...words], { cwd: folder, env: { ...env }, stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
}

function failure(child: ChildProcess, heard: Heard): Promise<ServerTrial> {
  return new Promise((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      resolve({ kind: "cannot-start", code: error.code ?? error.message }),
    );
    // `close` and not `exit`: what it wrote last has been read by then.
    child.once("close", (exitCode) => resolve({ kind: "ended", exitCode, ...told(heard) }));
    child.stdin?.on("error", () => undefined);
  });
}

async function answered(child: ChildProcess, heard: Heard): Promise<ServerTrial> {
  const answers = await askServer(child, (line) => {
    heard.stray ??= line;
  });
  return { kind: "answered", ...answers, stray: told(heard).stray };
}

function told({ said, stray }: Heard): { said: string; stray: string | undefined } {
  const lines = cleanText(said)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !STACK.test(line));
  return {
    said: lines.join(" ").slice(-LONGEST_SAID).trim(),
    stray: stray === undefined ? undefined : cleanText(stray).slice(0, LONGEST_STRAY),
  };
}

/** A well-behaved server ends with its input; for the others there is more. */
function end(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.stdin?.end();
  child.kill();
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.removeListener("exit", kill));
}
