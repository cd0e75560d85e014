import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiId, type Sandbox, startSandbox } from "../../../src/sandbox/index.ts";
import { CTRL_C, ENTER, type Running, runCommand, startOnTerminal, terminalSkipped } from "../../helpers/command.ts";
import { running, startKeyringSession } from "../../helpers/keyring-session.ts";

const session = await startKeyringSession();
const isSkipped = terminalSkipped() !== undefined || "skipped" in session;

describe.skipIf(isSkipped)("a login on a terminal, to APIs that ask for more than a key", () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(async () => {
    await sandbox.close();
    await running(session).stop();
  });

  const [key, secret] = ["ck_sandbox_read_only_7b25", "cs_sandbox_read_only_3f68"];
  const ASKS_KEY = "e-biz consumer key or legacy API key (nothing is shown";
  const ASKS_SECRET = "e-biz consumer secret (nothing is shown";
  const ASKS_PRIVACY = "Hide them from the assistant?";

  function start(args: string): Running {
    return startOnTerminal(args.split(" "), { ...running(session).env, TERM: "xterm-256color" });
  }

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
    return (await runCommand(["settings", id, "--profile", profile], { env: running(session).env })).stdout;
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
    // Enter means the careful answer.
    expect(await settingsOf("ebiz", "asked")).toContain("masked");
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
    const status = await runCommand(["status", "ebiz", "--profile", "kind"], { env: running(session).env });
    expect(status.exitCode).toBe(0);
  });

  it("offers at the next login what was decided before", async () => {
    const setora = sandbox.examples.setora.read.parts.join();
    const asks = "Setora API key (nothing is shown";
    await answer(login("setora", "before"), [asks, setora + ENTER], [ASKS_PRIVACY, "n"]);
    expect(await settingsOf("setora", "before")).toContain("shown");
    await answer(login("setora", "before"), [asks, setora + ENTER], [ASKS_PRIVACY, ENTER]);
    expect(await settingsOf("setora", "before")).toContain("shown");
  });

  it.each([
    ["at the address", [["Address of your store's API", CTRL_C]]],
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
  ] as const)("stores nothing when the person gives up %s", async (_, answers) => {
    const command = start("login ebiz --profile given-up");
    expect((await answer(command, ...answers)).exitCode).toBe(1);
    expect(command.output()).toContain("Nothing was stored.");
    expect(await settingsOf("ebiz", "given-up")).toBe("");
  });
});
