import { beforeEach, describe, expect, it } from "vitest";
import { startKeychainCommands } from "../../helpers/keychain-commands.ts";
import { grantFiles } from "../migrate/leaks.ts";

const { isSkipped, keyring, keyscope, sandbox } = await startKeychainCommands();
const UNLOCK =
  "Unlock the login keyring: log in to the desktop, or open your password program (Passwords and Keys, KWallet) and unlock it.";

describe.skipIf(isSkipped)("a keychain that does not serve", () => {
  beforeEach(async () => {
    await keyring().unlock();
    const stored = await login(sandbox.keys.dashboard);
    expect(stored.exitCode).toBe(0);
  });

  function login(key: string, added: Record<string, string> = {}) {
    return keyscope(`login --base-url ${sandbox.baseUrl("setpilot")}`, key, added);
  }

  function rememberedGrants(): string[] {
    return grantFiles(keyring().env["HOME"] ?? "");
  }

  async function expectOldKeyWhole(): Promise<void> {
    const status = JSON.parse((await keyscope("status setpilot --json")).stdout);
    expect(status).toMatchObject({ key: { lastFour: "2c9d", baseUrl: sandbox.baseUrl("setpilot") }, problem: null });
  }

  it("is locked: every command says so, nothing is lost and nothing half-written", async () => {
    const { lock, unlock } = keyring();
    const remembered = rememberedGrants();
    await lock();
    for (const args of ["status setpilot", "tools", "call setpilot_get_summary"]) {
      const { stdout, stderr, exitCode } = await keyscope(args);
      expect(exitCode).toBe(3);
      expect(stdout + stderr).toContain(
        `The Secret Service is locked, so the API key for Setpilot cannot be read. ${UNLOCK} Then try again;`,
      );
    }
    expect(await keyscope("logout setpilot")).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: `Nothing was removed. The Secret Service is locked. ${UNLOCK} Then run this command again.\n`,
    });
    expect(await login(sandbox.keys.all)).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: `The key was not stored. The Secret Service is locked. ${UNLOCK} Then run this command again.\n`,
    });
    expect(rememberedGrants()).toEqual(remembered);
    await unlock();
    await expectOldKeyWhole();
  });

  const noBus = { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere/bus" };

  it.each([
    ["no bus", noBus, "there is no D-Bus session for this user, as over SSH or in a container."],
    ["no keyring on the bus", {}, "no program that keeps passwords (GNOME Keyring, KWallet, KeePassXC) is running"],
  ])("is absent, %s: every command says so and names the other ways", async (_, added, reason) => {
    const remembered = rememberedGrants();
    if (added !== noBus) await keyring().stopKeyring();
    const failed = [
      { ...(await keyscope("status setpilot", "", added)), expected: 3 },
      { ...(await keyscope("call setpilot_get_summary", "", added)), expected: 3 },
      { ...(await login(sandbox.keys.all, added)), expected: 1 },
    ];
    for (const { stdout, stderr, exitCode, expected } of failed) {
      expect(exitCode).toBe(expected);
      expect(stdout + stderr).toContain(`The Secret Service cannot be reached: ${reason}`);
      expect(stdout + stderr).toContain("SETPILOT_API_KEY");
      expect(stdout + stderr).toContain("--keyring kernel");
    }
    const logout = await keyscope("logout setpilot", "", added);
    expect(logout).toMatchObject({ exitCode: 1, stdout: "" });
    expect(logout.stderr).toContain(`Nothing was removed. The Secret Service cannot be reached: ${reason}`);
    expect(logout.stderr).not.toContain("SETPILOT_API_KEY");
    expect(rememberedGrants()).toEqual(remembered);
    if (added !== noBus) await keyring().unlock();
    await expectOldKeyWhole();
  });

  it("does not answer: every command says so and ends with its own exit code, and login asks for nothing", async () => {
    const remembered = rememberedGrants();
    // Each waits 5 s for an answer, so all at once.
    const ends = await keyring().whileSilent(() =>
      Promise.all([
        keyscope("status setpilot"),
        keyscope("settings setpilot"),
        keyscope("logout setpilot"),
        login(sandbox.keys.all),
      ]),
    );
    expect(ends.map(({ exitCode, signal }) => [exitCode, signal])).toEqual([3, 3, 1, 1].map((code) => [code, null]));
    for (const { stdout, stderr } of ends) {
      expect(stdout + stderr).toContain(
        "The Secret Service cannot be reached: it did not answer in time; perhaps it is asking you something in a window. Answer there first.",
      );
    }
    expect(ends[3].stderr).toContain("No key was asked for, because it could not be stored.");
    expect(rememberedGrants()).toEqual(remembered);
    await expectOldKeyWhole();
  });

  it("does not matter where the environment has a key", async () => {
    await keyring().lock();
    const environment = { SETPILOT_API_KEY: sandbox.keys.all, SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
    expect(await keyscope("call setpilot_list_orders page_size=1", "", environment)).toMatchObject({
      exitCode: 0,
      stderr: "",
    });
  });
});
