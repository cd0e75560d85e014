import { existsSync, realpathSync } from "node:fs";
import { isAbsolute } from "node:path";
import type { ClientFailure } from "../../messages/client-failure.ts";
import type { Machine } from "../client.ts";
import { findProgram } from "../find-program.ts";
import { type StartedEntry, startedEntry, type WrittenEntry } from "../started-entry.ts";
import { failuresOf } from "./diagnose.ts";
import type { ConfiguredServer } from "./find-servers.ts";
import { type ServerTrial, tryServer } from "./try-server.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** This very program: what may be started although only a file of the project says so. */
export interface ThisProgram {
  readonly node: string;
  readonly script: string;
}

/** What starting it here and now came to. */
export interface ServerCheck {
  /** The names of the tools that it listed; undefined when it did not start or was not tried. */
  readonly tools: readonly string[] | undefined;
  readonly troubles: readonly ClientFailure[];
}

/** Starts servers, each that is the same to the last variable only once. */
export interface ServerTrials {
  check(server: ConfiguredServer): Promise<ServerCheck>;
}

const SECONDS = 10;

/** `program` is this installation. The servers get what the clients give them, and at most 10 s each. */
export function serverTrials(machine: Machine, program: ThisProgram): ServerTrials {
  const trials = new Map<string, Promise<ServerTrial>>();

  function trial(file: string, { args, env }: StartedEntry): Promise<ServerTrial> {
    const name = JSON.stringify([file, args, Object.entries(env).sort()]);
    const known = trials.get(name);
    if (known !== undefined) return known;
    // In the home folder: npx would take a program of that name from the project, which anyone may have put there.
    const start = { program: file, args, env, folder: machine.home, platform: machine.platform };
    const begun = tryServer(start, SECONDS * 1000);
    trials.set(name, begun);
    return begun;
  }

  return {
    async check(server) {
      const { client, entry, scope, file } = server;
      const started = startedEntry(entry, client, machine);
      const search = { env: started.env, folder: machine.home, platform: machine.platform };
      const found = findProgram(started.command, search);
      const before: ClientFailure[] = [
        ...server.troubles,
        ...started.unreplaced.map((unreplaced) => ({ kind: "unreplaced", ...unreplaced }) as const),
        ...(started.asked.length === 0 ? [] : [{ kind: "asked", variables: started.asked } as const]),
      ];
      const stop = (trouble: ClientFailure) => ({ tools: undefined, troubles: [...before, trouble] });
      if (found === undefined) return stop(missingProgram(started, machine));
      const script = missingScript(started);
      if (script !== undefined) return stop({ kind: "missing-script", file: script });
      if (scope === "project" && !isThisProgram(found, started, entry, program)) {
        return stop({ kind: "not-tried", file });
      }
      const result = withoutSecrets(await trial(found, started), started.env, server.secrets);
      const troubles = [...before, ...failuresOf(result, SECONDS, { found, started, client, machine })];
      return { tools: result.kind === "answered" ? result.tools : undefined, troubles };
    },
  };
}

function missingProgram({ command, env }: StartedEntry, { env: own, folder, platform }: Machine): ClientFailure {
  const elsewhere =
    /[/\\]/.test(command) || env["PATH"] === own["PATH"]
      ? undefined
      : findProgram(command, { env: own, folder, platform });
  return { kind: "missing-program", program: command, elsewhere };
}

/** The file that Node.js is to run, if it is named in full and is not there. */
function missingScript({ args }: StartedEntry): string | undefined {
  const script = args.find((arg) => !arg.startsWith("-"));
  return script !== undefined && isAbsolute(script) && /\.[cm]?js$/.test(script) && !existsSync(script)
    ? script
    : undefined;
}

/** Variables could make it load anything, so there must be none. */
function isThisProgram(found: string, { args }: StartedEntry, { env }: WrittenEntry, program: ThisProgram): boolean {
  const [script = "", command] = args;
  return (
    command === "serve" &&
    Object.keys(env).length === 0 &&
    samePath(found, program.node) &&
    samePath(script, program.script)
  );
}

function samePath(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}
