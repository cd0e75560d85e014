import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { teapots } from "../connectors/custom/examples.ts";
import { openForFile } from "../helpers/cleanup.ts";
import { CTRL_C, ENTER, startOnTerminal, terminalSkipped } from "../helpers/command.ts";
import { startKeychainCommands } from "../helpers/keychain-commands.ts";
import { serve } from "../helpers/loopback.ts";

const { isSkipped, keyring, keyscope } = await startKeychainCommands();
const api = await openForFile(
  serve((_, response) => response.writeHead(200, { "content-type": "application/json" }).end("[]")),
);

const home = () => keyring().env["HOME"] ?? "";
const definition = () => join(home(), ".config/keyscope/connectors/teapots.json");

/** What the keychain answers when it is asked for that profile's key again. */
const logout = async (profile: string) => (await keyscope(`logout teapots --profile ${profile}`)).stdout;

async function add() {
  const file = join(home(), "teapots.json");
  writeFileSync(
    file,
    JSON.stringify({ ...teapots, baseUrl: `http://127.0.0.1:${api.port}/v1`, keyProbe: { path: "me" } }),
  );
  return keyscope(["connectors", "add", file]);
}

describe.skipIf(isSkipped)("removing a connector that has a key", () => {
  beforeEach(async () => {
    expect((await add()).stdout).toMatch(/login teapots` asks for the key, and `\S.* install teapots` then connects/);
    for (const profile of ["default", "berlin"]) {
      const login = await keyscope(`login teapots --profile ${profile}`, "tea_4f7c1d9a2b6e");
      expect(login.exitCode, login.stderr).toBe(0);
    }
  });

  it("takes the keys of all profiles along where that is said", async () => {
    const removed = await keyscope("connectors remove teapots --with-key");
    expect(removed).toMatchObject({ exitCode: 0, stderr: "" });
    expect(removed.stdout).toContain("Removed the key for Teapots, profile default");
    expect(removed.stdout).toContain("Removed the key for Teapots, profile berlin");
    expect(removed.stdout).toMatch(/^Removed teapots\.$/m);
    expect(existsSync(definition())).toBe(false);
    await add();
    for (const profile of ["default", "berlin"]) expect(await logout(profile)).toContain("nothing to remove");
  });

  it("says through a pipe where the key still is, and how it goes", async () => {
    const { stdout } = await keyscope("connectors remove teapots");
    expect(stdout).toContain("still in the keychain, as keyscope teapots:default");
    expect(stdout).toContain("connectors remove teapots --with-key");
    expect(existsSync(definition())).toBe(false);
    await add();
    for (const profile of ["default", "berlin"]) expect(await logout(profile)).toContain("Removed the key");
  });

  it.skipIf(terminalSkipped() !== undefined)(
    "asks at a terminal, where Ctrl-C leaves everything as it is",
    async () => {
      const start = () => startOnTerminal(["connectors", "remove", "teapots"], { ...keyring().env, TERM: "xterm" });
      const given = start();
      await given.until("Remove the key for teapots from the keychain too");
      given.type(CTRL_C);
      expect((await given.ended).exitCode).toBe(1);
      expect(given.output()).toContain("Nothing was removed.");
      expect(existsSync(definition())).toBe(true);

      const wanted = start();
      await wanted.until("Remove the key for teapots from the keychain too");
      wanted.type(ENTER);
      expect((await wanted.ended).exitCode).toBe(0);
      expect(wanted.output()).toContain("Removed the key for Teapots, profile default");
      expect(existsSync(definition())).toBe(false);
    },
  );
});
