import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configFolder } from "../../src/app/paths.ts";

describe("where a person's own connectors are kept", () => {
  it.each([
    ["linux", { XDG_CONFIG_HOME: "/elsewhere" }, ".config/keyscope"],
    ["darwin", {}, "Library/Application Support/keyscope"],
    ["win32", {}, "AppData/Roaming/keyscope"],
    // Relative, it would mean the folder that the client happens to be in.
    ["win32", { APPDATA: "relative" }, "AppData/Roaming/keyscope"],
  ] as const)("%s with %j: ~/%s", (platform, env, path) => {
    expect(configFolder(env, platform)).toBe(join(homedir(), path));
  });

  it("Windows: APPDATA comes first", () => {
    const folder = join(homedir(), "Roaming");
    expect(configFolder({ APPDATA: folder }, "win32")).toBe(join(folder, "keyscope"));
  });
});
