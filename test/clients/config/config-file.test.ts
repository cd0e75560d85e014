import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { backupOf, readConfig, replaceConfig } from "../../../src/clients/config/config-file.ts";
import { temporaryHome } from "../../helpers/clients.ts";

let home: Awaited<ReturnType<typeof temporaryHome>>;
let file: string;

beforeEach(async () => {
  home = await temporaryHome();
  file = join(home.path, "mcp.json");
});

afterEach(async () => {
  await home.remove();
});

async function found() {
  const config = await readConfig(file);
  if (config.kind === "failure") throw new Error(config.reason);
  return config;
}

describe("a configuration file", () => {
  it("that somebody changed after it was read is left as it is", async () => {
    writeFileSync(file, "one");
    const before = await found();
    writeFileSync(file, "two");
    expect(await replaceConfig(before, "three")).toEqual({ kind: "changed-meanwhile", file });
    expect(await replaceConfig(before, undefined)).toEqual({ kind: "changed-meanwhile", file });
    expect(readdirSync(home.path)).toEqual(["mcp.json"]);
    expect(readFileSync(file, "utf8")).toBe("two");
  });

  it("has one backup, of the text that was there last", async () => {
    expect(await replaceConfig(await found(), "one")).toEqual({ kind: "replaced", backup: undefined });
    await replaceConfig(await found(), "two");
    expect(await replaceConfig(await found(), "three")).toEqual({ kind: "replaced", backup: backupOf(file) });
    expect(readFileSync(backupOf(file), "utf8")).toBe("two");
    await replaceConfig(await found(), "four", "leave");
    expect(readFileSync(backupOf(file), "utf8")).toBe("two");
    expect(readdirSync(home.path)).toEqual(["mcp.json", "mcp.json.keyscope-backup"]);
  });
});
