import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { PROGRAM } from "./clients.ts";

/** What a command left behind. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A command under way. On a terminal everything that it writes is in `output`, as a person sees it. */
export interface Running {
  readonly pid: number;
  /** What came so far on either stream. */
  output(): string;
  /** Resolves when the output holds this; rejects with what came instead when the command ends without it. */
  until(what: string | RegExp): Promise<void>;
  type(text: string): void;
  kill(signal: NodeJS.Signals): void;
  /** Stops reading its standard output, as `head` does when it has enough. */
  stopReading(): void;
  readonly ended: Promise<Ended>;
}

export interface CommandOptions {
  /** The whole environment: nothing of this process's own is added. */
  readonly env: Readonly<Record<string, string>>;
  /** What comes through the pipe on standard input, which then ends. Nothing when not given. */
  readonly stdin?: string;
  /** The folder it runs in; this project's when not given. */
  readonly cwd?: string | undefined;
  /** Another copy of the built program. */
  readonly program?: string;
}

/** Runs the built program to its end. */
export function runCommand(args: readonly string[], options: CommandOptions): Promise<Ended> {
  return startCommand(args, options).ended;
}

/** Starts the built program with pipes on all streams. */
export function startCommand(
  args: readonly string[],
  { env, stdin = "", cwd, program = PROGRAM }: CommandOptions,
): Running {
  const child = startProcess(process.execPath, [program, ...args], { env, cwd });
  child.stdin.end(stdin);
  return observed(child);
}

/** util-linux's, which gives a command a terminal of its own. */
const TERMINAL_TOOL = "script";

export const CTRL_C = "\x03";
export const CTRL_D = "\x04";
export const ENTER = "\r";

/**
 * Starts the built program on a pseudo-terminal of its own; `redirection` as a shell has it, such as `2>/dev/null`.
 * Check `terminalSkipped` first.
 */
export function startOnTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  redirection = "",
  // So wide that no sentence that a test looks for is broken.
  columns = 1000,
): Running {
  const words = [process.execPath, PROGRAM, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  // `exec` so that the exit code and the signals are the program's.
  const command = `stty cols ${columns} rows 50; exec ${words.join(" ")} ${redirection}`;
  // `script` turns the terminal's echo off when its own input is a pipe; then nobody could see an echoed key.
  const options = ["--quiet", "--return", "--echo", "always", "--command", command, "/dev/null"];
  return observed(startProcess(TERMINAL_TOOL, options, { env }));
}

/** Why tests on a terminal cannot run here; undefined when they can. util-linux's `script` belongs to every Debian. */
export function terminalSkipped(): string | undefined {
  const { stdout } = spawnSync(TERMINAL_TOOL, ["--version"], { encoding: "utf8" });
  if (stdout?.includes("util-linux")) return undefined;
  return skip("tests on a terminal skipped: util-linux's script is not on this machine");
}

/** Prints why tests are skipped, and gives it; where CI is "true" it is an error instead. */
export function skip(reason: string): string {
  if (process.env["CI"] === "true") throw new Error(reason);
  process.stderr.write(`${reason}\n`);
  return reason;
}

const children = new Set<ChildProcess>();
// A test run that breaks off leaves nothing behind.
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** Starts a process with pipes on all streams. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: Pick<CommandOptions, "env" | "cwd">,
): ChildProcessWithoutNullStreams {
  const child = spawn(command, args, { ...options, stdio: "pipe" });
  children.add(child);
  child.once("close", () => children.delete(child));
  // One that ends without reading its input is no fault of the test.
  child.stdin.on("error", () => undefined);
  return child;
}

/** Ends what a test left running; for `afterEach`. */
export async function endProcesses(): Promise<void> {
  const ends = [...children].map((child) => new Promise((resolve) => child.once("close", resolve).kill("SIGKILL")));
  await Promise.all(ends);
}

function observed(child: ChildProcessWithoutNullStreams): Running {
  const written = { stdout: "", stderr: "", both: "" };
  const watchers = new Set<() => void>();
  let isOver = false;
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      written[name] += chunk;
      written.both += chunk;
      for (const watch of watchers) watch();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      isOver = true;
      for (const watch of watchers) watch();
      resolve({ stdout: written.stdout, stderr: written.stderr, exitCode, signal });
    });
  });
  return {
    pid: child.pid ?? 0,
    output: () => written.both,
    until: (what) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          if (typeof what === "string" ? written.both.includes(what) : what.test(written.both)) resolve();
          else if (isOver) reject(new Error(`"${what}" never came. What came: ${written.both}`));
          else return;
          watchers.delete(watch);
        };
        watchers.add(watch);
        watch();
      }),
    type: (text) => child.stdin.write(text),
    kill: (signal) => child.kill(signal),
    stopReading: () => child.stdout.destroy(),
    ended,
  };
}
