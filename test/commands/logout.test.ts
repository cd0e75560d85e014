import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startKeychainCommands } from "../helpers/keychain-commands.ts";
import { expectNoTraceOf, grantFiles } from "./migrate/leaks.ts";

const { isSkipped, keyring, keyscope, sandbox } = await startKeychainCommands();

describe.skipIf(isSkipped)("logout", () => {
  it("removes the key and what was remembered of its scopes, and then finds nothing", async () => {
    const login = await keyscope(`login --base-url ${sandbox.baseUrl("setpilot")}`, sandbox.keys.all);
    expect(login.exitCode).toBe(0);
    const [grant = "", ...others] = grantFiles(keyring().env["HOME"] ?? "");
    expect(others).toEqual([]);
    expect(existsSync(grant)).toBe(true);

    const first = await keyscope("logout setpilot");
    expect(first).toEqual({
      stdout:
        "Removed the key for Setpilot, profile default, from the Secret Service.\n" +
        "Servers that are running stop using it within 10 s.\n" +
        "The key itself still works: revoke it in Setpilot under Settings → API Keys.\n",
      stderr: "",
      exitCode: 0,
      signal: null,
    });
    expect(existsSync(grant)).toBe(false);
    expect((await keyscope("status setpilot")).exitCode).toBe(3);

    const second = await keyscope("logout setpilot");
    expect(second).toMatchObject({ exitCode: 0, stderr: "" });
    expect(second.stdout).toBe("The Secret Service holds no key for Setpilot, profile default: nothing to remove.\n");
  });

  it("leaves word for servers that run, which holds no secret and is its owner's alone", async () => {
    const home = keyring().env["HOME"] ?? "";
    const login = await keyscope(`login --profile told --base-url ${sandbox.baseUrl("setpilot")}`, sandbox.keys.some);
    const file = join(home, ".local/state/keyscope/keys/setpilot@told.change");
    expect(readFileSync(file, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
    const logout = await keyscope("logout --profile told");
    expect(readFileSync(file, "utf8")).toBe("removed\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expectNoTraceOf(sandbox.keys.some, [login, logout], home);
  });

  it("says when servers that run could not be told", async () => {
    const home = join(keyring().env["HOME"] ?? "", "full");
    mkdirSync(join(home, ".local"), { recursive: true });
    // A file where the folder would be.
    writeFileSync(join(home, ".local/state"), "");
    const untold = (args: string, key = "") => keyscope(args, key, { HOME: home });
    const login = await untold(
      `login --profile untold --base-url ${sandbox.baseUrl("setpilot")}`,
      sandbox.keys.dashboard,
    );
    expect(login.stdout).toContain("Servers that are already running could not be told: restart your assistant.");
    const settings = await untold("settings --profile untold --privacy masked");
    expect(settings.stdout).toContain("goes by it after its client was restarted.");
    const logout = await untold("logout --profile untold");
    expect(logout.stdout).toContain(
      "Servers that are running could not be told and go on using it: restart your assistant.",
    );
  });

  it("says that the environment's key is still in use, but not for other profiles", async () => {
    const environment = { SETPILOT_API_KEY: sandbox.keys.all };
    const { stderr } = await keyscope("logout", "", environment);
    expect(stderr).toBe(
      "SETPILOT_API_KEY is still set in this environment, so Keyscope goes on using the key in it.\n",
    );
    expect((await keyscope("logout --profile other", "", environment)).stderr).toBe("");
  });

  it("removes an entry that nobody can read any more", async () => {
    const { env } = keyring();
    const { Entry } = await import("@napi-rs/keyring");
    // The library reads the environment of this process, which is set back at once.
    const before = process.env["DBUS_SESSION_BUS_ADDRESS"];
    process.env["DBUS_SESSION_BUS_ADDRESS"] = env["DBUS_SESSION_BUS_ADDRESS"];
    new Entry("keyscope", "setpilot:default", { linux: { store: "secret-service" } }).setPassword("not ours");
    if (before === undefined) delete process.env["DBUS_SESSION_BUS_ADDRESS"];
    else process.env["DBUS_SESSION_BUS_ADDRESS"] = before;

    const status = await keyscope("status setpilot");
    expect(status.exitCode).toBe(3);
    expect(status.stdout).toContain("was not written by Keyscope or is damaged");
    expect((await keyscope("logout")).stdout).toContain("Removed the key");
    expect((await keyscope("status setpilot")).stdout).toContain("nothing is stored in the keychain");
  });
});
