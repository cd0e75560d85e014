import { confirm, isCancel, multiselect, password, select, text, updateSettings } from "@clack/prompts";
import { showOnOneLine } from "../utils/clean-text.ts";
import { terminalWidth } from "./output.ts";
import { wrapLine } from "./wrap.ts";

/** A key is short; more than this on standard input is some file sent by mistake. */
const LONGEST_INPUT = 65_536;

// Ctrl-D: without this the prompt ends unanswered, and the process with it, silently.
updateSettings({ aliases: { "\x04": "cancel" } });

/** Of the sign before a question, which clack 1.9 forgets when it breaks the line. */
const SIGN_COLUMNS = 3;

/** Prompts go to standard error: standard output is for results. What is asked may name what others named. */
function look(message: string) {
  const columns = terminalWidth(process.stderr) ?? 80;
  const lines = wrapLine(showOnOneLine(message), columns - SIGN_COLUMNS);
  return { message: lines.join("\n"), output: process.stderr, withGuide: false };
}

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
  const answer = await password({ mask: "", ...look(message) });
  return isCancel(answer) ? undefined : (answer ?? "");
}

/** Asks for a text that may be seen. Undefined when the person gives up (Ctrl-C). */
export async function askText(message: string): Promise<string | undefined> {
  const answer = await text(look(message));
  return isCancel(answer) ? undefined : (answer ?? "");
}

/** Asks for one of several things, each with the words that name it. Undefined when the person gives up (Ctrl-C). */
export async function askChoice<const T extends string>(
  message: string,
  choices: readonly { readonly value: T; readonly label: string }[],
): Promise<T | undefined> {
  const answer = await select({ options: toOptions(choices), showInstructions: false, ...look(message) });
  return isCancel(answer) ? undefined : choices.find(({ value }) => value === answer)?.value;
}

/** Asks for at least one of several things; at first all are chosen. Undefined when the person gives up (Ctrl-C). */
export async function askChoices<const T extends string>(
  message: string,
  choices: readonly { readonly value: T; readonly label: string }[],
): Promise<readonly T[] | undefined> {
  const options = toOptions(choices);
  const initialValues = choices.map(({ value }): string => value);
  const answer = await multiselect({ options, initialValues, showInstructions: false, ...look(message) });
  if (isCancel(answer)) return undefined;
  return choices.map(({ value }) => value).filter((value) => answer.includes(value));
}

function toOptions(choices: readonly { readonly value: string; readonly label: string }[]) {
  return choices.map(({ value, label }) => ({ value, label: showOnOneLine(label) }));
}

/** Asks yes or no; `usual` is the answer of a person who only presses Enter. Undefined when they give up (Ctrl-C). */
export async function askYesOrNo(message: string, usual: boolean): Promise<boolean | undefined> {
  const answer = await confirm({ initialValue: usual, ...look(message) });
  return isCancel(answer) ? undefined : answer;
}

/** Asks whether to go on with something doubtful: no for a person who only presses Enter or gives up. */
export async function askYes(message: string): Promise<boolean> {
  return (await askYesOrNo(message, false)) ?? false;
}

/** All that comes through a pipe on standard input; undefined when it is far more than a key. */
export async function readPipe(): Promise<string | undefined> {
  let piped = "";
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin) {
    piped += chunk;
    if (piped.length > LONGEST_INPUT) return undefined;
  }
  return piped;
}
