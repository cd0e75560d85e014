import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { clients } from "../../../src/clients/catalog/index.ts";
import { startSandbox } from "../../../src/sandbox/index.ts";
import { clientEnvironment, rememberEngine, temporaryHome } from "../../helpers/clients.ts";
import { CTRL_C, ENTER, type Ended, runCommand, startOnTerminal, terminalSkipped } from "../../helpers/command.ts";
import { running, startKeyringSession } from "../../helpers/keyring-session.ts";

let home: Awaited<ReturnType<typeof temporaryHome>>;

beforeEach(async () => {
  home = await temporaryHome();
  await rememberEngine(home.path);
});

afterEach(async () => {
  await home.remove();
});

const cursor = () => join(home.path, ".cursor/mcp.json");

function environment(added: Record<string, string> = {}): Record<string, string> {
  return { ...clientEnvironment(home.path), PATH: "/usr/bin:/bin", ...added };
}

function keyscope(args: string, added: Record<string, string> = {}): Promise<Ended> {
  return runCommand(args.split(" "), { env: environment(added) });
}

describe("install in several clients at once", () => {
  it("changes each, checks each as status does, and says what to do then once", async () => {
    const { stdout, exitCode } = await keyscope("install cursor opencode goose setpilot --yes");
    expect(exitCode).toBe(0);
    for (const title of ["Cursor", "opencode", "Goose"])
      expect(stdout).toContain(`Installed in ${title}, as "setpilot".`);
    expect(stdout).toMatch(
      /^Cursor {4}setpilot {2}starts, 1 tool .*\nopencode {2}setpilot {2}starts, 1 tool .*\nGoose {5}setpilot/m,
    );
    expect(stdout.match(/^Next$/gm)).toHaveLength(1);
    expect(stdout.match(/Then ask, for example/g)).toHaveLength(1);
    expect(stdout).toContain("\n2. In Cursor open");
    expect(stdout).toContain("\n3. Start opencode again");
    expect(readFileSync(join(home.path, ".config/goose/config.yaml"), "utf8")).toContain("cmd:");
  });

  it("says which one could not be changed, and goes on with the others", async () => {
    mkdirSync(join(home.path, ".cursor"));
    writeFileSync(cursor(), '{"mcpServers":{"setpilot":{"command":"other"}}}');
    const { stdout, stderr, exitCode } = await keyscope("install cursor windsurf --yes");
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Cursor already has a server called "setpilot"');
    expect(stdout).toContain('Installed in Windsurf, as "setpilot".');
    expect(stdout).not.toContain("In Cursor open");
  });

  it("takes the words as clients, and the last as an API when no client has that name", async () => {
    expect((await keyscope("install cursor nosuch --yes")).stderr).toContain('"nosuch"');
    expect((await keyscope("install cursor curser ebiz")).stderr).toContain('There is no client "curser"');
    expect((await keyscope("install cursor codex --print")).stderr).toContain("--print prints the entry of one client");
    expect((await keyscope("install cursor cursor ebiz --yes")).stdout.match(/Installed in/g)).toHaveLength(1);
  });

  it("names every client in its help", async () => {
    const { stdout } = await keyscope("install --help");
    expect(stdout.replace(/\s+/g, " ")).toContain(clients.map(({ id }) => id).join(", "));
  });

  it("says where a client hides the key that this terminal has", async () => {
    const key = { SETPILOT_API_KEY: "spa_sk_sandbox_all_scopes_7f3a" };
    const { stdout } = await keyscope("install gemini claude-code --yes", key);
    expect(stdout).toContain(
      "SETPILOT_API_KEY is set in this terminal, and Gemini CLI does not hand it on to what it starts. Keyscope finds the key in the keychain:",
    );
    expect(stdout).not.toContain("Claude Code does not hand it on");
    expect(stdout).not.toContain("7f3a");
  });

  it.skipIf(terminalSkipped() !== undefined)(
    "asks which, with all that are here chosen, and no more after Ctrl-C",
    async () => {
      for (const folder of [".cursor", ".kiro"]) mkdirSync(join(home.path, folder));
      const given = startOnTerminal(["install"], environment());
      await given.until("Install in which clients?");
      given.type(ENTER);
      await given.until("Make this change?");
      given.type(CTRL_C);
      expect((await given.ended).exitCode).toBe(1);
      expect(given.output()).not.toContain(".kiro/");
      const run = startOnTerminal(["install"], environment());
      await run.until("Install in which clients?");
      run.type(ENTER);
      for (const folder of ["cursor", "kiro"]) {
        await run.until(new RegExp(`\\.${folder}/[\\s\\S]*Make this change\\?`));
        run.type(ENTER);
      }
      expect((await run.ended).exitCode).toBe(0);
      expect(readFileSync(join(home.path, ".kiro/settings/mcp.json"), "utf8")).toContain("keyscope.cjs");
    },
  );
});

const session = await startKeyringSession();

describe.skipIf("skipped" in session)("what a client does not hand on", () => {
  afterAll(async () => {
    await running(session).stop();
  });

  it("is offered: D-Bus for Codex, without which the keychain is out of reach", async () => {
    const sandbox = await startSandbox();
    const env = { ...running(session).env, HOME: home.path, PATH: "/usr/bin:/bin" };
    const run = (args: string, stdin = "") => runCommand(args.split(" "), { env, stdin });
    await run(`login setpilot --base-url ${sandbox.baseUrl("setpilot")}`, `${sandbox.keys.all}\n`);
    const asked = await run("install codex --yes");
    const file = join(home.path, ".codex/config.toml");
    expect(readFileSync(file, "utf8")).toContain('env_vars = [ "DBUS_SESSION_BUS_ADDRESS" ]');
    expect(asked.stdout).toContain(
      'Codex does not hand on DBUS_SESSION_BUS_ADDRESS. Added to the entry of "setpilot".',
    );
    expect(asked.stdout).toMatch(/^Codex {2}setpilot {2}starts, 1[0-9] tools/m);
    // As it was before: the backup is the file without the server.
    expect((await run("uninstall codex --yes")).exitCode).toBe(0);
    await run("logout setpilot");
    await sandbox.close();
  });
});
