import { join } from "node:path";
import type { Connector } from "../connectors/schema/connector.ts";
import type { KeyNote } from "../credentials/credential.ts";
import { withAccountList } from "../credentials/keychain/account-list.ts";
import type { Keychain } from "../credentials/keychain/keychain.ts";
import { openKeychain } from "../credentials/keychain/open-keychain.ts";
import { type KeyLookup, lookUpKey } from "../credentials/lookup.ts";
import { DEFAULT_PROFILE, parseProfile } from "../credentials/profile.ts";
import { whyNotInstalled } from "../engine/installed.ts";
import { createHttpClient, type HttpClient } from "../http/client.ts";
import { findInfluences, thisNode } from "../http/influences.ts";
import type { Questions } from "../query/questions.ts";
import { readBootId } from "../rate-limit/boot-id.ts";
import { createFileStore } from "../rate-limit/file-store.ts";
import { createMemoryStore } from "../rate-limit/memory-store.ts";
import { ALONE_WEIGHT } from "../rate-limit/store.ts";
import { type GrantCache, openGrantCache } from "../scopes/grant-cache.ts";
import { createSession, type Session, type SessionSources } from "../scopes/session.ts";
import { tablesOf } from "../tables/table.ts";
import type { QuestionSources } from "../tools/question-tools.ts";
import { systemClock } from "../utils/time.ts";
import { CommandError, ExitCode } from "./exit-code.ts";
import { findConnector } from "./find-connector.ts";
import { refuseKeys } from "./key-on-command-line.ts";
import { createLog, isDebugging, type Log, loggedHttp, lookupName } from "./log.ts";
import { cacheFolder, keysFolder } from "./paths.ts";

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
  readonly grants: GrantCache;
  readonly openStore: SessionSources["openStore"];
  readonly http: HttpClient;
  readonly session: Session;
  readonly questions: QuestionSources;
  /** Where rows of tables are kept on disk; undefined where there is no place for them. */
  readonly rowsFolder: string | undefined;
  readonly log: Log;
}

/** The file of the engine's process, beside this one when the program is built. */
const ENGINE = join(__dirname, "engine.cjs");

/** @param environment of this process; another one for what of it does not count */
export async function openApp(selection: Selection, environment = process.env): Promise<App> {
  refuseKeys([selection.connector ?? "", selection.profile ?? ""]);
  const connector = await findConnector(selection.connector);
  const profile = checkedProfile(selection.profile);
  const system = openKeychain({
    env: environment,
    platform: process.platform,
    store: selection.keyring === "kernel" ? "kernel" : "default",
  });
  const keychain = withAccountList(system, keysFolder(environment, process.platform));
  const folder = cacheFolder(environment, process.platform);
  const grants = openGrantCache(folder && join(folder, "grants"));
  const openStore: App["openStore"] = (name, window) =>
    folder === undefined
      ? createMemoryStore(window, systemClock, ALONE_WEIGHT)
      : createFileStore(join(folder, "budget"), name, window, systemClock, readBootId());
  const client = createHttpClient(environment);
  const logSetting = environment["KEYSCOPE_LOG_LEVEL"];
  const http = isDebugging(logSetting) ? loggedHttp(client, (level, message) => log(level, message)) : client;
  const session = createSession({
    connector,
    profile,
    lookUpKey: async () => {
      const lookup = await lookUpKey(connector, profile, { env: environment, keychain });
      log("debug", lookupName(lookup));
      return withNotes(lookup, environment, tablesOf(connector).length > 0);
    },
    readsQuietly: process.platform !== "darwin",
    grants,
    openStore,
    http,
    clock: systemClock,
    random: Math.random,
  });
  const rowsFolder = folder && join(folder, "tables");
  let opened: Promise<Questions> | undefined;
  const questions: QuestionSources = {
    open() {
      opened ??= import("../query/questions.ts").then(({ openQuestions }) =>
        openQuestions({ session, clock: systemClock, folder: rowsFolder, program: ENGINE }),
      );
      return opened;
    },
    whyNone: whyNoEngine,
  };
  const log = createLog(logSetting, session.withoutKeys);
  return { connector, profile, environment, keychain, grants, openStore, http, session, questions, rowsFolder, log };
}

let noEngine: { readonly reason: string | undefined } | undefined;

/** Why no question over all rows can be asked here. Looked up once: a start asks for it several times, and what is installed later needs a new start to be loaded. */
export function whyNoEngine(): string | undefined {
  noEngine ??= { reason: whyNotInstalled(ENGINE) };
  return noEngine.reason;
}

/** Adds what of this machine a person should know with the key: the way to its address, and what is not installed. */
function withNotes(lookup: KeyLookup, environment: NodeJS.ProcessEnv, hasTables: boolean): KeyLookup {
  if (!lookup.ok) return lookup;
  const influences = findInfluences(lookup.credential.baseUrl, environment, thisNode());
  const reason = hasTables ? whyNoEngine() : undefined;
  const engine: readonly KeyNote[] = reason === undefined ? [] : [{ kind: "no-engine", reason }];
  return { ...lookup, notes: [...lookup.notes, ...influences, ...engine] };
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
