import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openForFile } from "../../helpers/cleanup.ts";
import { endProcesses } from "../../helpers/command.ts";
import { PASSWORD, postgresSkipped, startPostgres, USER } from "./postgres-server.ts";
import { openPots, POTS } from "./pots.ts";

describe.skipIf(postgresSkipped() !== undefined)("an export to PostgreSQL", async () => {
  if (postgresSkipped() !== undefined) return;
  const database = await openForFile(startPostgres());
  const teapots = await openForFile(openPots());
  const { pots } = teapots;
  const PGPASSWORD = PASSWORD;

  beforeEach(async () => {
    pots.rows = POTS;
    await database.rows("DROP SCHEMA public CASCADE");
    await database.rows("CREATE SCHEMA public");
  });

  afterEach(async () => {
    await endProcesses();
    teapots.release();
  });

  function run(
    args: readonly string[] = [],
    to = database.address,
    added: Readonly<Record<string, string>> = { PGPASSWORD },
  ) {
    return teapots.run(["pots", "--to", to, ...args], added);
  }

  const count = "SELECT count(*)::text FROM pots";

  it("makes a table of fitting types and fills it exactly", async () => {
    const { stdout, stderr, exitCode } = await run();
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(
      /^Wrote 2 rows of pots to table pots in database postgres on 127\.0\.0\.1\. pots: all 2 rows/,
    );
    const types =
      "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'pots'::regclass AND attnum > 0";
    expect(Object.fromEntries((await database.rows(types)) as [string, string][])).toEqual({
      pots_row: "bigint",
      id: "bigint",
      label: "text",
      price: "numeric",
      made: "bigint",
      serial: "numeric",
      ready: "boolean",
      day: "date",
      at: "timestamp with time zone",
      note: "text",
      tags: "jsonb",
      maker: "jsonb",
    });
    const values = `SELECT label, price::text, made::text, serial::text, ready, day::text, (at AT TIME ZONE 'UTC')::text, note, tags ->> 1, maker ->> 'fee' FROM pots ORDER BY id`;
    expect(await database.rows(values)).toEqual([
      [
        "=1+2",
        "12345678901234567.89",
        "123456789012345678",
        "123456789012345678901234567890",
        true,
        "2026-03-29",
        "2026-03-29 00:30:00",
        "",
        'b,"c"',
        "0.1",
      ],
      ['line\nbreak, "quoted"', "0.1", "-1", "2", false, "2026-11-21", "2026-11-21 09:18:00.25", null, null, null],
    ]);
  });

  it("refuses a table that holds rows, and replaces them with --replace", async () => {
    await run();
    const { stderr, exitCode } = await run();
    expect(stderr).toContain("The table pots holds rows there, which were left as they are. Add --replace");
    expect(exitCode).toBe(1);
    expect(await database.rows(count)).toEqual([["2"]]);
    pots.rows = pots.rows.replace('"id":2', '"id":3');
    expect((await run(["--replace"])).exitCode).toBe(0);
    expect(await database.rows("SELECT id::text FROM pots ORDER BY id")).toEqual([["1"], ["3"]]);
    pots.rows = "[]";
    expect((await run(["--replace"])).stdout).toContain("Wrote 0 rows");
    expect(await database.rows(count)).toEqual([["0"]]);
  });

  it("fills an empty table of the same columns in another order, one of them wider, in a schema", async () => {
    await database.rows(
      'CREATE TABLE "pots" (maker jsonb, tags text, note text, at timestamptz, day date, ready boolean, serial numeric, made numeric, price numeric, label text, id bigint, pots_row bigint)',
    );
    expect((await run(["--as", "public.pots"])).stderr).toBe("");
    expect(await database.rows("SELECT id::text, made::text FROM pots ORDER BY id")).toEqual([
      ["1", "123456789012345678"],
      ["2", "-1"],
    ]);
  });

  it("names the columns that are others, and changes nothing", async () => {
    await run();
    await database.rows(
      "ALTER TABLE pots DROP COLUMN note, ADD COLUMN mine int, ALTER COLUMN price TYPE numeric(30,1)",
    );
    const { stderr, exitCode } = await run(["--replace"]);
    expect(stderr).toContain(
      "The table pots there has other columns: it lacks note (text); it has mine (integer), which the rows have not; price is numeric(30,1), not numeric.",
    );
    expect(exitCode).toBe(1);
    expect(await database.rows(count)).toEqual([["2"]]);
  });

  it("changes nothing when a row is refused in the middle", async () => {
    await run();
    await database.rows("ALTER TABLE pots ADD CONSTRAINT few CHECK (id < 3)");
    pots.rows = pots.rows.replace('"id":2', '"id":3');
    const { stderr, exitCode } = await run(["--replace"]);
    expect(stderr).toContain('PostgreSQL says: new row for relation "pots" violates check constraint "few"');
    expect(exitCode).toBe(1);
    expect(await database.rows("SELECT id::text FROM pots ORDER BY id")).toEqual([["1"], ["2"]]);
  });

  it("leaves nothing when Ctrl-C stops it, while rows are read or written", async () => {
    pots.holds = true;
    const reading = teapots.start(["pots", "--to", database.address], { PGPASSWORD });
    await reading.until("Reading pots");
    reading.kill("SIGINT");
    expect((await reading.ended).stderr).toContain("Stopped: nothing was written.");
    teapots.release();
    await run();
    // The export waits for this lock when it has begun its transaction.
    await database.rows("BEGIN");
    await database.rows("LOCK TABLE pots IN ACCESS SHARE MODE");
    const writing = teapots.start(["pots", "--to", database.address, "--replace"], { PGPASSWORD });
    const waits = "SELECT count(*)::text FROM pg_locks WHERE NOT granted";
    await expect.poll(() => database.rows(waits), { timeout: 15_000 }).toEqual([["1"]]);
    writing.kill("SIGINT");
    const { stderr, exitCode } = await writing.ended;
    await database.rows("COMMIT");
    expect(stderr).toContain("Stopped: nothing was written.");
    expect(exitCode).toBe(1);
    await expect.poll(() => database.rows(waits)).toEqual([["0"]]);
    expect(await database.rows(count)).toEqual([["2"]]);
  });

  it("takes the password from ~/.pgpass as psql does, and a socket's folder", async () => {
    const file = join(teapots.folder, "pgpass");
    await writeFile(file, `127.0.0.1:${database.port}:*:${USER}:${PASSWORD}\n`);
    await chmod(file, 0o600);
    expect((await run([], database.address, { PGPASSFILE: file })).stderr).toBe("");
    const socket = `postgres:///postgres?host=${database.folder}`;
    const added = { PGPASSWORD, PGUSER: USER, PGPORT: String(database.port) };
    expect((await run(["--as", 'odd "name'], socket, added)).stderr).toBe("");
    expect(await database.rows('SELECT count(*)::text FROM "odd ""name"')).toEqual([["2"]]);
  });

  it("checks the server's certificate as sslmode says", async () => {
    const at = (host: string, query: string) => `postgres://${USER}@${host}:${database.port}/postgres?${query}`;
    const isEncrypted = (query: string, host = "127.0.0.1") => run(["--replace"], at(host, query));
    expect((await isEncrypted("sslmode=require")).stderr).toBe("");
    expect((await isEncrypted(`sslmode=verify-ca&sslrootcert=${database.root}`)).stderr).toBe("");
    expect((await isEncrypted(`sslmode=verify-full&sslrootcert=${database.root}`, "localhost")).stderr).toBe("");
    expect((await isEncrypted(`sslmode=verify-full&sslrootcert=${database.root}`)).stderr).toContain(
      "certificate was not accepted",
    );
    expect((await isEncrypted("sslmode=verify-full", "localhost")).stderr).toContain("certificate was not accepted");
  });

  it("says what to do about a schema that is not there", async () => {
    const { stderr, exitCode } = await run(["--as", "sales.orders"]);
    expect(stderr).toContain(
      'PostgreSQL says: schema "sales" does not exist. Create it with CREATE SCHEMA, or name another table with --as.',
    );
    expect(exitCode).toBe(1);
  });

  it.each([
    [
      "a missing password",
      {},
      "",
      "PostgreSQL wants a password. Set the variable PGPASSWORD, or add a line to ~/.pgpass",
    ],
    [
      "a wrong password",
      { PGPASSWORD: "x" },
      "",
      'PostgreSQL refused the login: password authentication failed for user "shop".',
    ],
    ["a database that is not there", { PGPASSWORD }, "x", 'PostgreSQL says: database "postgresx" does not exist.'],
  ])("says what to do about %s", async (_, added, suffix, said) => {
    const { stdout, stderr, exitCode } = await run([], `${database.address}${suffix}`, added);
    expect(stderr).toContain(said);
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 1 });
  });
});
