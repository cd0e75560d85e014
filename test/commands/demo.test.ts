import { cpSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { estimateTokens } from "../../src/commands/demo/cost.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { clientEnvironment, connect, generations, PROGRAM, temporaryHome } from "../helpers/clients.ts";
import { runCommand, startCommand } from "../helpers/command.ts";
import { openPlace } from "../helpers/place.ts";
import { ownFiles } from "./migrate/leaks.ts";

describe("the demo", () => {
  it("shows eight keys of four systems, checks what it shows, and ends with a question over all rows", async () => {
    const home = await temporaryHome();
    const began = performance.now();
    // A key of the person's own, which must not be used.
    const env = clientEnvironment(home.path, { SETPILOT_API_KEY: "spa_sk_of_the_person_0123" });
    const { stdout, stderr, exitCode } = await runCommand(["demo"], { env });
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(performance.now() - began).toBeLessThan(15_000);
    const counts = [...stdout.matchAll(/^\S.*: (\d+) tools?$/gm)].map(([, count]) => Number(count));
    expect(counts).toEqual([12, 6, 1, 12, 13, 6, 19, 12]);
    expect(stdout).toMatch(
      /\n {2}5,\d{3} orders, one answer, about 1\d0 tokens\. Page by page: 5\d answers, about [\d,]+,000 tokens\.\n/,
    );
    expect(stdout).toContain("A revoked key: 1 tool\n");
    expect(stdout).toMatch(/\nEach list and each answer was checked: 8 keys, [\d.]+ s\.\n/);
    // Two screens, as far as a terminal is wide and tall enough for an editor.
    expect(stdout.split("\n").length).toBeLessThan(2 * 36);
    expect(stdout).not.toContain("0123");
    expect(ownFiles(home.path)).toEqual([]);
    await home.remove();
  });

  it("estimates the tokens of its own answers to a tenth", async () => {
    const { sandbox, withKey } = await openPlace(openForTest);
    const client = await openForTest(connect(generations[2], withKey(sandbox.keys.all)));
    const sql = "SELECT customer_name, sum(revenue) AS revenue FROM orders GROUP BY ALL ORDER BY 2 DESC LIMIT 5";
    const answers = [
      await client.call("setpilot_query", { sql }),
      await client.call("setpilot_list_orders", { page_size: 100 }),
    ];
    for (const { text } of answers) {
      const share = estimateTokens(text) / countTokens(text);
      expect(Math.abs(share - 1)).toBeLessThan(0.1);
    }
  });

  it("says that it asks nothing over all rows without the engine, and goes on", async () => {
    const { path: folder } = await openForTest(temporaryHome());
    cpSync(dirname(PROGRAM), join(folder, "dist"), { recursive: true });
    const env = clientEnvironment(folder);
    const program = join(folder, "dist/keyscope.cjs");
    const { stdout, stderr, exitCode } = await runCommand(["demo"], { env, program });
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toContain("Questions over all rows cannot be asked here: @duckdb/node-api is not installed.");
    expect(stdout).toContain("checked: 7 keys");
  });

  it("leaves nothing behind when it is stopped in the middle", async () => {
    const temporary = await temporaryHome();
    const env = clientEnvironment(temporary.path, { TMPDIR: temporary.path });
    const running = startCommand(["demo"], { env });
    await running.until("A key without the scope dashboard: 6 tools");
    const homes = () => readdirSync(temporary.path).filter((name) => name.startsWith("keyscope-demo-"));
    expect(homes()).not.toEqual([]);
    running.kill("SIGINT");
    expect(await running.ended).toMatchObject({ exitCode: 1, stderr: "" });
    expect(homes()).toEqual([]);
    await temporary.remove();
  });
});
