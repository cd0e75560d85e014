import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { connect, generations, PROGRAM, temporaryHome } from "../helpers/clients.ts";
import { runCommand } from "../helpers/command.ts";
import { openPlace } from "../helpers/place.ts";

const { sandbox, withKey } = await openPlace();
const { path: folder } = await openForFile(temporaryHome());
// Beside no packages, as where npm was told to leave the optional ones out.
cpSync(dirname(PROGRAM), join(folder, "dist"), { recursive: true });
const program = join(folder, "dist/keyscope.cjs");
const env = withKey(sandbox.keys.all);

const ASKS_ALL_ROWS = /setpilot_(?:query|list_tables)/;

describe("an installation without the engine", () => {
  it.each(generations)("sends nobody to tools that are not there, and says how to get them: %s", async (generation) => {
    const client = await connect(generation, env, ["serve", "setpilot"], program);
    try {
      expect(await client.tools()).toHaveLength(10);
      expect(JSON.stringify([client.instructions, await client.tools()])).not.toMatch(ASKS_ALL_ROWS);
      const { text, isError } = await client.call("setpilot_check_access");
      expect(isError).toBe(false);
      expect(text).toContain(
        "Note: Questions over all rows cannot be asked here: @duckdb/node-api is not installed. They need DuckDB,",
      );
      expect(text).toContain("Install Keyscope again there, without --omit=optional, --no-optional");
      const orders = await client.call("setpilot_list_orders", { page_size: 1 });
      expect(orders.isError).toBe(false);
    } finally {
      await client.close();
    }
  });

  it("says so in the terminal, in status and in a query", async () => {
    const status = await runCommand(["status", "setpilot"], { env, program });
    expect(status.stdout).toContain("Questions over all rows cannot be asked here");
    const asked = await runCommand(["query", "SELECT count(*) FROM orders"], { env, program });
    expect(asked.exitCode).toBe(1);
    expect(asked.stdout + asked.stderr).toContain("@duckdb/node-api is not installed");
  });
});

describe("an engine that is installed and does not load", () => {
  const doesNotLoad = "Questions over all rows cannot be asked here: DuckDB is installed, but does not load (";
  const ask = { sql: "SELECT count(*) AS n FROM orders" };

  /** A copy of the program beside packages of which the binary is none, and an empty home. */
  async function openBroken() {
    const place = await openPlace(openForTest);
    const { path } = await openForTest(temporaryHome());
    cpSync(dirname(PROGRAM), join(path, "dist"), { recursive: true });
    const packages = join(path, "node_modules/@duckdb");
    const binary = `node-bindings-${process.platform}-${process.arch}/duckdb.node`;
    const files = {
      "node-api/index.js": 'require("@duckdb/node-bindings")',
      "node-bindings/index.js": `require("@duckdb/${binary}")`,
      [binary]: "no library",
    };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(packages, file, ".."), { recursive: true });
      writeFileSync(join(packages, file), text);
    }
    const program = join(path, "dist/keyscope.cjs");
    const env = place.withKey(place.sandbox.keys.all);
    return {
      open: () => openForTest(connect(generations[1], env, ["serve", "setpilot"], program)),
      run: (args: readonly string[]) => runCommand(args, { env, program }),
      mend() {
        rmSync(packages, { recursive: true });
        symlinkSync(join(dirname(PROGRAM), "../node_modules/@duckdb"), packages, "junction");
      },
    };
  }

  it("is told of by the first question, whose tools are gone then, also at the next start", async () => {
    const { open } = await openBroken();
    const client = await open();
    expect(await client.tools()).toHaveLength(12);
    const { text, isError } = await client.call("setpilot_query", ask);
    expect(isError).toBe(true);
    expect(text).toContain(doesNotLoad);
    expect(text).toContain("The tools changed: no longer setpilot_list_tables, setpilot_query.");
    expect(await client.tools()).toHaveLength(10);
    expect(JSON.stringify(await client.tools())).not.toMatch(ASKS_ALL_ROWS);
    expect((await client.call("setpilot_list_orders", { page_size: 1 })).text).not.toMatch(ASKS_ALL_ROWS);
    const next = await open();
    expect(await next.tools()).toHaveLength(10);
    expect(JSON.stringify([next.instructions, await next.tools()])).not.toMatch(ASKS_ALL_ROWS);
  });

  it("is told of before any question by check_access and status, until it is mended", async () => {
    const { open, run, mend } = await openBroken();
    const { stdout } = await run(["status", "setpilot"]);
    expect(stdout).toContain(doesNotLoad);
    expect(stdout).not.toMatch(ASKS_ALL_ROWS);
    const client = await open();
    expect(await client.tools()).toHaveLength(10);
    expect((await client.call("setpilot_check_access")).text).toContain(doesNotLoad);
    mend();
    const { text } = await client.call("setpilot_check_access");
    expect(text).not.toContain(doesNotLoad);
    expect(text).toMatch(ASKS_ALL_ROWS);
    expect(await client.tools()).toHaveLength(12);
    expect((await client.call("setpilot_query", ask)).isError).toBe(false);
  });
});
