import { isStartFailure, type StartFailure } from "../../messages/start-failure.ts";
import { findProgram } from "../../utils/find-program.ts";
import type { Client, Machine, ServerCommand } from "../client.ts";
import { resolveEntry } from "../server-entry.ts";
import { toMissingProgram } from "./check-clients.ts";
import { findFailures, usesNpx } from "./find-failures.ts";
import { tryServer } from "./try-server.ts";

const LIMIT = 10_000;
/** npx may have to fetch the package first. */
const LIMIT_WITH_NPX = 60_000;

/**
 * Starts a command once as the client would, and asks only whether it answers: no keychain is read, no request sent.
 * Nothing that stands in a file takes part. Returns why it does not start; undefined when it does.
 */
export async function findStartFailure(
  command: ServerCommand,
  client: Client,
  machine: Machine,
): Promise<StartFailure | undefined> {
  const { home: folder, platform } = machine;
  const entry = resolveEntry({ ...command, env: {}, handedOn: [] }, client, machine);
  const { args, env } = entry;
  const found = findProgram(entry.command, { env, folder, platform });
  if (found === undefined) return toMissingProgram(entry, machine);
  const limit = usesNpx(entry) ? LIMIT_WITH_NPX : LIMIT;
  const trial = await tryServer({ program: found, args, env, folder, platform }, limit, "start");
  return findFailures(trial, { found, entry, client, machine }).find(isStartFailure);
}
