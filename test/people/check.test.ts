import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openForFile } from "../helpers/cleanup.ts";
import { clientEnvironment, temporaryHome } from "../helpers/clients.ts";
import { runCommand } from "../helpers/command.ts";

const { path: home } = await openForFile(temporaryHome());
const file = join(home, "people.json");

async function check(content: string | object, ...args: string[]) {
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return runCommand(["people", "check", "people.json", ...args], {
    env: clientEnvironment(home, { COLUMNS: "80" }),
    cwd: home,
  });
}

const good = {
  contact: "Anna, anna@example.com",
  groups: { sales: { scopes: ["orders"], privacy: "masked" }, board: { scopes: ["*"] } },
};

describe("people check", () => {
  it("tells what each group sees, within the terminal's width", async () => {
    const { stdout, stderr, exitCode } = await check(good);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toContain(
      'Setpilot, by the claim "groups" of a person\'s token.\nWhom people are to ask for more: Anna, anna@example.com\n',
    );
    expect(stdout).toContain("sales  orders  masked             setpilot_list_orders, setpilot_list_tables,");
    expect(stdout).toMatch(/tables:\s+orders\n/);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("tells what one person sees, by groups or by claims", async () => {
    const expected = /^Groups: sales\nPersonal data: masked\nTools \(4\): setpilot_list_orders, /;
    expect((await check(good, "--group", "sales")).stdout).toMatch(expected);
    expect((await check(good, "--claims", '{"groups": ["other", "sales"]}')).stdout).toMatch(expected);
    const nobody = await check(good, "--claims", '{"groups": ["other"]}');
    expect(nobody.stdout.replaceAll("\n", " ")).toContain(
      'Nothing but setpilot_check_access is open to them: nothing in the claim "groups" is a group in the file.',
    );
  });

  it("prints one JSON document", async () => {
    const { stdout } = await check(good, "--json", "--group", "sales");
    expect(JSON.parse(stdout)).toMatchObject({
      connector: "setpilot",
      ok: true,
      groups: [{ name: "sales", privacy: "masked", tables: ["orders"] }, { name: "board" }],
      person: {
        groups: ["sales"],
        tools: ["setpilot_list_orders", "setpilot_list_tables", "setpilot_query", "setpilot_check_access"],
      },
    });
    const broken = await check({ groups: { a: { scopes: ["x"] } } }, "--json");
    expect(broken.exitCode).toBe(1);
    expect(JSON.parse(broken.stdout)).toMatchObject({ ok: false, problems: [{ at: "groups.a.scopes[0]" }] });
  });

  it("tells all mistakes with their places, and ends with 1", async () => {
    const { stdout, stderr, exitCode } = await check({ groups: { a: { scopes: ["ordrs"], tools: ["x"] } } });
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 1 });
    const told = stderr.replaceAll(/\n {2}/g, " ");
    expect(told).toContain("people.json cannot be used for Setpilot:");
    expect(told).toContain('- groups.a.scopes[0] "ordrs" is none of Setpilot\'s scopes. Did you mean "orders"?');
    expect(told).toContain('- groups.a.tools[0] "x" is none of');
    expect((await check('{"groups": {},\n}')).stderr).toContain("- line 2, column 1 is not JSON");
  });

  it.each([
    [["--group", "bord"], 'There is no group "bord" in the file. Did you mean board?'],
    [["--claims", "groups=sales"], "--claims takes the claims of a token as one JSON object"],
    [["--claims", "[]"], "--claims takes"],
    [["--claims", "{}", "--group", "sales"], "Give either --claims or --group."],
  ])("says how it is used: %j", async (args, expected) => {
    const { stderr, exitCode } = await check(good, ...args);
    expect(exitCode).toBe(2);
    expect(stderr.replaceAll("\n", " ")).toContain(expected);
  });

  it("without a file that can be read says why", async () => {
    const env = clientEnvironment(home);
    const run = (path: string) => runCommand(["people", "check", path], { env, cwd: home });
    expect((await run("nothing.json")).stderr).toContain(
      "- it cannot be read: there is no such file; look at the name and the folder.",
    );
    expect((await run(".")).stderr).toContain("it is a folder; name the file in it.");
    expect((await runCommand(["people"], { env })).stdout).toContain("keyscope people");
  });
});
