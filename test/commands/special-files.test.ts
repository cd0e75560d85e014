import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSandbox } from "../../src/sandbox/index.ts";
import { teapots } from "../connectors/custom/examples.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { clientEnvironment, temporaryHome } from "../helpers/clients.ts";
import { type Ended, startCommand } from "../helpers/command.ts";

/** A command that waits for a pipe that nobody writes into would wait for ever. */
const LIMIT_MS = 15_000;

let home: Awaited<ReturnType<typeof temporaryHome>>;

beforeEach(async () => {
  home = await temporaryHome();
});

afterEach(() => home.remove());

/** Runs a command; `signal` is SIGKILL when it hung. */
async function keyscope(args: readonly string[], added: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const env = { ...clientEnvironment(home.path, added), PATH: "/usr/bin:/bin" };
  const command = startCommand(args, { env, cwd: home.path });
  const timer = setTimeout(() => command.kill("SIGKILL"), LIMIT_MS);
  const ended = await command.ended;
  clearTimeout(timer);
  return ended;
}

function makePipe(path: string): string {
  const file = join(home.path, path);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  execFileSync("mkfifo", [file]);
  return file;
}

const stored = ".config/keyscope/connectors";

// Windows has no such files: its pipes and devices are not in folders, and mkfifo is not there.
describe.skipIf(process.platform === "win32")("what is no ordinary file", () => {
  describe("as a definition", () => {
    const kinds: Readonly<Record<string, () => string | Promise<string>>> = {
      "a pipe": () => makePipe("my.json"),
      "a link to a pipe": () => {
        symlinkSync(makePipe("pipe"), join(home.path, "my.json"));
        return join(home.path, "my.json");
      },
      "a device without end": () => "/dev/zero",
      "a socket": async () => {
        const path = join(home.path, "s");
        const server = createServer().listen(path);
        await openForTest(Promise.resolve({ close: () => new Promise((resolve) => server.close(resolve)) }));
        await new Promise((resolve) => server.once("listening", resolve));
        return path;
      },
    };

    it.each(Object.entries(kinds))("%s is refused at once", async (_, make) => {
      const file = await make();
      for (const verb of ["check", "add"]) {
        const ended = await keyscope(["connectors", verb, file]);
        expect(ended).toMatchObject({ signal: null, exitCode: 2, stdout: "" });
        expect(ended.stderr).toContain("cannot be read: it is no ordinary file but a pipe, a device or a socket;");
      }
    });

    it("a folder is refused", async () => {
      const { stderr, exitCode } = await keyscope(["connectors", "check", home.path]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain("cannot be read: it is a folder; name the file in it.");
    });

    it("a file that is far too large is refused", async () => {
      const { stderr, exitCode } = await keyscope(["connectors", "check", "/proc/kcore"]);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^\/proc\/kcore (?:cannot be read|is larger than 50 MB)/);
    });
  });

  describe("in the folder of definitions", () => {
    it.each([
      [["serve", "teapots"], 1],
      [["connectors", "show", "teapots"], 1],
      [["call", "teapots_list_pots"], 1],
      [["connectors"], 0],
      [["connectors", "list", "--json"], 0],
      [["connectors", "add", "samovars.json"], 0],
      [["migrate"], 0],
      [["connectors", "remove", "teapots"], 0],
    ] as const)("%j does not wait for a pipe", async (args, exitCode) => {
      makePipe(`${stored}/teapots.json`);
      writeFileSync(join(home.path, "samovars.json"), JSON.stringify({ ...teapots, id: "samovars" }));
      const ended = await keyscope(args);
      expect(ended).toMatchObject({ signal: null, exitCode });
      if (exitCode === 1) expect(ended.stderr).toContain("it is no ordinary file but a pipe, a device or a socket");
      if (args[0] === "connectors" && args.length === 1) expect(ended.stdout).toContain("it is no ordinary file");
    });

    it("other connectors are served", async () => {
      makePipe(`${stored}/teapots.json`);
      expect(await keyscope(["serve", "setpilot"])).toMatchObject({ signal: null, exitCode: 0, stderr: "" });
    });
  });

  describe("in the place of a client's file", () => {
    it.each([
      ["install", "cursor", "--yes"],
      ["uninstall", "cursor", "--yes"],
      ["status"],
      ["status", "--json"],
      ["migrate"],
    ])("%s %s", async (...args) => {
      makePipe(".cursor/mcp.json");
      const ended = await keyscope(args);
      expect(ended.signal).toBeNull();
      expect(ended.stdout + ended.stderr).toContain("ordinary file");
      expect(statSync(join(home.path, ".cursor/mcp.json")).isFIFO()).toBe(true);
    });

    it("in the place of its backup", async () => {
      expect(await keyscope(["install", "cursor", "--yes"])).toMatchObject({ exitCode: 0 });
      makePipe(".cursor/mcp.json.keyscope-backup");
      for (const args of [["migrate"], ["uninstall", "cursor", "--yes"]]) {
        expect(await keyscope(args)).toMatchObject({ signal: null, exitCode: 0 });
      }
    });
  });

  it("in the place of what is known of a key's scopes", async () => {
    const sandbox = await openForTest(startSandbox());
    const [key] = sandbox.examples.setpilot.all.parts;
    const env = { SETPILOT_API_KEY: key, SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
    expect(await keyscope(["tools"], env)).toMatchObject({ exitCode: 0 });
    const folder = ".cache/keyscope/grants";
    const [known] = readdirSync(join(home.path, folder));
    makePipe(join(folder, known ?? ""));
    expect(await keyscope(["tools"], env)).toMatchObject({ signal: null, exitCode: 0 });
  });
});
