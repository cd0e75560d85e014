import { describe, expect, it } from "vitest";
import { type ServerStart, tryServer } from "../../../src/clients/doctor/try-server.ts";
import { DIAGNOSIS } from "../../../src/failures/diagnosis.ts";

const LONG = 10_000;
const silent = { said: "", stray: undefined };
const initialize = {
  protocolVersion: "2025-06-18",
  capabilities: { tools: {} },
  serverInfo: { name: "a", version: "1" },
};

function tool(name: string): object {
  return { name, inputSchema: { type: "object" } };
}

function node(code: string, ...args: string[]): ServerStart {
  return {
    program: process.execPath,
    args: ["-e", code, ...args],
    env: { GIVEN: "yes" },
    folder: process.cwd(),
    platform: process.platform,
  };
}

/** Answers each request as `results` says, by the method. */
function answering(results: Readonly<Record<string, unknown>>): string {
  return `
    require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
      const { id, method } = JSON.parse(line);
      const result = ${JSON.stringify(results)}[method];
      if (id !== undefined) process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, ...(result ? { result } : { error: { code: 1, message: "" } }) }) + "\\n");
    });`;
}

describe("a server that is tried", () => {
  it("tells its tools, and what its access tool says", async () => {
    const diagnosis = { text: "There is no key.", lacks: "network" };
    const results = {
      initialize,
      "tools/list": { tools: [tool("a_list_b"), tool("a_check_access")] },
      "tools/call": { content: [{ type: "text", text: "Key: none" }], _meta: { [DIAGNOSIS]: diagnosis } },
    };
    expect(await tryServer(node(answering(results)), LONG)).toEqual({
      kind: "answered",
      tools: ["a_list_b", "a_check_access"],
      diagnosis,
      ...silent,
    });
  });

  it.each([
    ["answer everything with errors", {}, []],
    ["have no tools at all", { initialize: { ...initialize, capabilities: {} } }, []],
    ["not tell its tools", { initialize }, []],
    ["have no access tool", { initialize, "tools/list": { tools: [tool("a_list_b")] } }, ["a_list_b"]],
    ["fail to check access", { initialize, "tools/list": { tools: [tool("a_check_access")] } }, ["a_check_access"]],
  ])("may %s", async (_, results, tools) => {
    const trial = await tryServer(node(answering(results)), LONG);
    expect(trial).toEqual({ kind: "answered", tools, diagnosis: undefined, ...silent });
  });

  it("gets the environment that is given and nothing of ours", async () => {
    const code = "process.stderr.write(Object.keys(process.env).sort().join()); process.exitCode = 3;";
    const trial = await tryServer(node(code), LONG);
    expect(trial).toMatchObject({ kind: "ended", exitCode: 3 });
    expect(
      trial.kind === "ended" && trial.said.split(",").filter((name) => name !== "__CF_USER_TEXT_ENCODING"),
    ).toEqual(["GIVEN"]);
  });

  it("is given up when it does not answer, and ended", async () => {
    const args = ["-c", 'echo "pid $$" >&2; exec sleep 60'];
    // Long enough for a shell to start and write.
    const trial = await tryServer({ ...node(""), program: "/bin/sh", args }, 500);
    expect(trial).toMatchObject({ kind: "no-answer", said: expect.stringMatching(/^pid \d+$/) });
    const pid = trial.kind === "no-answer" ? Number(trial.said.slice(4)) : 0;
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it("says what it printed beside the protocol, without hidden characters, and no stack", async () => {
    const code = `process.stdout.write("\\u001b[2JHello\\n"); throw new Error("broken");`;
    expect(await tryServer(node(code), LONG)).toMatchObject({
      kind: "ended",
      exitCode: 1,
      stray: "[2JHello",
      said: expect.not.stringMatching(/\bat \S+:\d+|Node\.js v/),
    });
  });

  it("may not be startable at all", async () => {
    const start = { ...node(""), program: "/nowhere/node" };
    expect(await tryServer(start, LONG)).toEqual({ kind: "cannot-start", code: "ENOENT", ...silent });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
