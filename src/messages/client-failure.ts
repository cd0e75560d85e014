import { allOf, quoted, quotedList } from "../utils/clean-text.ts";
import { ownCommand } from "./own-command.ts";

/** Whose failure it is: a client, and what starts Keyscope's server there. */
export interface ClientPlace {
  readonly client: string;
  /** The client's name on our command line. */
  readonly id: string;
  /** What follows `keyscope install CLIENT` to write this entry again, such as "setpilot --profile outlet". */
  readonly installs: string;
  /** Where the entry stands, such as "/home/ada/.cursor/mcp.json, line 4"; undefined for a failure of the whole file. */
  readonly entry: string | undefined;
}

/** Why a client's server would not start here and now, or would not be of much use, with the evidence. */
export type ClientFailure =
  /** The client's configuration is not valid, or may not be read. `problem` is a clause. Lines and columns from 1. */
  | {
      readonly kind: "unreadable-configuration";
      readonly file: string;
      readonly at: { readonly line: number; readonly column: number } | undefined;
      readonly reason: string;
    }
  /** A key that anyone who sees the file can read. `place` such as "variable SETPILOT_API_KEY"; lines from 1. */
  | { readonly kind: "plain-text"; readonly file: string; readonly line: number; readonly place: string }
  /** A text that should stand for something else. `place`: a variable's name, "command" or "args". */
  | {
      readonly kind: "unreplaced";
      readonly place: string;
      readonly text: string;
      readonly reason: "not-set" | "not-known";
    }
  /** `elsewhere`: where this terminal finds the program, although the client does not. */
  | { readonly kind: "missing-program"; readonly program: string; readonly elsewhere: string | undefined }
  /** Keyscope's own file, or another that Node.js was told to run. */
  | { readonly kind: "missing-script"; readonly file: string }
  | { readonly kind: "not-startable"; readonly program: string; readonly code: string }
  | { readonly kind: "old-node"; readonly found: string; readonly needed: string; readonly program: string }
  /** Something that is not of the protocol came on standard output. */
  | { readonly kind: "prints"; readonly line: string }
  | { readonly kind: "no-answer"; readonly seconds: number; readonly byNpx: boolean; readonly said: string }
  | { readonly kind: "ended"; readonly exitCode: number | null; readonly said: string }
  /** It starts, and this stands between it and the API: no key, a locked keychain, no D-Bus, no way to the API. */
  | { readonly kind: "access"; readonly said: string }
  /** Variables of this terminal that may be what the server lacks: a proxy, its certificate, D-Bus. */
  | {
      readonly kind: "not-handed-on";
      readonly variables: readonly string[];
      /** How the client is told to: by the names in `env_vars`, by references in `env`, or only by the value itself. */
      readonly way: "names" | "references" | "values";
      /** The first variable as such a reference. */
      readonly example: string | undefined;
    }
  /** VS Code asks the person for these when it starts the server, so it was not tried with them. */
  | { readonly kind: "asked"; readonly variables: readonly string[] }
  /** It is to be fetched from npm, which does not have Keyscope: whoever takes the name there would be run. */
  | { readonly kind: "not-published" }
  /** A file of the project can be anyone's, so what it names was not run. `variables`: the names of those that it sets. */
  | { readonly kind: "not-tried"; readonly file: string; readonly variables: readonly string[] };

/** Tells what happened, why, and what to do now. */
export function explainClientFailure(failure: ClientFailure, place: ClientPlace): string {
  const { client } = place;
  const again = `\`${ownCommand(`install ${place.id}${place.installs === "" ? "" : ` ${place.installs}`}`)}\``;
  switch (failure.kind) {
    case "unreadable-configuration":
      return `${client}'s configuration ${failure.file} cannot be read${showPosition(failure.at)}: ${failure.reason}. ${client} probably starts none of its servers because of that. Correct the file, then run this command again.`;
    case "plain-text":
      return `A key stands in plain text in ${failure.file}, line ${failure.line} (${failure.place}), where every program and every backup can read it. Run \`${ownCommand("migrate")}\`: it moves the key to the keychain and leaves an entry without it.`;
    case "unreplaced":
      return failure.reason === "not-set"
        ? `${showPlace(failure.place)} is ${quoted(failure.text)}, and that variable is not set here. Set it before ${client} starts, or ${adviseLogin(place)}`
        : `${showPlace(failure.place)} is ${quoted(failure.text)}, which ${client} does not replace by anything, so that the server gets these very characters. Better ${adviseLogin(place)}`;
    case "missing-program":
      return failure.elsewhere === undefined
        ? `${client} is to start ${quoted(failure.program)}, and there is no such program. It was removed or moved, as when Node.js is updated, or never installed. Run ${again}, which writes where it is now.`
        : `${client} is to start ${quoted(failure.program)}, and looks for it where it is not: this terminal finds it as ${failure.elsewhere}, but a program that was started from the desktop does not know the terminal's PATH. Run ${again}, which writes the whole path.`;
    case "missing-script":
      return `${client} is to run ${failure.file}, and there is no such file: Keyscope was removed or moved. Run ${again}, which writes where it is now.`;
    case "not-startable":
      return `${client} is to start ${quoted(failure.program)}, and the system does not start it (${failure.code}). Run ${again}, which writes a command that works here.`;
    case "old-node":
      return `${client} starts Keyscope with Node.js ${failure.found} (${failure.program}), and it needs ${failure.needed} or later. Install that from https://nodejs.org, then run ${again} with it, which writes where it is.`;
    case "prints":
      return `The command prints ${quoted(failure.line)} on standard output, where nothing but the protocol belongs, and some clients give up then. It comes from a script around Keyscope. Let the script write to standard error (\`>&2\`), or run ${again}, which starts Keyscope directly.`;
    case "no-answer":
      return `The command was started and did not answer within ${failure.seconds} s.${showSaid(failure.said)} ${
        failure.byNpx
          ? "npx downloads Keyscope at its first start, which takes long on a slow network or behind a proxy. Run `npx -y keyscope --version` once in a terminal, then try again; or install it to stay: `npm install -g keyscope`, then"
          : "Run it in a terminal to see what it waits for, or run"
      } ${again}.`;
    case "ended":
      return `The command was started and ended at once${failure.exitCode === null ? "" : ` (exit code ${failure.exitCode})`}.${showSaid(failure.said)} Correct the entry${place.entry === undefined ? "" : ` (${place.entry})`}, or run \`${ownCommand(`uninstall ${place.id}`)}\` and \`${ownCommand(`install ${place.id}`)}\`, which make a new one.`;
    case "access":
      return `It starts, but the assistant is told: ${failure.said}`;
    case "not-handed-on":
      return `This terminal has ${allOf(failure.variables)}, and ${client} does not hand ${failure.variables.length === 1 ? "it" : "them"} on to its servers, which may be the reason. ${adviseHandingOn(failure)}`;
    case "asked":
      return `${client} asks for ${allOf(failure.variables)} when it starts the server, so it was tried without. With the key in the keychain nobody is asked: ${adviseLogin(place)}`;
    case "not-published":
      return `It was not started, because the entry has Keyscope fetched from npm, and it is not there yet: whoever takes its name there could run anything here. Run ${again}, which writes a command that works here.`;
    case "not-tried":
      return `It was not started, because ${failure.file} belongs to the project, and whoever changes the project can change what it starts. Read the command there${showVariables(failure.variables)}, then let ${client} start it.`;
    default:
      return failure satisfies never;
  }
}

function adviseLogin({ entry, installs }: ClientPlace): string {
  // The key goes to where this entry looks for it. The keychain knows no projects.
  const login = ownCommand(`login ${installs.replace(/ ?--scope project$/, "")}`.trim());
  return `take it out of the entry${entry === undefined ? "" : ` (${entry})`} and run \`${login}\`, which puts the key into the keychain.`;
}

function adviseHandingOn({ variables, way, example }: Extract<ClientFailure, { kind: "not-handed-on" }>): string {
  switch (way) {
    case "names":
      return `Add \`env_vars = [${variables.map((name) => `"${name}"`).join(", ")}]\` to the server's entry: it names them and holds no value.`;
    case "references":
      return `Add ${variables.length === 1 ? "it" : "them"} to the entry's env as a reference, \`"${variables[0] ?? ""}": "${example ?? ""}"\`, so that no value stands in the file.`;
    case "values":
      return `Add ${variables.length === 1 ? "it" : "them"} with the value to the entry's env. A proxy's password would then stand in that file: use a proxy without one there.`;
    default:
      return way satisfies never;
  }
}

function showPosition(at: { line: number; column: number } | undefined): string {
  return at === undefined ? "" : ` (line ${at.line}, column ${at.column})`;
}

function showPlace(place: string): string {
  if (place === "command") return "The entry's command";
  return place === "args" ? "One of the entry's args" : `${place} in the entry's env`;
}

function showVariables(names: readonly string[]): string {
  if (names.length === 0) return "";
  return `, and the variable${names.length === 1 ? "" : "s"} ${quotedList(names, 200)}, which can decide what it does and who reads the key`;
}

function showSaid(said: string): string {
  return said === "" ? "" : ` It wrote: ${said}${/[.!?]$/.test(said) ? "" : "."}`;
}
