import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiIds, startSandbox } from "../../src/sandbox/index.ts";
import { COMMAND, clientEnvironment, temporaryHome } from "../helpers/clients.ts";
import { runCommand, startCommand } from "../helpers/command.ts";

let home: Awaited<ReturnType<typeof temporaryHome>>;

beforeAll(async () => {
  home = await temporaryHome();
});

afterAll(() => home.remove());

describe("the sandbox from the terminal", () => {
  it("prints an address and keys that work, and ends on a signal", async () => {
    const sandbox = startCommand(["sandbox"], { env: clientEnvironment(home.path) });
    await sandbox.until("Ctrl-C ends it.");
    const [, baseUrl = ""] = /(http:\/\/127\.0\.0\.1:\d+\/\S+)/.exec(sandbox.output()) ?? [];
    const [, key = ""] = /^ +(\S+) +dashboard only$/m.exec(sandbox.output()) ?? [];
    const env = clientEnvironment(home.path, { SETPILOT_API_KEY: key, SETPILOT_BASE_URL: baseUrl });
    expect((await runCommand(["tools"], { env })).stdout).toContain("Setpilot: 9 shown, 3 hidden.");

    // The line that it prints for giving a key other scopes.
    const [, body = "", controlUrl = ""] = /-d '([^']+)' (\S+)/.exec(sandbox.output()) ?? [];
    const headers = { "content-type": "application/json" };
    expect((await fetch(controlUrl, { method: "PUT", headers, body })).status).toBe(200);
    expect((await runCommand(["tools"], { env })).stdout).toContain("Setpilot: 10 shown, 2 hidden.");

    sandbox.kill("SIGINT");
    expect(await sandbox.ended).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("prints for each API a login that names its address, with every part of the key on a line", async () => {
    const sandbox = startCommand(["sandbox"], { env: clientEnvironment(home.path) });
    await sandbox.until("Ctrl-C ends it.");
    for (const id of apiIds) {
      const [, baseUrl = ""] =
        new RegExp(`^${id}: (http://127\\.0\\.0\\.1:\\d+/\\S+)$`, "m").exec(sandbox.output()) ?? [];
      const shell = new RegExp(`^ +(.+) \\| ${COMMAND} (login ${id} .+)$`, "m").exec(sandbox.output());
      expect(shell?.[2]).toBe(`login ${id} --profile sandbox --base-url ${baseUrl}`);
      expect(shell?.[1]).toMatch(id === "ebiz" ? /^printf '%s\\n' ck_\S+ cs_\S+$/ : /^echo \S+$/);
    }
    sandbox.kill("SIGTERM");
    expect((await sandbox.ended).exitCode).toBe(0);
  });

  it("says that a port is in use", async () => {
    const other = await startSandbox();
    const { port } = new URL(other.origin);
    const { stdout, stderr, exitCode } = await runCommand(["sandbox", "--port", port], {
      env: clientEnvironment(home.path),
    });
    await other.close();
    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toBe(`Port ${port} is in use by another program. Choose another, or leave --port out.\n`);
  });
});
