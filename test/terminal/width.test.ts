import { describe, expect, it } from "vitest";
import { runCommand } from "../helpers/command.ts";
import { openPlace } from "../helpers/place.ts";

const { sandbox, withKey, environment } = await openPlace();

/** No client is found on it: `status` would list those of this machine. */
const PATH = "/usr/bin:/bin";

/** Lines that are too long although they could have been broken: a command between backticks is one word. */
function tooLong(text: string, width: number): string[] {
  return text.split("\n").filter((line) => {
    const words = line.trim().replace(/`[^`]*`/g, (command) => command.replaceAll(" ", "_"));
    return line.length > width && words.includes(" ");
  });
}

describe.each(["60", "80", "120"])("what people read, at %s columns", (columns) => {
  it.each([
    ["help", "help"],
    ["help export", "help of a command"],
    ["help migrate", "text below the options"],
    ["connectors", "a list"],
    ["connectors show setora", "what an assistant will read"],
    ["status setpilot", "every scope and tool"],
    ["status", "one look at everything"],
    ["tools --scopes orders", "a wide table"],
    ["statsu setpilot", "a mistake"],
    ["call setpilot_get_summary year=nineteen", "a refusal"],
  ])("%s: %s", async (args) => {
    const { stdout, stderr } = await runCommand(args.split(" "), {
      env: withKey(sandbox.keys.some, { COLUMNS: columns, PATH }),
    });
    expect(stdout + stderr).not.toBe("");
    expect(tooLong(stdout + stderr, Number(columns))).toEqual([]);
  });

  it("a problem and its remedy, with the command whole", async () => {
    const { stdout } = await runCommand(["status", "setpilot"], {
      env: withKey(sandbox.keys.revoked, { COLUMNS: columns, PATH }),
    });
    expect(tooLong(stdout, Number(columns))).toEqual([]);
    expect(stdout).toMatch(/`[^`\n]*login setpilot[^`\n]*`/);
  });
});

describe("without a terminal", () => {
  it("breaks nothing, so that a program finds each sentence in one line", async () => {
    const { stdout } = await runCommand(["status", "setpilot"], { env: withKey(sandbox.keys.revoked) });
    expect(stdout).toMatch(/^Problem\n {2}.*HTTP 401.*login setpilot.*$/m);
  });

  it.each(["", "0", "-5", "wide"])("does not go by COLUMNS=%s", async (columns) => {
    const { stdout } = await runCommand(["connectors"], { env: { ...environment(), COLUMNS: columns } });
    expect(stdout).toBe((await runCommand(["connectors"], { env: environment() })).stdout);
  });
});
