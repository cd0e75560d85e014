import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { nameProgram, type Start } from "../../src/messages/own-command.ts";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { clientEnvironment, connect, generations, PROGRAM, temporaryHome } from "../helpers/clients.ts";
import { startProcess } from "../helpers/command.ts";

const { path: home } = await openForFile(temporaryHome());
const link = (...path: string[]) => join(home, ...path);

function put(file: string, make: (file: string) => void): string {
  mkdirSync(dirname(file), { recursive: true });
  make(file);
  return file;
}

const program = (file: string) => put(file, (at) => symlinkSync(PROGRAM, at));
const onPath = program(link("bin", "keyscope"));
const inProject = program(link("project", "node_modules", ".bin", "keyscope"));
const spaced = program(link("my programs", "keyscope.cjs"));
const stranger = put(link("other", "keyscope"), (file) => {
  writeFileSync(file, "#!/bin/sh\nexit 1\n");
  chmodSync(file, 0o755);
});
const system = `${dirname(process.execPath)}:/usr/bin:/bin`;
const byNpx = { npm_command: "exec", npm_lifecycle_event: "npx", npm_lifecycle_script: "keyscope install" };

/** What is printed by a command that names others and needs neither key nor client. */
async function printed(words: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const [command = "", ...args] = words;
  const child = startProcess(command, [...args, "install"], { env: clientEnvironment(home, env), cwd: home });
  let text = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  await new Promise((resolve) => child.once("close", resolve));
  return text;
}

describe("a command is named as this process was started", () => {
  it.each([
    ["by node and a path", [process.execPath, PROGRAM], system, `node ${PROGRAM}`],
    ["by a path with a space", [process.execPath, spaced], system, `node "${spaced}"`],
    ["by its name", ["keyscope"], `${dirname(onPath)}:${system}`, "keyscope"],
    ["by a path, with its name on the PATH", [process.execPath, PROGRAM], `${dirname(onPath)}:${system}`, "keyscope"],
    ["by a path, with another's name on the PATH", [PROGRAM], `${dirname(stranger)}:${system}`, `node ${PROGRAM}`],
    ["by a link beside the PATH", [onPath], system, onPath],
  ])("%s", async (_, words, PATH, name) => {
    expect(await printed(words, { PATH })).toContain(`\n  ${name} install claude-desktop `);
  });

  it("by npx, of a package that is not published: by its path, as npx is nobody's promise", async () => {
    const text = await printed([inProject], { PATH: `${dirname(inProject)}:${system}`, ...byNpx });
    expect(text).toContain(`\n  ${inProject} install claude-desktop `);
    expect(text).not.toContain("npx keyscope");
  });

  it("and so the assistant is told what a person can type", async () => {
    const env = clientEnvironment(home, { PATH: system });
    const client = await openForTest(connect(generations[2], env));
    const { text } = await client.call("setpilot_check_access");
    expect(text).toContain(`\`node ${PROGRAM} login`);
    expect(text).not.toContain("npx keyscope");
  });
});

describe("once it is published", () => {
  const linux: Start = {
    script: "/usr/bin/keyscope",
    env: {},
    platform: "linux",
    isEmbedded: false,
    isPublished: true,
  };
  const windows: Start = { ...linux, platform: "win32" };
  const cached = "/home/ada/.npm/_npx/ab12/node_modules/.bin/keyscope";

  it.each<[string, Start, string]>([
    ["npx from its cache", { ...linux, script: cached }, "npx keyscope"],
    ["npx from a project", { ...linux, script: inProject, env: byNpx }, "npx keyscope"],
    ["npx, not published", { ...linux, script: cached, isPublished: false }, cached],
    [
      "a program that npx started",
      { ...linux, env: { ...byNpx, npm_lifecycle_script: "claude" } },
      "/usr/bin/keyscope",
    ],
    ["a desktop program", { ...linux, isEmbedded: true }, "npx keyscope"],
    ["a desktop program, not published", { ...linux, isEmbedded: true, isPublished: false }, "keyscope"],
    ["a script of the project's own", { ...linux, script: "/keyscope/scripts/docs/main.ts" }, "npx keyscope"],
    ["Windows", { ...windows, script: "C:\\keyscope\\dist\\keyscope.cjs" }, "node C:\\keyscope\\dist\\keyscope.cjs"],
    [
      "Windows, with a space",
      { ...windows, script: "C:\\Program Files\\keyscope.cjs" },
      'node "C:\\Program Files\\keyscope.cjs"',
    ],
  ])("%s", (_, start, name) => {
    expect(nameProgram(start)).toBe(name);
  });
});
