import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startKeychainCommands } from "../helpers/keychain-commands.ts";
import { grantFiles } from "./migrate/leaks.ts";

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
