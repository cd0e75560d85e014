import { chmod, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSandbox } from "../../../src/sandbox/index.ts";
import { openForFile, openForTest } from "../../helpers/cleanup.ts";
import { clientEnvironment, temporaryHome } from "../../helpers/clients.ts";
import { endProcesses, runCommand } from "../../helpers/command.ts";
import { openPots, POTS } from "./pots.ts";

const teapots = await openForFile(openPots());
const { folder, run, start, files, pots } = teapots;

beforeEach(() => {
  pots.rows = POTS;
});

afterEach(async () => {
  await endProcesses();
  teapots.release();
  for (const file of await files()) await rm(join(folder, file), { recursive: true });
});

function read(file: string): Promise<string> {
  return readFile(join(folder, file), "utf8");
}

describe("rows in a file", () => {
  it("are exact in CSV, with nested values as JSON", async () => {
    const { stdout, stderr, exitCode } = await run(["pots", "--to", "pots.csv"]);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(await read("pots.csv")).toBe(
      [
        "pots_row,id,label,price,made,serial,ready,day,at,note,tags,maker",
        '1,1,=1+2,12345678901234567.89,123456789012345678,123456789012345678901234567890,true,2026-03-29,2026-03-29T00:30:00+00:00,"","[""a"",""b,\\""c\\""""]","{""town"":""Jena"",""fee"":0.1}"',
        '2,2,"line\nbreak, ""quoted""",0.1,-1,2,false,2026-11-21,2026-11-21T09:18:00.25+00:00,,[],',
        "",
      ].join("\n"),
    );
    const { size } = await stat(join(folder, "pots.csv"));
    expect(stdout).toMatch(
      new RegExp(
        `^Wrote 2 rows of pots to pots\\.csv, ${size} bytes\\. pots: all 2 rows as far as the API tells, read \\S+\\.\n$`,
      ),
    );
  });

  it("are exact in NDJSON, an object in each line", async () => {
    await run(["pots", "--to", "pots.ndjson"]);
    expect(await read("pots.ndjson")).toBe(
      `${[
        '{"pots_row":1,"id":1,"label":"=1+2","price":12345678901234567.89,"made":123456789012345678,"serial":123456789012345678901234567890,"ready":true,"day":"2026-03-29","at":"2026-03-29T00:30:00+00:00","note":"","tags":["a","b,\\"c\\""],"maker":{"town":"Jena","fee":0.1}}',
        '{"pots_row":2,"id":2,"label":"line\\nbreak, \\"quoted\\"","price":0.1,"made":-1,"serial":2,"ready":false,"day":"2026-11-21","at":"2026-11-21T09:18:00.25+00:00","note":null,"tags":[],"maker":null}',
      ].join("\n")}\n`,
    );
  });

  it("are exact in Parquet, with types", async () => {
    const { exitCode } = await run(["pots", "--to", "pots.parquet"]);
    expect(exitCode).toBe(0);
    const connection = await (await DuckDBInstance.create()).connect();
    const file = join(folder, "pots.parquet");
    const described = await connection.runAndReadAll(`SELECT column_name, column_type FROM (DESCRIBE FROM '${file}')`);
    expect(Object.fromEntries(described.getRows().map(([name, type]) => [String(name), type]))).toEqual({
      pots_row: "BIGINT",
      id: "BIGINT",
      label: "VARCHAR",
      price: "DECIMAL(38,2)",
      made: "BIGINT",
      serial: "DECIMAL(38,0)",
      ready: "BOOLEAN",
      day: "DATE",
      at: "TIMESTAMP WITH TIME ZONE",
      note: "VARCHAR",
      tags: "VARCHAR[]",
      maker: "STRUCT(town VARCHAR, fee DECIMAL(38,1))",
    });
    const rows = await connection.runAndReadAll(
      `SELECT price::VARCHAR, serial::VARCHAR, epoch_us("at")::VARCHAR, maker.fee::VARCHAR, tags[2], note FROM '${file}'`,
    );
    expect(rows.getRows()).toEqual([
      ["12345678901234567.89", "123456789012345678901234567890", "1774744200000000", "0.1", 'b,"c"', ""],
      ["0.10", "2", "1795252680250000", null, null, null],
    ]);
  });

  it("are also those of the lists inside them", async () => {
    const { stdout } = await run(["POTS_parts", "--to", "parts.csv"]);
    expect(await read("parts.csv")).toBe("pots_row,position,sku,amount\n1,1,A,1.5\n1,2,B,\n");
    expect(stdout).toMatch(/^Wrote 2 rows of POTS_parts to parts\.csv, \d+ bytes\. pots: all 2 rows/);
  });

  it("may be none, or without fields", async () => {
    pots.rows = "[]";
    expect((await run(["pots", "--to", "none.csv"])).stdout).toContain("Wrote 0 rows");
    pots.rows = "[{},{}]";
    await run(["pots", "--to", "empty.ndjson"]);
    expect(await read("none.csv")).toBe("\n");
    expect(await read("empty.ndjson")).toBe("{}\n{}\n");
  });
});

describe("a file that is there", () => {
  it("is left as it is", async () => {
    await writeFile(join(folder, "pots.csv"), "mine");
    const { stderr, exitCode } = await run(["pots", "--to", "pots.csv"]);
    expect(stderr).toBe("pots.csv exists, and was left as it is. Write another name, or add --replace.\n");
    expect(exitCode).toBe(1);
    expect(await read("pots.csv")).toBe("mine");
  });

  it("is left as it is when it comes while rows are read", async () => {
    pots.holds = true;
    const running = start(["pots", "--to", "pots.csv"]);
    await running.until("Reading pots");
    await writeFile(join(folder, "pots.csv"), "mine");
    teapots.release();
    expect((await running.ended).exitCode).toBe(1);
    expect(await read("pots.csv")).toBe("mine");
    expect(await files()).toEqual(["pots.csv"]);
  });

  it("is replaced with --replace, and keeps its rights", async () => {
    await writeFile(join(folder, "pots.parquet"), "mine");
    await chmod(join(folder, "pots.parquet"), 0o600);
    expect((await run(["pots", "--to", "pots.parquet", "--replace"])).exitCode).toBe(0);
    expect(await read("pots.parquet")).toMatch(/^PAR1/);
    if (process.platform !== "win32") expect((await stat(join(folder, "pots.parquet"))).mode & 0o777).toBe(0o600);
    expect(await files()).toEqual(["pots.parquet"]);
  });
});

describe("an export that cannot be made", () => {
  it.each([
    ["pots --to pots.xlsx", 2, "pots.xlsx does not tell in which format to write. End it in .csv, .ndjson or .parquet"],
    ["pots --to no/pots.csv", 1, "There is no folder"],
    ["pots --to a.csv --as b", 2, "--as names a table in a database, but --to is a file."],
    ["pits --to pots.csv", 2, "There is no table pits. Did you mean pots? Tables: pots."],
    [
      "pots_part --to pots.csv",
      1,
      "There is no table pots_part. Did you mean pots_parts? Tables: pots and pots_parts.",
    ],
    ["pots", 2, "required option '--to <target>' not specified"],
    ["pots --to postgres://ada:pa55@127.0.0.1/shop", 2, "A password does not belong on a command line"],
    ["pots --to postgres://127.0.0.1/shop?password=pa55", 2, "A password does not belong on a command line"],
    ["pots --to postgres://127.0.0.1/shop?sslmode=prefer", 2, "sslmode=prefer would send the rows unencrypted"],
    [
      "pots --to postgres://127.0.0.1/shop?sslmod=require",
      2,
      "has sslmod, which is not understood here. Did you mean sslmode?",
    ],
    [
      "pots --to postgres://127.0.0.1:1/shop",
      4,
      "Nothing was written to database shop on 127.0.0.1. The server cannot be reached",
    ],
  ])("says why: %s", async (args, code, said) => {
    const { stdout, stderr, exitCode } = await run(args.split(" "));
    expect(stderr).toContain(said);
    expect(stderr).not.toContain("pa55");
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: code });
    expect(await files()).toEqual([]);
  });

  it.each(["csv", "parquet"])("leaves nothing when Ctrl-C stops it: %s", async (format) => {
    pots.holds = true;
    const running = start(["pots", "--to", `pots.${format}`]);
    await running.until("Reading pots");
    running.kill("SIGINT");
    const { stderr, exitCode } = await running.ended;
    expect(stderr).toContain("Stopped: nothing was written.");
    expect(exitCode).toBe(1);
    expect(await files()).toEqual([]);
  });

  it.each(["csv", "parquet"])("leaves nothing when its folder goes away: %s", async (format) => {
    await mkdir(join(folder, "inner"));
    pots.holds = true;
    const running = start(["pots", "--to", `inner/pots.${format}`]);
    await running.until("Reading pots");
    await rm(join(folder, "inner"), { recursive: true });
    teapots.release();
    const { stderr, exitCode } = await running.ended;
    expect(stderr).toContain("There is no folder");
    expect(exitCode).toBe(1);
  });
});

describe("the sandbox's shop", () => {
  /** The shop has more orders each day, so the tests stand on one. */
  const ahead = Date.parse("2026-11-21T12:00:00Z") - Date.now();

  /** Each has a limit of its own for its requests. */
  async function exported(table: string, environment: Readonly<Record<string, string>> = {}) {
    const home = await openForTest(temporaryHome());
    const sandbox = await openForTest(startSandbox({ now: () => new Date(Date.now() + ahead) }));
    const address = { SETPILOT_API_KEY: sandbox.keys.all, SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
    const env = clientEnvironment(home.path, { ...address, ...environment });
    return runCommand(["export", table, "--to", join(folder, `${table}.ndjson`)], { env });
  }

  it("has its times with the shop's offset, in winter and in summer", async () => {
    await exported("orders");
    const rows: { created_at: string }[] = (await read("orders.ndjson"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(5855);
    expect(new Set(rows.map(({ created_at }) => created_at.slice(-6)))).toEqual(new Set(["+01:00", "+02:00"]));
  });

  it("names every table where the one of a list inside the rows is none", async () => {
    const { stderr, exitCode } = await exported("products_parts");
    expect(stderr).toContain("There is no table products_parts. Tables: daily, orders, products and inventory.");
    expect(exitCode).toBe(1);
  });

  it("says on standard error that a table is not whole", async () => {
    const { stdout, stderr, exitCode } = await exported("inventory");
    expect(exitCode).toBe(0);
    expect(stderr).toContain("These may not be all rows. inventory: 100 of 122 rows, not all");
    expect(stdout).toContain("Wrote 100 rows of inventory");
  });

  it("shows no customer where data is masked", async () => {
    await exported("orders", { SETPILOT_PRIVACY: "masked" });
    const text = await read("orders.ndjson");
    expect(text).toContain('"customer_name":"');
    expect(text).not.toContain("Anna Vogel");
  });
});
