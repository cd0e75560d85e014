import { getOwn } from "../utils/own.ts";
import { inherit } from "./catalog/shared.ts";
import type { Client, Machine, ServerEnvironment } from "./client.ts";

/** What a server's entry says, as far as it is about starting a process. */
export interface WrittenEntry {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Codex: variables that are handed on by name. */
  readonly handedOn: readonly string[];
}

/** A text that a client did not replace by what it stands for. `place` is the variable's name, "command" or "args". */
export interface Unreplaced {
  readonly place: string;
  readonly text: string;
  /** `not-set`: the client would replace it, but there is no such variable here. `not-known`: it replaces nothing of this form. */
  readonly reason: "not-set" | "not-known";
}

/** What a client starts for an entry, with everything put in. */
export interface ResolvedEntry {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the server. */
  readonly env: Readonly<Record<string, string>>;
  readonly unreplaced: readonly Unreplaced[];
  /** VS Code: variables for which it asks the person (`${input:…}`). They are left out of `env`. */
  readonly asked: readonly string[];
}

/**
 * Reads an entry of any client's table of servers; undefined when it starts no process, such as one for a remote server.
 * opencode has the words of the command in one list, Goose calls it `cmd`, and Cline's own program puts all of it below
 * `transport`.
 */
export function readEntry(entry: unknown): WrittenEntry | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const all = new Map<string, unknown>(Object.entries(entry));
  const transport = all.get("transport");
  if (typeof transport === "object" && transport !== null && !all.has("command")) return readEntry(transport);
  const [command = "", ...words] = readTexts([all.get("command") ?? all.get("cmd")].flat());
  if (command === "") return undefined;
  return {
    command,
    args: [...words, ...readTexts(all.get("args"))],
    env: readTextMembers(all.get(envMember(entry))),
    handedOn: readTexts(all.get("env_vars")),
  };
}

/** What clients call an entry's variables. */
const ENV = ["env", "environment", "envs"];

/** What this entry calls its variables. */
export function envMember(entry: unknown): string {
  const isObject = typeof entry === "object" && entry !== null;
  return ENV.find((name) => isObject && name in entry) ?? "env";
}

/** Whether the members that lead to a text in an entry lead to one of its variables, such as ["env", "SETPILOT_API_KEY"]. */
export function isVariable([member = "", ...rest]: readonly string[]): boolean {
  return rest.length === 1 && ENV.includes(member);
}

/** Puts in what the client puts in: variables, folders, and the environment that it hands on. */
export function resolveEntry(entry: WrittenEntry, { environment }: Client, machine: Machine): ResolvedEntry {
  const unreplaced: Unreplaced[] = [];
  const replace = (place: string, text: string) => {
    const replaced = replaceNames(text, environment, machine);
    if (replaced.unset) unreplaced.push({ place, text, reason: "not-set" });
    else if (PLACEHOLDER.test(replaced.text)) unreplaced.push({ place, text, reason: "not-known" });
    return replaced.text;
  };
  const isAsked = ([, value]: readonly [string, string]) => value.includes("${input:");
  const variables = Object.entries(entry.env);
  const given = variables.filter((variable) => !isAsked(variable));
  return {
    command: replace("command", entry.command),
    args: entry.args.map((arg) => replace("args", arg)),
    env: {
      ...environment.inherit(machine),
      ...(environment.byName ? inherit(machine, (name) => entry.handedOn.includes(name)) : {}),
      ...Object.fromEntries(given.map(([name, value]) => [name, replace(name, value)])),
    },
    unreplaced,
    asked: variables.filter(isAsked).map(([name]) => name),
  };
}

/** `${…}`, `$NAME` and `%NAME%` as a whole word. */
const PLACEHOLDER = /\$\{[^}]*\}|^\$[A-Z_][A-Z0-9_]*$|^%\w+%$/;

function replaceNames(
  text: string,
  environment: ServerEnvironment,
  machine: Machine,
): { text: string; unset: boolean } {
  let unset = false;
  const { names, folders } = environment;
  const withFolders = folders
    ? text.replace(/\$\{userHome\}/g, () => machine.home).replace(/\$\{workspaceFolder\}/g, () => machine.folder)
    : text;
  if (names === undefined) return { text: withFolders, unset };
  // Where the pattern has no second group, the match's place comes next, a number.
  const replaced = withFolders.replace(names.pattern, (whole: string, name: string, usual: unknown) => {
    const value = getOwn(machine.env, name);
    if (value !== undefined) return value;
    if (typeof usual === "string") return usual;
    unset = true;
    return names.unset ?? whole;
  });
  return { text: replaced, unset };
}

function readTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function readTextMembers(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  const members: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(members.filter((member): member is [string, string] => typeof member[1] === "string"));
}
