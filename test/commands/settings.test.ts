import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { startKeychainCommands } from "../helpers/keychain-commands.ts";

const { isSkipped, keyring, keyscope, sandbox } = await startKeychainCommands();

describe.skipIf(isSkipped)("settings", () => {
  beforeEach(async () => {
    await keyring().unlock();
    const { parts } = sandbox.examples.ebiz.read;
    const base = sandbox.baseUrl("ebiz");
    expect((await keyscope(`login ebiz --base-url ${base}`, parts.join("\n"))).exitCode).toBe(0);
    sandbox.clearRequests();
  });

  const USUAL =
    "e-biz, profile default\nPrivacy            shown (answers are shown as they come)\nRequests a minute  60 (as usual)\nCache              on (rows that questions read are kept on disk, encrypted with the key)\nTools              all that the key permits\n";

  it("prints what was decided for a stored key", async () => {
    expect(await keyscope("settings ebiz")).toMatchObject({ exitCode: 0, stderr: "", stdout: USUAL });
  });

  it("changes it without asking for the key or the API, and keeps the rest", async () => {
    const masked = await keyscope("settings ebiz --privacy masked");
    expect(masked).toMatchObject({ exitCode: 0, stderr: "" });
    expect(masked.stdout).toContain("masked (the assistant does not see personal data)");
    expect(masked.stdout).toContain("A server that is already running goes by it within 10 s.");
    const faster = await keyscope("settings ebiz --requests-per-minute 600");
    expect(faster.stdout).toMatch(/Privacy +masked/);
    expect(faster.stdout).toMatch(/Requests a minute +600\n/);
    expect(sandbox.requests).toHaveLength(0);
    expect(JSON.parse((await keyscope("status ebiz --json")).stdout)).toMatchObject({
      key: { lastFour: "7b25", baseUrl: sandbox.baseUrl("ebiz") },
      problem: null,
    });
    await keyscope("settings ebiz --requests-per-minute default --privacy shown");
    expect((await keyscope("settings ebiz")).stdout).toBe(USUAL);
  });

  it("keeps rows in memory only where a person wants that, and removes those on disk", async () => {
    const folder = join(keyring().env["HOME"] ?? "", ".cache", "keyscope", "tables");
    const read = () => keyscope("call ebiz_list_tables tables=brands");
    expect((await read()).exitCode).toBe(0);
    expect(await readdir(folder)).toHaveLength(1);
    expect((await keyscope("settings ebiz --cache off")).stdout).toMatch(/Cache +off \(.*in memory only\)/);
    expect(await readdir(folder)).toEqual([]);
    await keyscope("settings ebiz --requests-per-minute 600");
    expect((await read()).exitCode).toBe(0);
    expect(await readdir(folder)).toEqual([]);
    await keyscope("settings ebiz --cache on");
    expect((await read()).exitCode).toBe(0);
    expect(await readdir(folder)).toHaveLength(1);
    expect((await keyscope("logout ebiz")).exitCode).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ["settings ebiz --cache maybe", "Allowed choices are on, off"],
    ["settings ebiz --privacy hidden", "Allowed choices are masked, shown"],
    ["settings ebiz --requests-per-minute none", "must be a whole number from 1 to 10000"],
    ["settings setpilot --requests-per-minute 60", "Setpilot does not let people choose"],
  ])("refuses what it cannot set: %s", async (args, said) => {
    const { stderr, exitCode } = await keyscope(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(said);
  });

  it("explains that nothing is stored, and where the settings of a key in the environment are", async () => {
    const none = await keyscope("settings ebiz --profile other --privacy masked");
    expect(none).toMatchObject({ exitCode: 3, stdout: "" });
    expect(none.stderr).toContain("There is no key for e-biz, profile other: nothing is stored in the keychain.");
    const elsewhere = await keyscope("settings setora --privacy masked", "", { SETORA_API_KEY: "sk_live_0123456789" });
    expect(elsewhere).toMatchObject({ exitCode: 3, stdout: "" });
    expect(elsewhere.stderr).toContain("the key in use comes from SETORA_API_KEY.");
    expect(elsewhere.stderr).toContain("set SETORA_PRIVACY to masked");
  });

  it("changes nothing while the keychain is locked", async () => {
    await keyring().lock();
    const locked = await keyscope("settings ebiz --privacy masked");
    expect(locked).toMatchObject({ exitCode: 3, stdout: "" });
    expect(locked.stderr).toContain("The Secret Service is locked");
    await keyring().unlock();
    expect((await keyscope("settings ebiz")).stdout).toBe(USUAL);
  });
});
