import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSandbox } from "../../src/sandbox/index.ts";
import { clientEnvironment, temporaryHome } from "../helpers/clients.ts";
import { CTRL_C, type Running, startOnTerminal, terminalSkipped } from "../helpers/command.ts";

const ESCAPE = "\u001b";

describe.skipIf(terminalSkipped() !== undefined)("on a terminal", () => {
  let home: Awaited<ReturnType<typeof temporaryHome>>;

  beforeAll(async () => {
    home = await temporaryHome();
  });

  afterAll(() => home.remove());

  function start(args: string, added: Record<string, string> = {}): Running {
    const words = args === "" ? [] : args.split(" ");
    return startOnTerminal(words, { ...clientEnvironment(home.path), TERM: "xterm-256color", ...added });
  }

  it("ends a call on Ctrl-C", async () => {
    const key = "spa_sk_waiting_0123456";
    let onRequest = () => {};
    const sandbox = await startSandbox({ onRequest: () => onRequest() });
    sandbox.setScopes(key, ["dashboard"]);
    sandbox.addFault(key, { kind: "never" });
    const reached = new Promise<void>((resolve) => {
      onRequest = resolve;
    });
    const environment = { SETPILOT_API_KEY: key, SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
    const command = start("call setpilot_get_summary", environment);
    await reached;
    command.type(CTRL_C);
    expect((await command.ended).exitCode).toBe(1);
    expect(command.output()).toContain("The call was cancelled before it was answered.");
    await sandbox.close();
  });

  it("prints help when started alone", async () => {
    const command = start("");
    expect((await command.ended).exitCode).toBe(0);
    expect(command.output()).toContain("Usage: keyscope [options] [command]");
    expect(command.output()).toMatch(/^ {2}login /m);
  });

  it("ends the sandbox on Ctrl-C", async () => {
    const command = start("sandbox");
    await command.until("Ctrl-C ends it.");
    command.type(CTRL_C);
    expect((await command.ended).exitCode).toBe(0);
  });

  it.each([
    ["with colour", {}, true],
    ["without colour for NO_COLOR", { NO_COLOR: "1" }, false],
    ["without colour on a dumb terminal", { TERM: "dumb" }, false],
  ])("prints %s", async (_, added, isColoured) => {
    const command = start("tools --scopes orders", added);
    await command.ended;
    expect(command.output()).toContain("setpilot_list_orders");
    expect(command.output().includes(ESCAPE)).toBe(isColoured);
  });
});
