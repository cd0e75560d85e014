import type { Diagnosis, Lack } from "../../failures/diagnosis.ts";
import type { ClientFailure } from "../../messages/client-failure.ts";
import type { Client, Machine } from "../client.ts";
import { handOn } from "../hand-on.ts";
import type { ResolvedEntry } from "../server-entry.ts";
import type { ServerTrial } from "./try-server.ts";

/** What was started, for whom, and where. */
export interface Tried {
  /** The full path of the program. */
  readonly found: string;
  readonly entry: ResolvedEntry;
  readonly client: Client;
  readonly machine: Machine;
}

/** Finds what is wrong with a server by what it did when it was started. */
export function findFailures(trial: ServerTrial, tried: Tried): ClientFailure[] {
  const printed: ClientFailure[] = trial.stray === undefined ? [] : [{ kind: "prints", line: trial.stray }];
  return [...printed, ...judgeEnding(trial, tried)];
}

function judgeEnding(trial: ServerTrial, tried: Tried): ClientFailure[] {
  const { said } = trial;
  switch (trial.kind) {
    case "cannot-start":
      return [{ kind: "not-startable", program: tried.found, code: trial.code }];
    case "no-answer":
      return [{ kind: "no-answer", seconds: trial.seconds, byNpx: usesNpx(tried.entry), said }];
    case "ended":
      return [findOldNode(trial, tried) ?? { kind: "ended", exitCode: trial.exitCode, said }];
    case "answered":
      return findLackOfAccess(trial.diagnosis, tried);
    default:
      return trial satisfies never;
  }
}

/** What the guard at Keyscope's start says; src/keyscope.cjs. */
const GUARD = /Keyscope needs Node\.js (\d+(?:\.\d+)*) or later; this is (v\d+(?:\.\d+)*)/;

function findOldNode({ said }: ServerTrial, { found }: Tried): ClientFailure | undefined {
  const [, needed, version] = GUARD.exec(said) ?? [];
  if (needed === undefined || version === undefined) return undefined;
  return { kind: "old-node", found: version, needed, program: found };
}

function findLackOfAccess(diagnosis: Diagnosis | undefined, tried: Tried): ClientFailure[] {
  // What VS Code asks for may be the key itself.
  if (diagnosis === undefined || tried.entry.asked.length > 0) return [];
  return [{ kind: "access", said: diagnosis.text }, ...findLostVariables(diagnosis.lacks, tried)];
}

/** What a server may lack, by the variables that would give it. */
const VARIABLES: Readonly<Record<Lack, readonly string[]>> = {
  "session-bus": ["DBUS_SESSION_BUS_ADDRESS"],
  network: ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "NODE_EXTRA_CA_CERTS"],
};

function findLostVariables(lacks: Lack | undefined, { client, machine, entry }: Tried): ClientFailure[] {
  const candidates = lacks === undefined ? [] : VARIABLES[lacks];
  const variables = candidates.filter((name) => (machine.env[name] ?? "") !== "" && entry.env[name] === undefined);
  const [first] = variables;
  if (first === undefined) return [];
  const { byName, reference } = client.environment;
  const way = byName ? "names" : reference === undefined ? "values" : "references";
  const installAdds = handOn({}, variables, client, machine.env) !== undefined;
  return [{ kind: "not-handed-on", variables, way, example: reference?.(first), installAdds }];
}

/** Whether the program is fetched from npm, by npx or one of its kind. */
export function usesNpx({ command, args }: ResolvedEntry): boolean {
  return [command, ...args].some((word) => /(^|[/\\])(?:npx|pnpx|bunx)(\.cmd|\.exe)?$/.test(word));
}
