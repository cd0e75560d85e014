import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Ran {
  /** Both streams. */
  readonly text: string;
  readonly seconds: number;
}

const LONGEST_SECONDS = 240;

/** Runs a program to its end. Rejects with what it wrote when that is not a good one. */
export function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  folder: string,
  input = "",
): Promise<Ran> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, env, timeout: LONGEST_SECONDS * 1000 });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
    }
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve({ text, seconds: (performance.now() - begun) / 1000 });
      else reject(new Error(`${program} ${args.join(" ")} ended with ${signal ?? code}:\n${text}`));
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

/** What a program wrote to standard output, however it ends; what came within a minute when it does not. */
export async function linesOf(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  folder: string,
): Promise<readonly string[]> {
  const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "pipe", "ignore"], timeout: 60_000 });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  return lines;
}

/** Runs a command in a terminal that is none, says yes when it asks, and resolves however it ends. */
export async function inTerminal(
  command: string,
  env: Readonly<Record<string, string>>,
  folder: string,
): Promise<void> {
  const args = ["--quiet", "--command", command, "/dev/null"];
  const child = spawn("script", args, { cwd: folder, env, stdio: ["pipe", "pipe", "ignore"], timeout: 60_000 });
  let text = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    text += String(chunk);
    if (!text.includes("[Y/n]")) continue;
    text = "";
    child.stdin.write("y\n");
  }
}
