import { type ChildProcess, spawn } from "node:child_process";
import { redact } from "../../credentials/redact.ts";
import type { Secret } from "../../credentials/secret.ts";
import { type Diagnosis, readDiagnosis } from "../../failures/diagnosis.ts";
import { cleanText } from "../../utils/clean-text.ts";
import { cmdLine } from "../windows-shell.ts";
import type { McpClient } from "./mcp-client.ts";

/** A server process, as a client would start it. Nothing is added to `env`. */
export interface ServerStart {
  /** The full path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly platform: NodeJS.Platform;
}

/** What a server did when it was started and asked for its tools, and what it wrote beside the protocol. */
export type ServerTrial = Ending & Readonly<Heard>;

type Ending =
  /** `diagnosis`: what its access tool says stands in the way. */
  | { readonly kind: "answered"; readonly tools: readonly string[]; readonly diagnosis: Diagnosis | undefined }
  | { readonly kind: "cannot-start"; readonly code: string }
  | { readonly kind: "ended"; readonly exitCode: number | null }
  | { readonly kind: "no-answer"; readonly seconds: number };

/** In a trial, the texts are cleaned, of one line, and capped. */
interface Heard {
  /** The end of its standard error. */
  said: string;
  /** The first line on standard output that is not of the protocol. */
  stray: string | undefined;
}

const LONGEST_SAID = 600;
/** Node's lines about where in a program an error was thrown: for programmers. */
const STACK = /^(?:at |node:internal|throw err|\^|Node\.js v)/;
const LONGEST_STRAY = 120;

/**
 * Starts a server and asks it over stdio what an MCP client asks: initialize, and for its `access` also the list of tools and
 * its access tool, for which a server reads the keychain. The process is ended afterwards, whatever came of it. Never throws.
 */
export async function tryServer(
  start: ServerStart,
  milliseconds: number,
  depth: "start" | "access" = "access",
): Promise<ServerTrial> {
  // Before there is a process, so that nothing of it is missed.
  const { connectTo } = await import("./mcp-client.ts");
  const child = startProcess(start);
  const heard: Heard = { said: "", stray: undefined };
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    heard.said = (heard.said + text).slice(-4 * LONGEST_SAID);
  });
  const onStray = (line: string) => {
    heard.stray ??= line;
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Ending>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "no-answer", seconds: milliseconds / 1000 }), milliseconds);
  });
  try {
    // In this order: the end of the process is also an error for who asks it.
    const connecting = connectTo(child, "keyscope-status", onStray);
    const asking = depth === "start" ? awaitStart(connecting) : ask(connecting);
    const ending = await Promise.race([late, awaitEnd(child), asking]);
    return { ...ending, ...makeReadable(heard) };
  } finally {
    clearTimeout(timer);
    end(child);
  }
}

function startProcess({ program, args, env, folder, platform }: ServerStart): ChildProcess {
  // Windows starts such scripts through its shell only.
  const isScript = platform === "win32" && /\.(cmd|bat)$/i.test(program);
  const file = isScript ? (env["ComSpec"] ?? "cmd.exe") : program;
  const words = isScript ? ["/d", "/s", "/c", cmdLine(program, args)] : [...args];
  return spawn(file, words, {
    cwd: folder,
    env: { ...env },
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
    windowsVerbatimArguments: isScript,
  });
}

function awaitEnd(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      resolve({ kind: "cannot-start", code: error.code ?? error.message }),
    );
    // `close` and not `exit`: what it wrote last has been read by then.
    child.once("close", (exitCode) => resolve({ kind: "ended", exitCode }));
    child.stdin?.on("error", () => undefined);
  });
}

async function awaitStart(connecting: Promise<McpClient>): Promise<Ending> {
  await connecting.catch(() => undefined);
  return { kind: "answered", tools: [], diagnosis: undefined };
}

/** An error counts as an empty answer. */
async function ask(connecting: Promise<McpClient>): Promise<Ending> {
  const nothing = () => undefined;
  const client = await connecting.catch(nothing);
  const tools = (await client?.listTools().catch(nothing)) ?? [];
  const accessTool = tools.find((name) => name.endsWith("_check_access"));
  const access = accessTool === undefined ? undefined : await client?.callTool(accessTool, {}).catch(nothing);
  return { kind: "answered", tools, diagnosis: readDiagnosis(access?.meta) };
}

function makeReadable({ said, stray }: Heard): Heard {
  const lines = cleanText(said)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !STACK.test(line));
  return {
    said: lines.join(" ").slice(-LONGEST_SAID).trim(),
    stray: stray === undefined ? undefined : cleanText(stray).slice(0, LONGEST_STRAY),
  };
}

/** Takes secrets out of everything that a server wrote. */
export function hideSecrets(trial: ServerTrial, secrets: readonly Secret[]): ServerTrial {
  const clean = (text: string) => secrets.reduce(redact, text);
  const heard = { said: clean(trial.said), stray: trial.stray && clean(trial.stray) };
  if (trial.kind !== "answered" || trial.diagnosis === undefined) return { ...trial, ...heard };
  return { ...trial, ...heard, diagnosis: { ...trial.diagnosis, text: clean(trial.diagnosis.text) } };
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
