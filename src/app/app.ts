import { join } from "node:path";
import type { Connector } from "../connectors/schema/connector.ts";
import { findKeyFiles } from "../credentials/environment/environment-key.ts";
import { type KeyChanges, openKeyChanges, withKeyFiles } from "../credentials/key-changes.ts";
import { withAccountList } from "../credentials/keychain/account-list.ts";
import type { Keychain } from "../credentials/keychain/keychain.ts";
import { type KeychainOptions, openKeychain } from "../credentials/keychain/open-keychain.ts";
import { openKeychainForCommand } from "../credentials/keychain/own-process.ts";
import { type KeyLookup, lookUpKey } from "../credentials/lookup.ts";
import { DEFAULT_PROFILE, parseProfile } from "../credentials/profile.ts";
import { type Installation, openInstallation } from "../engine/installation.ts";
import { createHttpClient, type HttpClient } from "../http/client.ts";
import { findInfluences, thisNode } from "../http/influences.ts";
import type { Questions } from "../query/questions.ts";
import { readBootId } from "../rate-limit/boot-id.ts";
import { createFileStore } from "../rate-limit/file-store.ts";
import { createMemoryStore } from "../rate-limit/memory-store.ts";
import { ALONE_WEIGHT } from "../rate-limit/store.ts";
import { type GrantCache, openGrantCache } from "../scopes/grant-cache.ts";
import { createSession, type KeyedSession, type SessionSources } from "../scopes/session.ts";
import { tablesOf } from "../tables/table.ts";
import type { QuestionSources } from "../tools/question-tools.ts";
import { systemClock } from "../utils/time.ts";
import { CommandError, ExitCode } from "./exit-code.ts";
import { findConnector } from "./find-connector.ts";
import { refuseKeys } from "./key-on-command-line.ts";
import { createLog, isDebugging, type Log, loggedHttp, lookupName } from "./log.ts";
import { cacheFolder, KEYCHAIN, keysFolder, stateFolder } from "./paths.ts";

/** Which key of which API a command is about, as the person named it. */
export interface Selection {
  readonly connector?: string | undefined;
  readonly profile?: string | undefined;
  readonly keyring?: string | undefined;
}

/** What commands work with, for one connector and profile. Opening it sends nothing and reads no key. */
export interface App {
  readonly connector: Connector;
  readonly profile: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly keychain: Keychain;
  readonly keyChanges: KeyChanges;
  readonly grants: GrantCache;
  readonly openStore: SessionSources["openStore"];
  readonly http: HttpClient;
  readonly session: KeyedSession;
  readonly questions: QuestionSources<Questions>;
  /** Where rows of tables are kept on disk; undefined where there is no place for them. */
  readonly rowsFolder: string | undefined;
  readonly log: Log;
}

/** The file of the engine's process, beside this one when the program is built. */
const ENGINE = join(__dirname, "engine.cjs");

interface AppOptions {
  /** A server starts faster without another process, and nobody waits for its exit code. */
  readonly host?: "command" | "server";
  /** In the place of this process's own, for what of it does not count. */
  readonly environment?: NodeJS.ProcessEnv;
  /** In the place of files of this machine, where several machines count together. */
  readonly openStore?: SessionSources["openStore"] | undefined;
}

export async function openApp(
  selection: Selection,
  { host = "command", environment = process.env, openStore = localStores(environment) }: AppOptions = {},
): Promise<App> {
  refuseKeys([selection.connector ?? "", selection.profile ?? ""]);
  const connector = await findConnector(selection.connector);
  const profile = checkedProfile(selection.profile);
  const store = selection.keyring === "kernel" ? "kernel" : "default";
  const options: KeychainOptions = { env: environment, platform: process.platform, store };
  const system = host === "server" ? openKeychain(options) : openKeychainForCommand(options, KEYCHAIN);
  const keychain = withAccountList(system, keysFolder(environment, process.platform));
  const state = stateFolder(environment, process.platform);
  const keyFiles = findKeyFiles({ connector, profile, environment });
  const keyChanges = withKeyFiles(openKeyChanges(state && join(state, "keys"), connector.id, profile), keyFiles);
  const folder = cacheFolder(environment, process.platform);
  const grants = openGrantCache(folder && join(folder, "grants"));
  const client = createHttpClient(environment);
  const logSetting = environment["KEYSCOPE_LOG_LEVEL"];
  const http = isDebugging(logSetting) ? loggedHttp(client, (level, message) => log(level, message)) : client;
  const session = createSession({
    connector,
    profile,
    lookUpKey: async () => {
      const lookup = await lookUpKey(connector, profile, { env: environment, keychain });
      log("debug", lookupName(lookup));
      return withInfluences(lookup, environment);
    },
    lookAround: async () => {
      if (tablesOf(connector).length === 0) return [];
      const none = await (await questions.open()).tryEngine();
      return none === undefined ? [] : [{ kind: "no-engine", ...none }];
    },
    readsQuietly: process.platform !== "darwin" || keyFiles.length > 0,
    keyChanges,
    grants,
    openStore,
    http,
    clock: systemClock,
    random: Math.random,
  });
  const rowsFolder = folder && join(folder, "tables");
  let opened: Promise<Questions> | undefined;
  const questions: App["questions"] = {
    open() {
      opened ??= import("../query/questions.ts").then(({ openQuestions }) =>
        openQuestions({ session, clock: systemClock, folder: rowsFolder, installation: engineHere() }),
      );
      return opened;
    },
    whyNone: () => engineHere().whyNone(),
  };
  const log = createLog(logSetting, session.withoutKeys);
  return {
    connector,
    profile,
    environment,
    keychain,
    keyChanges,
    grants,
    openStore,
    http,
    session,
    questions,
    rowsFolder,
    log,
  };
}

/** Counts requests with the other processes of this person on this machine. */
function localStores(environment: NodeJS.ProcessEnv): App["openStore"] {
  const folder = cacheFolder(environment, process.platform);
  return (name, window) =>
    folder === undefined
      ? createMemoryStore(window, systemClock, ALONE_WEIGHT)
      : createFileStore(join(folder, "budget"), name, window, systemClock, readBootId());
}

let engine: Installation | undefined;

/** The engine of questions over all rows, one for all of this process: a start asks for it several times. */
export function engineHere(): Installation {
  const folder = cacheFolder(process.env, process.platform);
  engine ??= openInstallation(ENGINE, folder && join(folder, "engine.json"));
  return engine;
}

/** Adds what of this machine a person should know of the way to the key's address. */
function withInfluences(lookup: KeyLookup, environment: NodeJS.ProcessEnv): KeyLookup {
  if (!lookup.ok) return lookup;
  const influences = findInfluences(lookup.credential.baseUrl, environment, thisNode());
  return { ...lookup, notes: [...lookup.notes, ...influences] };
}

/** The profile that was named, or the usual one; ends the command where it cannot be one. */
export function checkedProfile(text: string | undefined): string {
  const parsed = parseProfile(text ?? DEFAULT_PROFILE);
  if (parsed.ok) return parsed.profile;
  throw new CommandError(
    `"${text}" cannot name a profile: use 1 to 64 of a-z, 0-9, dot, hyphen and underscore, beginning with a letter or digit.`,
    ExitCode.usage,
  );
}
