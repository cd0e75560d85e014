import type { Writable } from "node:stream";
import type { Client } from "pg";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { OpenedRows } from "../../engine/protocol.ts";
import { failed, type Outcome } from "../../failures/failure.ts";
import type { WholeTable } from "../../query/whole-table.ts";
import { quoted } from "../../utils/clean-text.ts";
import { type PostgresAddress, parsePostgresAddress } from "./postgres-address.ts";
import { compareColumns, type PostgresColumn, postgresColumns } from "./postgres-columns.ts";
import { explainPostgres } from "./postgres-failure.ts";
import type { Target, Written } from "./target.ts";

interface Wanted {
  /** The table's name there, perhaps with a schema before a dot. */
  readonly table: string;
  /** Its rows may be taken away. */
  readonly replace: boolean;
}

/** @param address as the person wrote it */
export function postgresTarget(address: string, wanted: Wanted): Target {
  const parsed = parsePostgresAddress(address, process.env);
  const connected = async <T>(work: (client: Client) => Promise<T>) => {
    try {
      return await withClient(parsed, work);
    } catch (error) {
      throw explainPostgres(error, parsed);
    }
  };
  return {
    name: `table ${quoted(wanted.table)} in ${parsed.name}`,
    check: () => connected(async (client) => void (await findTable(client, wanted))),
    write: (table, signal) => connected((client) => writeRows(client, wanted, table, signal)),
  };
}

const CONNECT_MS = 15_000;
/** How long the server is waited for when everything is said. */
const GOODBYE_MS = 1_000;

/** A connection that ends with the work; what was not committed then has not happened. */
async function withClient<T>(address: PostgresAddress, work: (client: Client) => Promise<T>): Promise<T> {
  const { host, port, user, database, tls } = address;
  const { Client } = await import("pg");
  const client: Client = new Client({
    host,
    ssl: tls,
    // Asked for only where the server wants one.
    password: () => findPassword(client),
    application_name: "keyscope",
    connectionTimeoutMillis: CONNECT_MS,
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(database === undefined ? {} : { database }),
  });
  const lost = new Promise<never>((_, reject) => client.once("error", reject));
  lost.catch(() => undefined);
  // Whatever comes after the first one.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await Promise.race([work(client), lost]);
  } finally {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, GOODBYE_MS);
    });
    await Promise.race([client.end().catch(() => undefined), late]);
    clearTimeout(timer);
  }
}

/** From where psql takes it. */
async function findPassword(client: Client): Promise<string> {
  const { default: pgpass } = await import("pgpass");
  const password = process.env["PGPASSWORD"] ?? (await new Promise<string | undefined>((done) => pgpass(client, done)));
  if (password !== undefined) return password;
  throw refusal("PostgreSQL wants a password. Set the variable PGPASSWORD, or add a line to ~/.pgpass, and try again.");
}

/** The columns of the table that is there; undefined where there is none. Refuses one whose rows must stay. */
async function findTable(client: Client, { table, replace }: Wanted): Promise<readonly PostgresColumn[] | undefined> {
  const kinds = await client.query<{ kind: string }>(
    "SELECT relkind AS kind FROM pg_class WHERE oid = to_regclass($1)",
    [quotePath(table)],
  );
  const [found] = kinds.rows;
  if (found === undefined) return undefined;
  if (found.kind !== "r" && found.kind !== "p") {
    throw refusal(`${quoted(table)} is there and is no table. Write into another one with --as.`);
  }
  if (!replace) {
    const { rowCount } = await client.query(`SELECT 1 FROM ${quotePath(table)} LIMIT 1`);
    if (rowCount !== 0) {
      throw refusal(
        `The table ${quoted(table)} holds rows there, which were left as they are. Add --replace to put these in their place, or name another one with --as.`,
      );
    }
  }
  const columns = await client.query<PostgresColumn>(
    "SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped",
    [quotePath(table)],
  );
  return columns.rows;
}

/** Makes the table, or empties it, and fills it, all in one transaction. */
async function writeRows(
  client: Client,
  wanted: Wanted,
  table: WholeTable,
  signal: AbortSignal,
): Promise<Outcome<Written>> {
  // A statement may wait for somebody else's lock for hours.
  const filled = await Promise.race([fillTable(client, wanted, table, signal), cancelled(signal)]);
  if (!filled.ok) return filled;
  await client.query("COMMIT");
  return { ok: true, value: { rows: filled.value } };
}

function cancelled(signal: AbortSignal): Promise<ReturnType<typeof failed>> {
  return new Promise((resolve) => {
    const stop = () => resolve(failed({ kind: "cancelled" }));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

async function fillTable(
  client: Client,
  wanted: Wanted,
  table: WholeTable,
  signal: AbortSignal,
): Promise<Outcome<number>> {
  await client.query("BEGIN");
  // Two exports into one table wait for each other. Nobody needs rights for this lock.
  await client.query("SELECT pg_advisory_xact_lock(hashtext($1))", [`keyscope ${wanted.table}`]);
  const { from } = await import("pg-copy-streams");
  let copy: CopyIn | undefined;
  const taker = {
    begin: async (opened: OpenedRows) => {
      const columns = await prepareTable(client, wanted, opened);
      if (columns.length === 0) return;
      const names = columns.map(({ name }) => quoteName(name)).join(", ");
      copy = copyIn(client.query(from(`COPY ${quotePath(wanted.table)} (${names}) FROM STDIN WITH (FORMAT csv)`)));
    },
    take: async (text: string) => copy?.write(text),
  };
  const outcome = await table.readRows("csv", taker, signal);
  if (outcome.ok) await copy?.end();
  return outcome;
}

async function prepareTable(
  client: Client,
  wanted: Wanted,
  { columns: ours }: OpenedRows,
): Promise<readonly PostgresColumn[]> {
  const columns = postgresColumns(ours);
  const long = columns.find(({ name }) => Buffer.byteLength(name) > LONGEST_NAME);
  if (long !== undefined) {
    throw refusal(
      `The column ${quoted(long.name)} has a longer name than PostgreSQL's ${LONGEST_NAME} bytes. Export to a file instead.`,
    );
  }
  const there = await findTable(client, wanted);
  const path = quotePath(wanted.table);
  if (there === undefined) {
    if (columns.length === 0) {
      throw refusal(
        `There are no rows yet, so it is not known which columns the table ${quoted(wanted.table)} must have.`,
      );
    }
    const shown = columns.map(({ name, type }) => `${quoteName(name)} ${type}`);
    await client.query(`CREATE TABLE ${path} (${shown.join(", ")})`);
    return columns;
  }
  const difference = columns.length === 0 ? undefined : compareColumns(columns, there);
  if (difference !== undefined) {
    throw refusal(
      `The table ${quoted(wanted.table)} there has other columns: ${difference}. Change it, drop it so that it is made anew, or name another one with --as.`,
    );
  }
  if (wanted.replace) await client.query(`TRUNCATE ${path}`);
  return columns;
}

interface CopyIn {
  /** Resolves when more may be written. */
  write(text: string): Promise<void>;
  /** Resolves when the server has taken all. */
  end(): Promise<void>;
}

/** The server objects to a row while others are on their way, so each step hears of it. */
function copyIn(stream: Writable): CopyIn {
  const broken = new Promise<never>((_, reject) => stream.once("error", reject));
  broken.catch(() => undefined);
  stream.on("error", () => undefined);
  const step = (act: (done: () => void) => void) => Promise.race([new Promise<void>(act), broken]);
  return {
    write: (text) => step((done) => stream.write(text, (error) => error ?? done())),
    end: () => step((done) => stream.end(done)),
  };
}

/** PostgreSQL cuts longer names. */
const LONGEST_NAME = 63;

/** `orders`, or `sales.orders` for a table in a schema. */
function quotePath(table: string): string {
  return table.split(".").map(quoteName).join(".");
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function refusal(message: string): CommandError {
  return new CommandError(message, ExitCode.failed);
}
