import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { ApiId, SeenRequest } from "../../../src/sandbox/index.ts";
import { CTRL_C, CTRL_D, ENTER, type Running, startOnTerminal, terminalSkipped } from "../../helpers/command.ts";
import { startKeychainCommands } from "../../helpers/keychain-commands.ts";

let onRequest: (request: SeenRequest) => void = () => {};
const machine = await startKeychainCommands({ onRequest: (request) => onRequest(request) });
const { keyring, keyscope, sandbox } = machine;
const isSkipped = terminalSkipped() !== undefined || machine.isSkipped;
const ESCAPE = "\u001b";

function start(args: string, added: Readonly<Record<string, string>> = {}): Running {
  return startOnTerminal(args.split(" "), { ...keyring().env, TERM: "xterm-256color", ...added });
}

describe.skipIf(isSkipped)("a login on a terminal", () => {
  /** Begins a login, and types when the key is asked for. */
  async function login(typed: string, options = ""): Promise<Running> {
    const command = start(`login setpilot --privacy shown --base-url ${sandbox.baseUrl("setpilot")}${options}`);
    await command.until("Setpilot API key (nothing is shown while you type or paste)");
    command.type(typed);
    return command;
  }

  async function expectNothingStored(profile: string): Promise<void> {
    const { exitCode, stdout } = await keyscope(["status", "setpilot", "--profile", profile]);
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

  it.each([80, 60])(
    "breaks the question that it asks at spaces, with no word left alone, at %d columns",
    async (columns) => {
      const words = ["login", "setora", "--base-url", sandbox.baseUrl("setora")];
      const command = startOnTerminal(words, { ...keyring().env, TERM: "xterm-256color" }, "", columns);
      await command.until("Setora API key (nothing");
      command.type(sandbox.examples.setora.all.parts.join() + ENTER);
      await command.until(/from the\s+assistant\?/);
      command.type(CTRL_C);
      await command.ended;
      const [asked = ""] = /Setora's answers[^?]*/.exec(stripVTControlCharacters(command.output())) ?? [];
      const lines = asked.split(/\r?\n/);
      expect(lines.slice(1).filter((line) => line.startsWith(" "))).toEqual([]);
      expect(lines.slice(0, -1).filter((line) => line.length < columns - 20)).toEqual([]);
    },
  );

  it.each([
    ["Ctrl-C", `spa_sk_half${CTRL_C}`],
    ["Ctrl-D", CTRL_D],
    ["Ctrl-D in the middle", `spa_sk_half${CTRL_D}`],
  ])("stores nothing when the person gives up with %s", async (_, typed) => {
    const command = await login(typed, " --profile given-up");
    expect((await command.ended).exitCode).toBe(1);
    expect(command.output()).toContain("No key was taken. Nothing was stored.");
    expect(command.output()).not.toContain("spa_sk_half");
    await expectNothingStored("given-up");
  });

  it("says before it asks that there is a key already, and that the new one replaces it", async () => {
    const login1 = await login(sandbox.keys.dashboard + ENTER, " --profile twice");
    expect((await login1.ended).exitCode).toBe(0);
    expect(login1.output()).not.toContain("already. The new one");
    const login2 = await login(CTRL_C, " --profile twice");
    await login2.ended;
    expect(login2.output()).toContain(
      "Setpilot, profile twice, has the key ending in 2c9d (scope: dashboard) already. The new one replaces it. To keep both, press Ctrl-C and add --profile and a name.",
    );
  });

  it("takes a whole line of a shell's profile", async () => {
    const command = await login(`export SETPILOT_API_KEY="${sandbox.keys.dashboard}"${ENTER}`, " --profile line");
    expect((await command.ended).exitCode).toBe(0);
    expect(command.output()).not.toContain(sandbox.keys.dashboard);
  });

  it("asks for nothing where there is no keychain to store it in", async () => {
    const command = start("login setpilot", { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere/bus" });
    expect((await command.ended).exitCode).toBe(1);
    expect(command.output()).toContain("there is no D-Bus session for this user");
    expect(command.output()).toContain("No key was asked for, because it could not be stored.");
    expect(command.output()).not.toContain("Setpilot API key (nothing is shown");
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
    for (const answer of [ENTER, "n", CTRL_C, CTRL_D]) {
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
    const reached = new Promise<void>((resolve) => {
      onRequest = () => resolve();
    });
    const command = await login(key + ENTER, " --profile stopped");
    await reached;
    command.type(CTRL_C);
    expect((await command.ended).exitCode).not.toBe(0);
    await expectNothingStored("stopped");
  });

  it("refuses to read a key where it cannot ask for one without echo", async () => {
    const command = startOnTerminal(
      ["login", "setpilot", "--base-url", sandbox.baseUrl("setpilot")],
      keyring().env,
      "2>/dev/null",
    );
    // It would wait for a key here, and the terminal would show what is typed.
    expect((await command.ended).exitCode).toBe(2);
  });

  it("asks for the key without colour for NO_COLOR", async () => {
    const command = start("login setpilot", { NO_COLOR: "1" });
    await command.until("Setpilot API key");
    command.type(CTRL_C);
    await command.ended;
    expect(command.output()).not.toMatch(new RegExp(`${ESCAPE}\\[[34]\\dm`));
  });
});

describe.skipIf(isSkipped)("a login on a terminal, to APIs that ask for more than a key", () => {
  const [key, secret] = ["ck_sandbox_read_only_7b25", "cs_sandbox_read_only_3f68"];
  const ASKS_KEY = "e-biz consumer key or legacy API key (nothing is shown";
  const ASKS_SECRET = "e-biz consumer secret (nothing is shown";
  const ASKS_PRIVACY = "Hide them from the assistant?";

  function login(id: ApiId, profile: string): Running {
    return start(`login ${id} --profile ${profile} --base-url ${sandbox.baseUrl(id)}`);
  }

  /** Answers each question when it comes, and waits for the end. */
  async function answer(command: Running, ...answers: readonly (readonly [string | RegExp, string])[]) {
    for (const [question, typed] of answers) {
      await command.until(question);
      command.type(typed);
    }
    return command.ended;
  }

  async function settingsOf(id: ApiId, profile: string): Promise<string> {
    return (await keyscope(["settings", id, "--profile", profile])).stdout;
  }

  it("asks for address, key, secret and privacy, and shows neither part", async () => {
    const command = start("login ebiz --profile asked");
    const ended = await answer(
      command,
      ["Address of your store's API, such as https://your-store.com/api/v1", `shop.example/?key=1${ENTER}`],
      [/That cannot be used: it must not contain a question mark[\s\S]*Address of/, sandbox.baseUrl("ebiz") + ENTER],
      [ASKS_KEY, key + ENTER],
      [ASKS_SECRET, secret + ENTER],
      [ASKS_PRIVACY, ENTER],
    );
    expect(ended.exitCode).toBe(0);
    expect(command.output()).toContain(
      "Create a key in e-biz under Settings → API → Add API Key. Tick Read; Write is not needed.",
    );
    expect(command.output()).toContain("Stored in the Secret Service as ebiz:asked.");
    expect(command.output()).not.toContain("ck_sandbox");
    expect(command.output()).not.toContain("cs_sandbox");
    // Enter means what holds where nobody is asked: in a pipe, in the bundle's form, beside a key in a variable.
    expect(await settingsOf("ebiz", "asked")).toContain("shown");
    expect(command.output()).toContain("settings ebiz --profile asked --privacy masked");
  });

  it("takes both parts pasted at once, and asks no second time", async () => {
    const command = login("ebiz", "pasted");
    const ended = await answer(command, [ASKS_KEY, `${key}:${secret}${ENTER}`], [ASKS_PRIVACY, "n"]);
    expect(ended.exitCode).toBe(0);
    expect(command.output()).not.toContain(ASKS_SECRET);
    expect(await settingsOf("ebiz", "pasted")).toContain("shown");
  });

  it("says that the secret came first or twice, and asks again", async () => {
    const command = login("ebiz", "again");
    const ended = await answer(
      command,
      [ASKS_KEY, secret + ENTER],
      [/That begins with cs_, as the consumer secret does[\s\S]*legacy API key \(nothing/, key + ENTER],
      [ASKS_SECRET, key + ENTER],
      [/are the same text, so one of them was copied twice[\s\S]*legacy API key \(nothing/, key + ENTER],
      [/copied twice[\s\S]*consumer secret \(nothing/, secret + ENTER],
      [ASKS_PRIVACY, "y"],
    );
    expect(ended.exitCode).toBe(0);
  });

  it("asks which kind of key it is where its beginning does not tell", async () => {
    const command = login("ebiz", "kind");
    const ended = await answer(
      command,
      [ASKS_KEY, sandbox.examples.ebiz.legacy.parts.join() + ENTER],
      ["Which kind of e-biz key is that?", `\u001b[B${ENTER}`],
      [ASKS_PRIVACY, "y"],
    );
    expect(ended.exitCode).toBe(0);
    expect(command.output()).not.toContain(ASKS_SECRET);
    const status = await keyscope("status ebiz --profile kind");
    expect(status.exitCode).toBe(0);
  });

  it("offers at the next login what was decided before", async () => {
    const setora = sandbox.examples.setora.read.parts.join();
    const asks = "Setora API key (nothing is shown";
    await answer(login("setora", "before"), [asks, setora + ENTER], [ASKS_PRIVACY, "n"]);
    expect(await settingsOf("setora", "before")).toContain("shown");
    await answer(login("setora", "before"), [asks, setora + ENTER], [ASKS_PRIVACY, "y"]);
    await answer(login("setora", "before"), [asks, setora + ENTER], [ASKS_PRIVACY, ENTER]);
    expect(await settingsOf("setora", "before")).toContain("masked");
  });

  it.each([
    ["at the address", [["Address of your store's API", CTRL_C]]],
    ["at the address, with Ctrl-D", [["Address of your store's API", CTRL_D]]],
    [
      "at the secret",
      [
        ["Address of", `https://shop.example${ENTER}`],
        [ASKS_KEY, key + ENTER],
        [ASKS_SECRET, CTRL_C],
      ],
    ],
    [
      "at the kind of key",
      [
        ["Address of", `shop.example${ENTER}`],
        [ASKS_KEY, `abc${ENTER}`],
        ["Which kind", CTRL_C],
      ],
    ],
    [
      "at the privacy, with Ctrl-D",
      [
        ["Address of", sandbox.baseUrl("ebiz") + ENTER],
        [ASKS_KEY, `${key}:${secret}${ENTER}`],
        [ASKS_PRIVACY, CTRL_D],
      ],
    ],
  ] as const)("stores nothing when the person gives up %s", async (_, answers) => {
    const command = start("login ebiz --profile given-up");
    expect((await answer(command, ...answers)).exitCode).toBe(1);
    expect(command.output()).toContain("Nothing was stored.");
    expect(await settingsOf("ebiz", "given-up")).toBe("");
  });
});
