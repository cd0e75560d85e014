import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { clientEnvironment, temporaryHome } from "../helpers/clients.ts";
import { runCommand, startCommand } from "../helpers/command.ts";
import { ownFiles } from "./migrate/leaks.ts";

describe("the demo", () => {
  it("shows eight keys of five systems, checks what it shows, and ends with a summary", async () => {
    const home = await temporaryHome();
    const began = performance.now();
    // A key of the person's own, which must not be used.
    const env = clientEnvironment(home.path, { SETPILOT_API_KEY: "spa_sk_of_the_person_0123" });
    const { stdout, stderr, exitCode } = await runCommand(["demo"], { env });
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(performance.now() - began).toBeLessThan(15_000);
    const counts = [...stdout.matchAll(/^The client lists (\d+) tools?: /gm)].map(([, count]) => Number(count));
    expect(counts).toEqual([10, 4, 1, 10, 11, 4, 17, 1]);
    expect(stdout).toContain("A revoked key");
    expect(stdout).toContain("A key over its limit");
    expect(stdout).toMatch(
      /\nSummary\n8 keys, 8 servers started, 11 questions, \d+ requests to the sandbox, [\d.]+ s\.\n/,
    );
    expect(stdout).toContain("Each list and each answer was checked and is what it should be.");
    expect(stdout).not.toContain("0123");
    expect(ownFiles(home.path)).toEqual([]);
    await home.remove();
  });

  it("leaves nothing behind when it is stopped in the middle", async () => {
    const temporary = await temporaryHome();
    const env = clientEnvironment(temporary.path, { TMPDIR: temporary.path });
    const running = startCommand(["demo"], { env });
    await running.until("The client lists 4 tools");
    const homes = () => readdirSync(temporary.path).filter((name) => name.startsWith("keyscope-demo-"));
    expect(homes()).not.toEqual([]);
    running.kill("SIGINT");
    expect(await running.ended).toMatchObject({ exitCode: 1, stderr: "" });
    expect(homes()).toEqual([]);
    await temporary.remove();
  });
});
