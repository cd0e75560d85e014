import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { findNamedKeys } from "../../credentials/looks-secret.ts";
import type { ClientFailure } from "../../messages/client-failure.ts";
import { findProgram, isSameFile } from "../../utils/find-program.ts";
import { IS_PUBLISHED } from "../../utils/version.ts";
import { clients } from "../catalog/index.ts";
import type { Client, Machine } from "../client.ts";
import { type ResolvedEntry, resolveEntry } from "../server-entry.ts";
import { findFailures, usesNpx } from "./find-failures.ts";
import { type ConfiguredServer, findServers, type RemoteServer } from "./find-servers.ts";
import { hideSecrets, type ServerTrial, tryServer } from "./try-server.ts";

/** A client that is on this machine, or whose configuration names Keyscope. */
export interface CheckedClient {
  readonly client: Client;
  readonly isInstalled: boolean;
  readonly servers: readonly CheckedServer[];
  /** Over HTTP somebody else starts them, and only the client has the token. */
  readonly remote: readonly RemoteServer[];
  /** Of the configuration as a whole. */
  readonly failures: readonly ClientFailure[];
}

/** A server, and what starting it here and now came to. */
export interface CheckedServer extends ConfiguredServer {
  /** The names of the tools that it listed; undefined when it did not start or was not tried. */
  readonly tools: readonly string[] | undefined;
}

/** This very program: what may be started although only a file of the project says so. */
export interface ThisProgram {
  readonly node: string;
  readonly script: string;
}

export function thisProgram(): ThisProgram {
  return { node: process.execPath, script: process.argv[1] ?? "" };
}

/** Starts a server, or tells what came of the same before. `program` is its full path. */
type TryOnce = (program: string, entry: ResolvedEntry) => Promise<ServerTrial>;

const LIMIT = 10_000;

/**
 * Looks into every client's configuration and starts Keyscope's servers there with what the client would give them, all
 * at the same time, each that is the same to the last variable only once: 10 s at most.
 * @param isMeant picks servers
 */
export async function checkClients(
  machine: Machine,
  program: ThisProgram,
  isMeant: (server: ConfiguredServer) => boolean = () => true,
): Promise<CheckedClient[]> {
  const tryOnce = rememberTrials(machine);
  const all = clients.map(async (client): Promise<CheckedClient> => {
    const { servers: found, remote, failures } = await findServers(client, machine);
    const servers = found.filter(isMeant);
    const checked = servers.map((server) => checkServer(server, machine, program, tryOnce));
    return { client, isInstalled: client.isInstalled(machine), servers: await Promise.all(checked), remote, failures };
  });
  return (await Promise.all(all)).filter(
    ({ isInstalled, servers, remote }) => isInstalled || servers.length > 0 || remote.length > 0,
  );
}

function rememberTrials({ home, platform }: Machine): TryOnce {
  const trials = new Map<string, Promise<ServerTrial>>();
  return (program, { args, env }) => {
    const name = JSON.stringify([program, args, Object.entries(env).sort()]);
    // In the home folder: npx would take a program of that name from the project, which anyone may have put there.
    const trial = trials.get(name) ?? tryServer({ program, args, env, folder: home, platform }, LIMIT);
    trials.set(name, trial);
    return trial;
  };
}

async function checkServer(
  server: ConfiguredServer,
  machine: Machine,
  program: ThisProgram,
  tryOnce: TryOnce,
): Promise<CheckedServer> {
  const { client, file, scope } = server;
  const entry = resolveEntry(server.entry, client, machine);
  const known = [...server.failures, ...findUnresolved(entry)];
  const stop = (failure: ClientFailure) => ({ ...server, tools: undefined, failures: [...known, failure] });
  if (!IS_PUBLISHED && usesNpx(entry)) return stop({ kind: "not-published" });
  const found = findProgram(entry.command, { env: entry.env, folder: machine.home, platform: machine.platform });
  if (found === undefined) return stop(toMissingProgram(entry, machine));
  const script = findMissingScript(entry);
  if (script !== undefined) return stop({ kind: "missing-script", file: script });
  if (scope === "project" && !isThisProgram(found, server, entry, program))
    return stop({ kind: "not-tried", file, variables: Object.keys(server.entry.env) });
  const trial = hideSecrets(await tryOnce(found, entry), [...server.secrets, ...findNamedKeys(entry.env)]);
  const failures = [...known, ...findFailures(trial, { found, entry, client, machine })];
  return { ...server, tools: trial.kind === "answered" ? trial.tools : undefined, failures };
}

function findUnresolved({ unreplaced, asked }: ResolvedEntry): ClientFailure[] {
  return [
    ...unreplaced.map((text) => ({ kind: "unreplaced", ...text }) as const),
    ...(asked.length === 0 ? [] : [{ kind: "asked", variables: asked } as const]),
  ];
}

/** Tells that there is no such program, and where this terminal finds it. */
export function toMissingProgram({ command, env }: ResolvedEntry, machine: Machine) {
  const isSoughtElsewhere = !/[/\\]/.test(command) && env["PATH"] !== machine.env["PATH"];
  return {
    kind: "missing-program",
    program: command,
    elsewhere: isSoughtElsewhere ? findProgram(command, machine) : undefined,
  } as const;
}

/** The file that Node.js is to run, if it is named in full and is not there. */
function findMissingScript({ args }: ResolvedEntry): string | undefined {
  const script = args.find((arg) => !arg.startsWith("-"));
  return script !== undefined && isAbsolute(script) && /\.[cm]?js$/.test(script) && !existsSync(script)
    ? script
    : undefined;
}

/** Variables could make it load anything, so there must be none. */
function isThisProgram(
  found: string,
  { entry: { env } }: ConfiguredServer,
  { args: [first = "", second] }: ResolvedEntry,
  program: ThisProgram,
): boolean {
  if (Object.keys(env).length > 0) return false;
  if (first === "serve") return isSameFile(found, program.script);
  return second === "serve" && isSameFile(found, program.node) && isSameFile(first, program.script);
}
