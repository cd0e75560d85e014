import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { PROGRAM } from "../../helpers/clients.ts";
import { startKeychainCommands } from "../../helpers/keychain-commands.ts";

const { isSkipped, sandbox, keyring, keyscope } = await startKeychainCommands();

const KEYSCOPE = [PROGRAM, "serve"];

async function login(words: string, key: string): Promise<void> {
  const id = words.split(" ")[0] === "ebiz" ? "ebiz" : "setpilot";
  const { stderr, exitCode } = await keyscope(`login ${words} --base-url ${sandbox.baseUrl(id)}`, key);
  if (exitCode !== 0) throw new Error(stderr);
}

describe.skipIf(isSkipped)("one look at all keys and assistants", () => {
  beforeAll(() => {
    const bin = join(keyring().env["HOME"] ?? "", "bin");
    mkdirSync(bin);
    symlinkSync(PROGRAM, join(bin, "keyscope"));
    symlinkSync(process.execPath, join(bin, "node"));
    keyring().env["PATH"] = `${bin}:${keyring().env["PATH"]}`;
  });

  async function forgetAll(): Promise<void> {
    const { keys } = JSON.parse((await keyscope("status --json")).stdout);
    for (const { connector, profile } of keys) await keyscope(`logout ${connector} --profile ${profile}`);
  }

  afterEach(() => rmSync(home(".claude.json"), { force: true }));

  function home(...names: string[]): string {
    return join(keyring().env["HOME"] ?? "", ...names);
  }

  /** It hands on all variables, and with them where this keychain is. */
  function inClaudeCode(servers: object): void {
    writeFileSync(home(".claude.json"), JSON.stringify({ mcpServers: servers }, undefined, 2));
  }

  const ebizKey = () => `${sandbox.examples.ebiz.read.parts.join("\n")}\n`;

  describe("of a person who has some", () => {
    afterEach(forgetAll);

    it("says how to begin where there is none, and ends with 3", async () => {
      const { stdout, exitCode } = await keyscope("status");
      expect(stdout).toMatch(/^You have no key yet, neither stored nor in the environment\. `keyscope login` asks/);
      expect(exitCode).toBe(3);
    });

    it("names every key of every API and profile, and ends with 0 while all work", async () => {
      await login("setpilot", sandbox.keys.all);
      await login("setpilot --profile outlet", sandbox.keys.some);
      await login("ebiz", ebizKey());
      const { stdout, stderr, exitCode } = await keyscope("status");
      expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
      expect(stdout).toMatch(/^Everything works\./);
      expect(stdout).toMatch(/^e-biz +works +ending in \w{4}, from the Secret Service/m);
      expect(stdout).toMatch(/^Setpilot +works +ending in/m);
      expect(stdout).toMatch(/^Setpilot, profile outlet +works .* hidden/m);
      for (const key of [sandbox.keys.all, sandbox.keys.some]) expect(stdout).not.toContain(key);
    });

    it("puts first what is broken, says it once, and ends with 1", async () => {
      await login("setpilot", sandbox.keys.all);
      await login("setpilot --profile old --untested", sandbox.keys.broken);
      inClaudeCode({ setpilot: { command: "node", args: [...KEYSCOPE, "setpilot", "--profile", "old"] } });
      const { stdout, exitCode } = await keyscope("status");
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/^What is broken\n\nSetpilot, profile old; Claude Code: setpilot\n {2}\S/);
      expect(stdout.indexOf("What is broken")).toBeLessThan(stdout.indexOf("Keys"));
      const [problem = ""] = /^ {2}(.*)$/m.exec(stdout)?.slice(1) ?? [];
      expect(stdout.split(problem)).toHaveLength(2);
    });

    it("has it all as one document", async () => {
      await login("setpilot --profile outlet", sandbox.keys.some);
      const { stdout, exitCode } = await keyscope("status --json");
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        keys: [{ connector: "setpilot", profile: "outlet", keyring: null, problem: null }],
        problems: [],
        clients: [],
      });
    });

    it("names a stored key also where the environment has another, which comes first in this terminal only", async () => {
      await login("setpilot", sandbox.keys.all);
      const added = { SETPILOT_API_KEY: sandbox.keys.revoked, SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
      const { stdout, exitCode } = await keyscope("status", "", added);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/^Setpilot, this terminal +does not work/m);
      expect(stdout).toMatch(/^Setpilot +works/m);
    });

    it("tells once that the keychain is locked, for all the keys in it", async () => {
      await login("setpilot", sandbox.keys.all);
      await login("ebiz", ebizKey());
      await keyring().lock();
      const { stdout, exitCode } = await keyscope("status");
      await keyring().unlock();
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/^e-biz; Setpilot\n {2}The Secret Service is locked\./m);
      expect(stdout.split("is locked")).toHaveLength(2);
    });

    it("takes the only key there is where no API is named, and its profile too", async () => {
      await login("ebiz --profile shop", ebizKey());
      expect((await keyscope("settings")).stdout).toMatch(/^e-biz, profile shop/);
      expect((await keyscope("tools")).stdout).toContain("ebiz_list_orders");
      expect((await keyscope("logout")).stdout).toMatch(/^Removed the key for e-biz, profile shop/);
    });

    it("asks for the API where there are several keys, by the commands that name each", async () => {
      await login("setpilot", sandbox.keys.all);
      await login("ebiz", ebizKey());
      const logout = await keyscope("logout");
      expect(logout.exitCode).toBe(2);
      expect(logout.stderr).toContain("`keyscope logout ebiz`, `keyscope logout setpilot`");
      const query = await keyscope(["query", "SELECT 1"]);
      expect(query).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("--connector ebiz, --connector setpilot"),
      });
      expect(await keyscope("login", "spa_sk_for_whom_012345")).toMatchObject({ exitCode: 2 });
      const two = await keyscope("status");
      expect(two.exitCode).toBe(0);
    });
  });

  describe("what it says to type, typed as it stands", () => {
    beforeAll(async () => {
      await login("setpilot", sandbox.keys.all);
      await login("setpilot --profile outlet", sandbox.keys.some);
      await login("ebiz", ebizKey());
    });

    /** The commands of the first problem, without what comes after it. */
    async function remedies(): Promise<string[]> {
      const { stdout } = await keyscope("status");
      const problem = /^What is broken\n\n[^\n]*\n([^\n]*)/.exec(stdout)?.[1] ?? "";
      return [...problem.matchAll(/`keyscope ([^`]*)`/g)].map(([, words = ""]) => words);
    }

    async function carryOut(): Promise<void> {
      for (const words of await remedies()) {
        const yes = /^(?:un)?install/.test(words) ? " --yes" : "";
        const { exitCode, stderr } = await keyscope(`${words}${yes}`);
        expect({ words, exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ words, exitCode: 0, stderr: "" });
      }
    }

    const good = (...words: string[]) => ({ command: "node", args: [...KEYSCOPE, ...words] });
    const bad = (...words: string[]) => ({ command: "node", args: ["/nowhere/keyscope.cjs", "serve", ...words] });
    const ends = (...words: string[]) => ({
      command: "node",
      args: [...KEYSCOPE, ...words],
      env: { NODE_OPTIONS: "--no-such-option" },
    });

    it.each([
      ["an entry whose program is gone", ["setpilot:outlet"], { setpilot: bad("setpilot", "--profile", "outlet") }],
      [
        "one that ends at once, beside two others",
        ["ebiz:default", "setpilot:default", "setpilot:outlet"],
        { a: good("setpilot"), b: good("ebiz"), setpilot: ends("setpilot", "--profile", "outlet") },
      ],
      [
        "the second of two for one key",
        ["setpilot:outlet"],
        { one: good("setpilot", "--profile", "outlet"), "two (old)": bad("setpilot", "--profile", "outlet") },
      ],
    ])("mends %s", async (_, left, servers) => {
      inClaudeCode(servers);
      await carryOut();
      const { stdout, exitCode } = await keyscope("status --json");
      const served: { connector: string; profile: string }[] = JSON.parse(stdout).clients[0].servers;
      expect(served.map(({ connector, profile }) => `${connector}:${profile}`).sort()).toEqual(left);
      expect(exitCode).toBe(0);
    });

    it("names no command that would be refused, but the place of the entry", async () => {
      inClaudeCode({ setpilot: good("setpilto"), other: bad("setpilot", "--profile", "My:Shop") });
      expect(await remedies()).toEqual([]);
      const { stdout } = await keyscope("status");
      expect(stdout).toContain(`Correct the entry (${home(".claude.json")}, line 3).`);
      expect(stdout).toContain(`Correct the entry (${home(".claude.json")}, line 11).`);
    });

    it("keeps the kernel's keyring in every command", async () => {
      inClaudeCode({ setpilot: bad("setpilot", "--keyring", "kernel") });
      expect(await remedies()).toEqual(["install claude-code setpilot --keyring kernel"]);
      const { stdout } = await keyscope("status setpilot --keyring kernel");
      expect(stdout).toContain("`keyscope login setpilot --keyring kernel`");
    });

    it("forgets a key that another program took out of the keychain", async () => {
      await login("setpilot --profile gone", sandbox.keys.all);
      await keyscope("logout setpilot --profile gone");
      mkdirSync(home(".config/keyscope/keys"), { recursive: true });
      writeFileSync(home(".config/keyscope/keys/setpilot@gone.stored"), "");
      const { stdout, exitCode } = await keyscope("status");
      expect(exitCode).toBe(1);
      expect(stdout).toContain("`keyscope login setpilot --profile gone`");
      expect(stdout).toContain("`keyscope logout setpilot --profile gone` forgets it.");
      await keyscope("logout setpilot --profile gone");
      expect((await keyscope("status")).exitCode).toBe(0);
    });
  });
});
