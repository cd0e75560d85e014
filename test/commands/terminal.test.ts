import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, type SeenRequest, startSandbox } from "../../src/sandbox/index.ts";
import { CTRL_C, ENTER, type Running, runCommand, startOnTerminal, terminalSkipped } from "../helpers/command.ts";
import { running, startKeyringSession } from "../helpers/keyring-session.ts";

const session = await startKeyringSession();
const isSkipped = terminalSkipped() !== undefined || "skipped" in session;
const ESCAPE = "\u001b";

describe.skipIf(isSkipped)("on a terminal", () => {
  let sandbox: Sandbox;
  let onRequest: (request: SeenRequest) => void = () => {};

  beforeAll(async () => {
    sandbox = await startSandbox({ onRequest: (request) => onRequest(request) });
  });

  afterAll(async () => {
    await sandbox.close();
    await running(session).stop();
  });

  function start(args: string, added: Record<string, string> = {}): Running {
    const words = args === "" ? [] : args.split(" ");
    return startOnTerminal(words, { ...running(session).env, TERM: "xterm-256color", ...added });
  }

  /** Begins a login, and types when the key is asked for. */
  async function login(typed: string, options = ""): Promise<Running> {
    const command = start(`login --base-url ${sandbox.baseUrl("setpilot")}${options}`);
    await command.until("Setpilot API key (nothing is shown while you type or paste)");
    command.type(typed);
    return command;
  }

  function nextRequest(): Promise<void> {
    return new Promise((resolve) => {
      onRequest = () => resolve();
    });
  }

  async function expectNothingStored(profile: string): Promise<void> {
    const { exitCode, stdout } = await runCommand(["status", "--profile", profile], { env: running(session).env });
    expect(stdout).toContain("nothing is stored in the keychain");
    expect(exitCode).toBe(3);
  }

  it("asks for the key without echo, says where to get one, and stores it", async () => {
    const command = await login(sandbox.keys.dashboard + ENTER, " --profile shop");
    expect((await command.ended).exitCode).toBe(0);
    const seen = command.output();
    expect(seen).toContain("Create a key in Setpilot under Settings → API Keys → New API key.");
    expect(seen).toContain("Setpilot store: Waldkauz Kaffee");
    expect(seen).toContain("Stored in the Secret Service as setpilot:shop.");
    expect(seen).not.toContain(sandbox.keys.dashboard);
    // Nor any part of it, nor a mark for each character.
    expect(seen).not.toContain("spa_sk");
    expect(seen).not.toMatch(/[*•▪]{3}/);
  });

  it("stores nothing when the person gives up", async () => {
    const command = await login(`spa_sk_half${CTRL_C}`, " --profile given-up");
    expect((await command.ended).exitCode).toBe(1);
    expect(command.output()).toContain("No key was taken. Nothing was stored.");
    expect(command.output()).not.toContain("spa_sk_half");
    await expectNothingStored("given-up");
  });

  it("stores nothing when the person only presses Enter", async () => {
    const command = await login(ENTER, " --profile empty");
    expect((await command.ended).exitCode).toBe(3);
    expect(command.output()).toContain("No key was given.");
    await expectNothingStored("empty");
  });

  it("asks before it tries a key with an unusual prefix, and takes Enter for no", async () => {
    sandbox.setScopes("other_sk_0123456789", ["orders"]);
    sandbox.clearRequests();
    const doubt = "Setpilot keys begin with spa_sk_, and this one does not. Try it all the same?";
    const no = await login(`other_sk_0123456789${ENTER}`, " --profile odd");
    await no.until(doubt);
    no.type(ENTER);
    expect((await no.ended).exitCode).toBe(1);
    expect(no.output()).toContain("Nothing was stored.");
    expect(sandbox.requests).toHaveLength(0);
    const yes = await login(`other_sk_0123456789${ENTER}`, " --profile odd");
    await yes.until(doubt);
    yes.type("y");
    expect((await yes.ended).exitCode).toBe(0);
    expect(yes.output()).toContain("Stored in the Secret Service as setpilot:odd.");
  });

  it("asks before it stores a key that could not be tried", async () => {
    for (const answer of [ENTER, "n", CTRL_C]) {
      const command = await login(sandbox.keys.broken + ENTER, " --profile untried");
      await command.until("Store the key all the same?");
      command.type(answer);
      expect((await command.ended).exitCode).toBe(4);
      expect(command.output()).toContain("Nothing was stored.");
    }
    await expectNothingStored("untried");
    const command = await login(sandbox.keys.broken + ENTER, " --profile untried");
    await command.until("Store the key all the same?");
    command.type("y");
    expect((await command.ended).exitCode).toBe(0);
    expect(command.output()).toContain("Stored in the Secret Service as setpilot:untried.");
  });

  it("stores nothing after Ctrl-C while the key is tried", async () => {
    const key = "spa_sk_stopped_0123456";
    sandbox.setScopes(key, ["orders"]);
    sandbox.addFault(key, { kind: "never" });
    const reached = nextRequest();
    const command = await login(key + ENTER, " --profile stopped");
    await reached;
    command.type(CTRL_C);
    expect((await command.ended).exitCode).not.toBe(0);
    await expectNothingStored("stopped");
  });

  it("refuses to read a key where it cannot ask for one without echo", async () => {
    const { env } = running(session);
    const command = startOnTerminal(["login", "--base-url", sandbox.baseUrl("setpilot")], env, "2>/dev/null");
    // It would wait for a key here, and the terminal would show what is typed.
    expect((await command.ended).exitCode).toBe(2);
  });

  it("ends a call on Ctrl-C", async () => {
    const key = "spa_sk_waiting_0123456";
    sandbox.setScopes(key, ["dashboard"]);
    sandbox.addFault(key, { kind: "never" });
    const reached = nextRequest();
    const environment = { SETPILOT_API_KEY: key, SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
    const command = start("call setpilot_get_summary", environment);
    await reached;
    command.type(CTRL_C);
    expect((await command.ended).exitCode).toBe(1);
    expect(command.output()).toContain("The call was cancelled before it was answered.");
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

  it("asks for the key without colour for NO_COLOR", async () => {
    const command = start("login", { NO_COLOR: "1" });
    await command.until("Setpilot API key");
    command.type(CTRL_C);
    await command.ended;
    expect(command.output()).not.toMatch(new RegExp(`${ESCAPE}\\[[34]\\dm`));
  });
});
