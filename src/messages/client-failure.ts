import { allOf, quoted, quotedList } from "../utils/clean-text.ts";
import { isStartedByName, ownCommand, PUT_ON_PATH } from "./own-command.ts";

/** Whose failure it is: a client, and what starts Keyscope's server there. */
export interface ClientPlace {
  readonly client: string;
  /** The client's name on our command line. */
  readonly id: string;
  /** The entry; undefined for a failure of the whole file. */
  readonly entry: ClientEntry | undefined;
}

/** An entry of Keyscope's in a client's file. */
export interface ClientEntry {
  /** Such as "/home/ada/.cursor/mcp.json, line 4". */
  readonly at: string;
  readonly connector: string;
  /** Undefined for the one that need not be named. */
  readonly profile: string | undefined;
  readonly keyring: string | undefined;
  readonly isOfProject: boolean;
  /**
   * What mends it: `install` writes it again; only taking it out before makes way, because `install` would write another
   * entry; or no command of Keyscope's does, because it would refuse.
   */
  readonly repair: "install" | "replace" | "by-hand";
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
      /** `install` offers to add them to its own entry. */
      readonly installAdds: boolean;
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
  const mend = (what: string) => adviseRepair(place, what);
  switch (failure.kind) {
    case "unreadable-configuration":
      return `${client}'s configuration ${failure.file} cannot be read${showPosition(failure.at)}: ${failure.reason}. ${client} probably starts none of its servers because of that. Correct the file, then run this command again.`;
    case "plain-text":
      return explainPlainText([failure]);
    case "unreplaced":
      return failure.reason === "not-set"
        ? `${showPlace(failure.place)} is ${quoted(failure.text)}, and that variable is not set here. Set it before ${client} starts, or ${adviseLogin(place)}`
        : `${showPlace(failure.place)} is ${quoted(failure.text)}, which ${client} does not replace by anything, so that the server gets these very characters. Better ${adviseLogin(place)}`;
    case "missing-program":
      return failure.elsewhere === undefined
        ? `${client} is to start ${quoted(failure.program)}, and there is no such program. It was removed or moved, as when Node.js is updated, or never installed. ${mend("writes where it is now")}`
        : `${client} is to start ${quoted(failure.program)}, and looks for it where it is not: this terminal finds it as ${failure.elsewhere}, but a program that was started from the desktop does not know the terminal's PATH. ${mend("writes the whole path")}`;
    case "missing-script":
      return `${client} is to run ${failure.file}, and there is no such file: Keyscope was removed or moved. ${mend("writes where it is now")}`;
    case "not-startable":
      return `${client} is to start ${quoted(failure.program)}, and the system does not start it (${failure.code}). ${mend("writes a command that works here")}`;
    case "old-node":
      return `${client} starts Keyscope with Node.js ${failure.found} (${failure.program}), and it needs ${failure.needed} or later. Install that from https://nodejs.org and open a new terminal. ${mend("writes where it is")}`;
    case "prints":
      return `The command prints ${quoted(failure.line)} on standard output, where nothing but the protocol belongs, and some clients give up then. It comes from a script around Keyscope. ${mend("starts Keyscope directly")} Or let the script write to standard error (\`>&2\`).`;
    case "no-answer":
      return `The command was started and did not answer within ${failure.seconds} s.${showSaid(failure.said)} ${
        failure.byNpx
          ? `npx downloads Keyscope at its first start, which takes long on a slow network or behind a proxy. Run \`npx -y keyscope --version\` once in a terminal, then try again. Or install it to stay: \`npm install -g keyscope\`. ${mend("writes where it is")}`
          : `${mend("writes a command that works here")} If it goes on, run the command in a terminal to see what it waits for.`
      }`;
    case "ended":
      return `The command was started and ended at once${failure.exitCode === null ? "" : ` (exit code ${failure.exitCode})`}.${showSaid(failure.said)} ${adviseRepair(place, "writes it anew", "replace")}`;
    case "access":
      return `It starts, but the assistant is told: ${failure.said}`;
    case "not-handed-on":
      return `This terminal has ${allOf(failure.variables)}, and ${client} does not hand ${failure.variables.length === 1 ? "it" : "them"} on to its servers, which may be the reason. ${adviseHandingOn(failure, place)}`;
    case "asked":
      return `${client} asks for ${allOf(failure.variables)} when it starts the server, so it was tried without. With the key in the keychain nobody is asked: ${adviseLogin(place)}`;
    case "not-published":
      return `It was not started, because the entry has Keyscope fetched from npm, and it is not there yet: whoever takes its name there could run anything here. ${mend("writes a command that works here")}`;
    case "not-tried":
      return `It was not started, because ${failure.file} belongs to the project, and whoever changes the project can change what it starts. Read the command there${showVariables(failure.variables)}, then let ${client} start it.`;
    default:
      return failure satisfies never;
  }
}

/** Tells of all keys that stand in files, with the one remedy. */
export function explainPlainText(found: readonly Extract<ClientFailure, { kind: "plain-text" }>[]): string {
  const places = [...new Set(found.map(({ file, line, place }) => `${file}, line ${line} (${place})`))];
  const [keys, the] = places.length === 1 ? ["A key stands", "the key"] : ["Keys stand", "the keys"];
  return `${keys} in plain text in ${places.join("; ")}, where every program and every backup can read ${places.length === 1 ? "it" : "them"}. Run \`${ownCommand("migrate")}\`: it moves ${the} to the keychain and leaves entries without ${places.length === 1 ? "it" : "them"}.`;
}

/** @param what the command does, to follow "which"; `least` is the repair that is needed at least. */
function adviseRepair({ id, entry }: ClientPlace, what: string, least: ClientEntry["repair"] = "install"): string {
  if (entry === undefined) return "";
  const { at, connector, isOfProject } = entry;
  if (entry.repair === "by-hand") return `Correct the entry (${at}).`;
  const scope = isOfProject ? " --scope project" : "";
  const install = `\`${ownCommand(`install ${id} ${connector}${profileOption(entry)}${keyringOption(entry)}${scope}`)}\``;
  // An entry that others share names the program alone.
  const before = isOfProject && !isStartedByName() ? `Put \`keyscope\` on the PATH: ${PUT_ON_PATH}. ` : "";
  if (entry.repair === "install" && least === "install") return `${before}Run ${install}, which ${what}.`;
  const uninstall = `\`${ownCommand(`uninstall ${id} ${connector}${profileOption(entry)}${scope}`)}\``;
  return `${before}Run ${uninstall}, which takes this entry out, then ${install}, which ${what}.`;
}

function profileOption({ profile }: ClientEntry): string {
  return profile === undefined ? "" : ` --profile ${profile}`;
}

function keyringOption({ keyring }: ClientEntry): string {
  return keyring === undefined ? "" : ` --keyring ${keyring}`;
}

function adviseLogin({ entry }: ClientPlace): string {
  if (entry === undefined) return "take it out of the entry.";
  const { at, connector, repair } = entry;
  // The key goes to where this entry looks for it. The keychain knows no projects.
  const login = `login ${connector}${profileOption(entry)}${keyringOption(entry)}`;
  const then = repair === "by-hand" ? "" : ` and run \`${ownCommand(login)}\`, which puts the key into the keychain`;
  return `take it out of the entry (${at})${then}.`;
}

function adviseHandingOn(
  { variables, way, example, installAdds }: Extract<ClientFailure, { kind: "not-handed-on" }>,
  place: ClientPlace,
): string {
  if (installAdds && place.entry?.repair === "install") {
    return adviseRepair(place, `offers to add ${variables.length === 1 ? "it" : "them"} to the entry`);
  }
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
