import { confirm, isCancel, password } from "@clack/prompts";

/** A key is short; more than this on standard input is some file sent by mistake. */
const LONGEST_INPUT = 65_536;

/** Whether there is a person to ask. */
export function canAsk(): boolean {
  return inputIsTerminal() && process.stderr.isTTY === true;
}

/** Whether a person types what is read, which the terminal shows unless it is asked for by a prompt. */
export function inputIsTerminal(): boolean {
  return process.stdin.isTTY === true;
}

/** Asks for a secret on the terminal and shows nothing of it. Undefined when the person gives up (Ctrl-C). */
export async function askSecret(message: string): Promise<string | undefined> {
  const answer = await password({ message, mask: "", output: process.stderr, withGuide: false });
  return isCancel(answer) ? undefined : (answer ?? "");
}

/** Asks yes or no, with no as the answer of a person who only presses Enter. Giving up means no. */
export async function askYes(message: string): Promise<boolean> {
  const answer = await confirm({ message, initialValue: false, output: process.stderr, withGuide: false });
  return !isCancel(answer) && answer;
}

/** All that comes through a pipe on standard input; undefined when it is far more than a key. */
export async function readPipe(): Promise<string | undefined> {
  let text = "";
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin) {
    text += chunk;
    if (text.length > LONGEST_INPUT) return undefined;
  }
  return text;
}
