import { cpSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openForFile } from "../helpers/cleanup.ts";
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
