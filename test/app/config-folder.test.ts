import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configFolder, stateFolder } from "../../src/app/paths.ts";

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

  it.each([
    // Whatever variables a terminal has that a client does not hand on, both look in one place.
    ["linux", { XDG_STATE_HOME: "/elsewhere" }, ".local/state/keyscope"],
    ["darwin", {}, "Library/Application Support/keyscope/State"],
    ["win32", {}, "AppData/Local/keyscope/State"],
  ] as const)("and word for servers that run, on %s with %j: ~/%s", (platform, env, path) => {
    expect(stateFolder(env, platform)).toBe(join(homedir(), path));
  });

  it("Windows: APPDATA comes first", () => {
    const folder = join(homedir(), "Roaming");
    expect(configFolder({ APPDATA: folder }, "win32")).toBe(join(folder, "keyscope"));
  });
});
