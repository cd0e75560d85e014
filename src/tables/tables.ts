import type { Credential } from "../credentials/credential.ts";
import { done, failed, type Outcome } from "../failures/failure.ts";
import type { Session } from "../scopes/session.ts";
import type { Clock } from "../utils/time.ts";
import { openTableCache, removeTables, type TableCache } from "./disk/cache.ts";
import { createKeeper, type Keeper, type ReadOptions, type TablesCaller } from "./keeper.ts";
import { createLoader, type Parent } from "./loader.ts";
import { createPacedFetch } from "./pace.ts";
import { columnValues } from "./pack.ts";
import { createSharedLoad } from "./shared-load.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Table, tablesOf } from "./table.ts";

/** The tables of a session: read when they are first asked for, and kept. */
export interface Tables {
  /**
   * Reads tables, each by itself, so that one which cannot be read is not in the way of the others. Waits up to 45 s, unless the
   * caller is patient; what is not whole by then is told as `tables-loading`, and reading goes on for as long as somebody may
   * come back for it. Never rejects.
   */
  readEach(tables: readonly Table[], options: ReadOptions, caller: TablesCaller): Promise<readonly Outcome<Snapshot>[]>;
  /**
   * Removes the rows of all other tables from memory and disk: the key does not permit them, or not any more, or it is
   * another key. Whether there were any in memory.
   */
  keepOnly(permitted: readonly Table[]): Promise<boolean>;
  /** Stops whatever is being read. Resolves when other processes may read it. */
  close(): Promise<void>;
}

/** Claude Desktop gives a call up after about 60 s. */
const PATIENCE_MS = 45_000;

/** What tables need from the world. */
export interface TablesSources {
  readonly session: Pick<Session, "connector" | "fetch" | "credential" | "shareLeft">;
  readonly clock: Clock;
  /** Where rows are kept on disk; undefined where there is no place for them. */
  readonly folder: string | undefined;
  /** Masked for some people, beside those that are as the key's setting has them: in files of their own. */
  readonly isSetApart?: boolean;
}

export function createTables({ session, clock, folder, isSetApart = false }: TablesSources): Tables {
  const { connector } = session;
  const fetch = createPacedFetch(session, clock);
  let owner: Credential | undefined;
  let cache: TableCache | undefined;
  let keepers = new Map<string, Keeper>();

  /** What one key was given is not for the next one. */
  async function forgetOthersRows(): Promise<void> {
    const credential = session.credential();
    if (credential === owner) return;
    void close();
    const next = credential && (await openCache(credential));
    owner = credential;
    cache = next;
  }

  async function openCache(credential: Credential): Promise<TableCache | undefined> {
    if (folder === undefined) return undefined;
    if (credential.settings.cache !== "off") {
      return openTableCache(folder, credential, connector, isSetApart ? "set-apart" : "usual");
    }
    await removeTables(folder, credential.connectorId, credential.profile);
    return undefined;
  }

  async function close(): Promise<void> {
    const closed = [...keepers.values()].map((keeper) => keeper.close());
    keepers = new Map();
    await Promise.all(closed);
  }

  function keeperOf(table: Table): Keeper {
    const known = keepers.get(table.name);
    if (known !== undefined) return known;
    const loader = createLoader(table, { connector, clock, fetch, readParent });
    const keeper = createKeeper(loader, createSharedLoad(table.name, loader, cache, clock), clock);
    keepers.set(table.name, keeper);
    return keeper;
  }

  /** A table below another one is read when that is whole. It waits for as long as the other takes. */
  async function readParent({ declared, parent }: Table, signal: AbortSignal): Promise<Outcome<Parent>> {
    const { under } = declared;
    if (under === undefined || parent === undefined) return done({ values: [], whole: { kind: "proven" }, rows: 0 });
    const read = await keeperOf(parent).read(WHOLE, Number.MAX_SAFE_INTEGER, { signal });
    if (!read.ok) return read;
    const { pages, whole, rows } = read.value;
    return done({ values: await columnValues(pages, under.field), whole, rows });
  }

  return {
    async readEach(tables, options, caller) {
      await forgetOthersRows();
      const until = caller.isPatient ? Number.MAX_SAFE_INTEGER : clock.now() + PATIENCE_MS;
      return Promise.all(tables.map((table) => keeperOf(table).read(options, until, caller)));
    },
    async keepOnly(permitted) {
      const before = [...keepers.keys()];
      await forgetOthersRows();
      for (const table of tablesOf(connector)) {
        if (permitted.includes(table)) continue;
        const keeper = keepers.get(table.name);
        await keeper?.close();
        keepers.delete(table.name);
        await (keeper === undefined ? cache?.remove(table.name) : keeper.forget());
      }
      return before.some((name) => !keepers.has(name));
    },
    close,
  };
}

const WHOLE: ReadOptions = { refresh: false, partial: false };

/** All tables, or what stands in the way of one, or which of them are still being read. */
export function joinOutcomes(outcomes: readonly Outcome<Snapshot>[]): Outcome<readonly Snapshot[]> {
  const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.failure]));
  const loading = failures.flatMap((failure) => (failure.kind === "tables-loading" ? [failure] : []));
  const worse = failures.find(({ kind }) => kind !== "tables-loading");
  if (worse !== undefined) return failed(worse);
  if (loading.length > 0) {
    const seconds = Math.max(...loading.map((each) => each.seconds));
    return failed({ kind: "tables-loading", tables: loading.flatMap((each) => each.tables), seconds });
  }
  return done(outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : [])));
}
