import { describe, expect, it } from "vitest";
import { runCommand } from "../helpers/command.ts";
import { openPlace } from "../helpers/place.ts";

/** `status` and `tools` of APIs with other scopes than Setpilot's, or none. */

const { sandbox, environment } = await openPlace();

function run(args: string, variables: Readonly<Record<string, string>> = {}) {
  return runCommand(args.split(" "), { env: environment(variables) });
}

describe("tools --scopes", () => {
  it("knows what a scope includes", async () => {
    const { stdout, exitCode } = await run("tools setora --scopes read_write");
    expect(stdout).toContain("Setora: 6 shown, 0 hidden.");
    expect(exitCode).toBe(0);
  });

  it("calls scopes what the product calls them", async () => {
    const { stderr, exitCode } = await run("tools ebiz --scopes Raed");
    expect(stderr).toContain('e-biz has no permission "Raed". Did you mean Read? Its permissions: Read, Write.');
    expect(exitCode).toBe(2);
  });

  it("is wrong where an API has no scopes, and says so", async () => {
    const { stdout, stderr, exitCode } = await run("tools sendpilot --scopes read");
    expect(stderr).toContain("SendPilot has no scopes: every key has the same tools.");
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
  });
});

describe("status", () => {
  function sendpilot(key: "all" | "revoked" | "denied") {
    const [first] = sandbox.examples.sendpilot[key].parts;
    return { SENDPILOT_API_KEY: first, SENDPILOT_BASE_URL: sandbox.baseUrl("sendpilot") };
  }

  it("of an API without scopes has none, and tells what happens to personal data", async () => {
    const { stdout, exitCode } = await run("status sendpilot", sendpilot("all"));
    expect(stdout).toContain("sendpilot_list_campaigns");
    expect(stdout).toContain("SENDPILOT_PRIVACY=masked");
    expect(stdout).toContain("Not offered: Conversations and messages");
    expect(exitCode).toBe(0);
  });

  it("as JSON says the same with the names that it always had", async () => {
    const { stdout } = await run("status sendpilot --json", { ...sendpilot("all"), SENDPILOT_PRIVACY: "masked" });
    expect(JSON.parse(stdout)).toMatchObject({
      key: { source: { kind: "environment", variable: "SENDPILOT_API_KEY", variables: ["SENDPILOT_API_KEY"] } },
      scopes: {},
      privacy: "masked",
      checkedAt: expect.any(String),
      requestsLeft: null,
      problem: null,
    });
  });

  it("of a key that is rejected or may nothing names the API's own menu", async () => {
    const rejected = await run("status sendpilot", sendpilot("revoked"));
    expect(rejected.stdout).toContain("Dashboard → Integrations → API Keys → Create API Key");
    expect(rejected.exitCode).toBe(3);
    const refused = await run("status sendpilot", sendpilot("denied"));
    expect(refused.stdout).toContain("belongs to another workspace");
    expect(refused.exitCode).toBe(1);
  });

  it("of an API without endpoints says how to add some", async () => {
    const [key] = sandbox.examples["commerce-kitty"].all.parts;
    const { stdout, exitCode } = await run("status commerce-kitty", { COMMERCE_KITTY_API_KEY: key });
    expect(stdout).toContain('{"extends": "commerce-kitty"');
    expect(stdout).toMatch(/^Tried +no/m);
    expect((await run("status commerce-kitty", {})).stdout).not.toMatch(/^Tried/m);
    expect(stdout).toContain("no, because there is no known request to try it with");
    expect(exitCode).toBe(0);
  });
});
