import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../src/sandbox/index.ts";
import { CTRL_C, ENTER, type Ended, runCommand, startOnTerminal, terminalSkipped } from "../../helpers/command.ts";
import { running, startKeyringSession } from "../../helpers/keyring-session.ts";
import { filesBelow } from "./leaks.ts";

const session = await startKeyringSession();
const isSkipped = terminalSkipped() !== undefined || "skipped" in session;

const KEY = "spa_sk_sandbox_all_scopes_7f3a";
const ASKS_MOVE = "Move the key into the keychain and change this file?";
const ASKS_SHRED = "Shred it now";

describe.skipIf(isSkipped)("migrate on a terminal", () => {
  let sandbox: Sandbox;
  let home: string;
  let file: string;
  let before: string;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "keyscope-migrate-"));
    file = join(home, ".cursor/mcp.json");
    mkdirSync(join(home, ".cursor"));
    write(sandbox.baseUrl("setpilot"));
  });

  afterEach(async () => {
    await runCommand(["logout", "setpilot"], { env: environment() });
    rmSync(home, { recursive: true, force: true });
  });

  afterAll(async () => {
    await sandbox.close();
    await running(session).stop();
  });

  function environment() {
    return { ...running(session).env, HOME: home, TERM: "xterm-256color" };
  }

  function write(baseUrl: string): void {
    const env = { SETPILOT_API_KEY: KEY, SETPILOT_BASE_URL: baseUrl };
    before = JSON.stringify({ mcpServers: { setpilot: { command: "keyscope", env } } }, undefined, 2);
    writeFileSync(file, before);
  }

  /** Answers each question when it comes. The key is in nothing that was shown. */
  async function migrate(...answers: readonly (readonly [string, string])[]): Promise<Ended> {
    const command = startOnTerminal(["migrate"], environment());
    for (const [question, typed] of answers) {
      await command.until(question);
      command.type(typed);
    }
    const ended = await command.ended;
    expect(command.output()).not.toContain(KEY);
    return ended;
  }

  function filesWithKey(): string[] {
    return filesBelow(home).filter((name) => readFileSync(name).includes(KEY));
  }

  it("shows the change and asks, then asks about the backup and shreds it", async () => {
    const ended = await migrate([ASKS_MOVE, ENTER], [ASKS_SHRED, ENTER]);
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout.indexOf('"SETPILOT_API_KEY": "…"')).toBeLessThan(ended.stdout.indexOf(ASKS_MOVE));
    expect(filesWithKey()).toEqual([]);
    expect(filesBelow(join(home, ".cursor"))).toEqual([file]);
  });

  it.each([
    ["no", "n"],
    ["nothing (Ctrl-C)", CTRL_C],
  ])("changes nothing when the answer is %s", async (_, answer) => {
    const ended = await migrate([ASKS_MOVE, answer]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toContain("Nothing was changed.");
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(filesWithKey()).toEqual([file]);
    // Neither is what trying the key told.
    expect(filesBelow(join(home, ".cache/keyscope/grants"))).toEqual([]);
    const settings = await runCommand(["settings", "setpilot"], { env: environment() });
    expect(settings.exitCode).toBe(3);
  });

  it("keeps the backup when the person wants it, and offers to shred it the next time", async () => {
    const backup = `${file}.keyscope-backup`;
    const ended = await migrate([ASKS_MOVE, ENTER], [ASKS_SHRED, "n"]);
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toContain("Kept. Never commit or share it.");
    expect(readFileSync(backup, "utf8")).toBe(before);
    expect((await migrate([ASKS_SHRED, ENTER])).exitCode).toBe(0);
    expect(existsSync(backup)).toBe(false);
    expect(filesWithKey()).toEqual([]);
  });

  it.each([
    ["leaves a key that could not be tried, if the person does not want it moved", "n", 4],
    ["moves a key that could not be tried, if the person wants it", "y", 0],
  ])("%s", async (_, answer, exitCode) => {
    // Nothing listens there.
    write("http://127.0.0.1:9/");
    const asks = [["Move it to the keychain all the same?", answer]] as const;
    const ended = await migrate(
      ...asks,
      ...(answer === "n" ? [] : [[ASKS_MOVE, ENTER] as const, [ASKS_SHRED, ENTER] as const]),
    );
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stdout).toContain("could not be tried");
    expect(filesWithKey()).toEqual(answer === "n" ? [file] : []);
  });
});
