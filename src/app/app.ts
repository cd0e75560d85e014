import { join } from "node:path";
import type { Connector } from "../connectors/schema/connector.ts";
import type { Keychain } from "../credentials/keychain/keychain.ts";
import { openKeychain } from "../credentials/keychain/open-keychain.ts";
import { lookUpKey } from "../credentials/lookup.ts";
import { DEFAULT_PROFILE, parseProfile } from "../credentials/profile.ts";
import { createHttpClient, type HttpClient } from "../http/client.ts";
import { openSharedBudget } from "../rate-limit/file-store.ts";
import { type GrantCache, openGrantCache } from "../scopes/grant-cache.ts";
import type { SessionSources } from "../scopes/key-state.ts";
import { createSession, type Session } from "../scopes/session.ts";
import { createToolbox, type Toolbox } from "../tools/toolbox.ts";
import { systemClock } from "../utils/clock.ts";
import { cacheFolder } from "./cache-folder.ts";
import { CommandError, ExitCode } from "./exit-code.ts";
import { findConnector } from "./find-connector.ts";
import { refuseKeys } from "./key-on-command-line.ts";
import { createLog, type Log } from "./log.ts";
import { loggedHttp, lookupName } from "./logged.ts";

/** Which key of which API a command is about, as the person named it. */
export interface Selection {
  readonly connector?: string | undefined;
  readonly profile?: string | undefined;
  readonly keyring?: string | undefined;
}

/** What commands work with, for one connector and profile. Opening it sends nothing and reads no key. */
export interface Workspace {
  readonly connector: Connector;
  readonly profile: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly keychain: Keychain;
  readonly grants: GrantCache;
  readonly openBudget: SessionSources["openBudget"];
  readonly http: HttpClient;
  readonly session: Session;
  readonly toolbox: Toolbox;
  readonly log: Log;
}

export async function openWorkspace(selection: Selection): Promise<Workspace> {
  refuseKeys([selection.connector ?? "", selection.profile ?? ""]);
  const connector = await findConnector(selection.connector);
  const profile = checkedProfile(selection.profile);
  const environment = process.env;
  const keychain = openKeychain({
    env: environment,
    platform: process.platform,
    store: selection.keyring === "kernel" ? "kernel" : "default",
  });
  const folder = cacheFolder(environment, process.platform);
  const grants = openGrantCache(folder && join(folder, "grants"));
  const openBudget: Workspace["openBudget"] = (name, limit) =>
    folder === undefined ? undefined : openSharedBudget(join(folder, "budget"), name, limit);
  const http = loggedHttp(createHttpClient(environment), (level, message) => log(level, message));
  const session = createSession({
    connector,
    profile,
    lookUpKey: async () => {
      const lookup = await lookUpKey(connector, profile, { env: environment, keychain });
      log("debug", lookupName(lookup));
      return lookup;
    },
    readsQuietly: process.platform !== "darwin",
    grants,
    openBudget,
    http,
    clock: systemClock,
    random: Math.random,
  });
  const log = createLog(environment["KEYSCOPE_LOG_LEVEL"], session.withoutKeys);
  const toolbox = createToolbox(connector, profile, session, (error) => log("error", describeDefect(error)));
  return { connector, profile, environment, keychain, grants, openBudget, http, session, toolbox, log };
}

function checkedProfile(text: string | undefined): string {
  const parsed = parseProfile(text ?? DEFAULT_PROFILE);
  if (parsed.ok) return parsed.profile;
  throw new CommandError(
    `"${text}" cannot name a profile: use 1 to 64 of a-z, 0-9, dot, hyphen and underscore, beginning with a letter or digit.`,
    ExitCode.usage,
  );
}

/** An error of our own making, for the log. */
export function describeDefect(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
