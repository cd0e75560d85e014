import type { Credential } from "../credentials/credential.ts";
import { done, failed, type Outcome } from "../failures/failure.ts";
import type { Session } from "../scopes/session.ts";
import type { Clock } from "../utils/time.ts";
import { openTableCache, type TableCache } from "./cache.ts";
import { createKeeper, type Keeper, type ReadOptions, type TablesCaller } from "./keeper.ts";
import { createLoader } from "./loader.ts";
import { createPacedFetch } from "./pace.ts";
import type { Snapshot } from "./snapshot.ts";
import { columnValues } from "./snapshot.ts";
import type { Table } from "./table.ts";

/** The tables of a session: read when they are first asked for, and kept. */
export interface Tables {
  /**
   * Reads tables, all or none. Waits up to 45 s, unless the caller is patient; what is not whole by then is told as `tables-loading`, and reading goes on
   * for as long as somebody may come back for it. Never rejects.
   */
  read(tables: readonly Table[], options: ReadOptions, caller: TablesCaller): Promise<Outcome<readonly Snapshot[]>>;
  /** Stops whatever is being read. Resolves when other processes may read it. */
  close(): Promise<void>;
}

/** Claude Desktop gives a call up after about 60 s. */
const PATIENCE_MS = 45_000;

/** What tables need from the world. */
export interface TablesSources {
  readonly session: Session;
  readonly clock: Clock;
  /** Where rows are kept on disk; undefined where there is no place for them. */
  readonly folder: string | undefined;
}

export function createTables({ session, clock, folder }: TablesSources): Tables {
  const { connector } = session;
  const fetch = createPacedFetch(session, clock);
  let owner: Credential | undefined;
  let cache: TableCache | undefined;
  let keepers = new Map<Table, Keeper>();

  /** What one key was given is not for the next one. */
  async function forgetOthersRows(): Promise<void> {
    const credential = session.credential();
    if (credential === owner) return;
    void close();
    owner = credential;
    cache = credential && folder ? await openTableCache(folder, credential) : undefined;
  }

  async function close(): Promise<void> {
    const closed = [...keepers.values()].map((keeper) => keeper.close());
    keepers = new Map();
    await Promise.all(closed);
  }

  function keeperOf(table: Table): Keeper {
    const known = keepers.get(table);
    if (known !== undefined) return known;
    const loader = createLoader(table, { connector, clock, fetch, parentValues });
    const keeper = createKeeper(table.name, loader, cache, clock);
    keepers.set(table, keeper);
    return keeper;
  }

  /** A table below another one is read when that is whole. It waits for as long as the other takes. */
  async function parentValues({ declared, parent }: Table, signal: AbortSignal) {
    const { under } = declared;
    if (under === undefined || parent === undefined) return done([]);
    const read = await keeperOf(parent).read(WHOLE, Number.MAX_SAFE_INTEGER, { signal });
    return read.ok ? done(await columnValues(read.value, under.field)) : read;
  }

  async function read(tables: readonly Table[], options: ReadOptions, caller: TablesCaller) {
    await forgetOthersRows();
    const until = caller.isPatient ? Number.MAX_SAFE_INTEGER : clock.now() + PATIENCE_MS;
    const outcomes = await Promise.all(tables.map((table) => keeperOf(table).read(options, until, caller)));
    return joinOutcomes(outcomes);
  }

  return {
    read,
    close,
  };
}

const WHOLE: ReadOptions = { refresh: false, partial: false };

/** All tables, or what stands in the way of one, or which of them are still being read. */
function joinOutcomes(outcomes: readonly Outcome<Snapshot>[]): Outcome<readonly Snapshot[]> {
  const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.failure]));
  const loading = failures.filter((failure) => failure.kind === "tables-loading");
  const worse = failures.find(({ kind }) => kind !== "tables-loading");
  if (worse !== undefined) return failed(worse);
  if (loading.length > 0) {
    const seconds = Math.max(...loading.map((each) => each.seconds));
    return failed({ kind: "tables-loading", tables: loading.flatMap((each) => each.tables), seconds });
  }
  return done(outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : [])));
}
