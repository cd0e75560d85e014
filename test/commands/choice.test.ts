import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { COMMAND, connect, generations, type TestClient } from "../helpers/clients.ts";
import { startKeychainCommands } from "../helpers/keychain-commands.ts";
import { ownTools } from "../helpers/own-tools.ts";

/* What a person has the assistant shown of what a key permits: `keyscope settings CONNECTOR --tools` and `--scopes`. */

const { isSkipped, keyring, keyscope, sandbox } = await startKeychainCommands();

const SHOW_TOOLS = `\`${COMMAND} settings setpilot --tools all\``;

describe.skipIf(isSkipped)("what a person chose to show", () => {
  beforeAll(async () => {
    await keyring().unlock();
    const { exitCode } = await keyscope(`login --base-url ${sandbox.baseUrl("setpilot")}`, sandbox.keys.all);
    expect(exitCode).toBe(0);
  });

  beforeEach(async () => {
    await choose("--tools all --scopes all --privacy shown");
  });

  async function choose(options: string): Promise<string> {
    const { stdout, stderr, exitCode } = await keyscope(`settings setpilot ${options}`);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    return stdout;
  }

  async function withClient(use: (client: TestClient) => Promise<void>): Promise<void> {
    const client = await connect(generations[0], keyring().env);
    try {
      await use(client);
    } finally {
      await client.close();
    }
  }

  it("is in a weekly review, which names the rest: to its readers without a command, and it is no failure", async () => {
    await choose("--scopes dashboard");
    const file = join(keyring().env["HOME"] ?? "", "review.html");
    const { stdout, stderr, exitCode } = await keyscope(`report weekly setpilot --out ${file}`);
    expect({ stdout, exitCode }).toEqual({ stdout: expect.stringContaining("Revenue €"), exitCode: 0 });
    const said = stderr.replace(/\s+/g, " ");
    expect(said).toContain("Missing: What runs out first. You chose to hide the table inventory from the assistant");
    expect(said).toContain(`\`${COMMAND} settings setpilot --scopes all\` in a terminal shows it again.`);
    const page = await readFile(file, "utf8");
    expect(page).toContain("<strong>New and returning customers</strong>: Whoever made this page chose to hide it.");
    expect(page).not.toContain(" settings ");
  });

  it("is said to leave nothing where tools and scopes have none in common", async () => {
    const changed = await choose("--tools setpilot_get_daily --scopes orders");
    expect(changed).toMatch(/^Tools +none \(only setpilot_get_daily, and of these only .* than orders\)$/m);
    expect((await keyscope("status")).stdout).toMatch(/^Setpilot +works .* 1 tool, /m);
  });

  it("is listed and nothing else; what is hidden is refused, and said to be the person's choice", async () => {
    expect(await choose("--tools setpilot_list_products,setpilot_get_summary")).toMatch(
      /^Tools +only setpilot_get_summary, setpilot_list_products$/m,
    );
    sandbox.clearRequests();
    await withClient(async (client) => {
      expect(await client.toolNames()).toEqual(["setpilot_get_summary", "setpilot_list_products", ...ownTools()]);
      expect((await client.call("setpilot_list_products", { page_size: 1 })).isError).toBe(false);
      const refused = await client.call("setpilot_list_orders");
      expect(refused).toEqual({
        isError: true,
        text: `You chose to hide setpilot_list_orders from the assistant, so nothing was sent to Setpilot; ${SHOW_TOOLS} in a terminal shows it again.`,
      });
      expect((await client.call("setpilot_check_access")).text).toContain(
        `Tools that you chose to hide from the assistant (7): setpilot_get_daily, setpilot_get_cost_breakdown, setpilot_get_top_products, setpilot_get_customer_metrics, setpilot_get_marketing, setpilot_list_orders, setpilot_list_inventory. ${SHOW_TOOLS} in a terminal shows them again.`,
      );
      const tables = await client.call("setpilot_list_tables");
      expect(tables.text).toContain("products: all");
      expect(tables.text).not.toMatch(/^(?:# )?(?:orders|daily|inventory)/m);
      for (const [tool, given] of [
        ["setpilot_list_tables", { tables: ["orders"] }],
        ["setpilot_query", { sql: "SELECT count(*) FROM orders" }],
        ["setpilot_query", { sql: "SELECT count(*) FROM products JOIN Inventory ON true" }],
      ] as const) {
        const { text, isError } = await client.call(tool, given);
        expect(isError).toBe(true);
        expect(text).toMatch(/^You chose to hide the table (?:orders|Inventory) from the assistant/);
        expect(text).toContain(SHOW_TOOLS);
      }
    });
    // But for the look at the scopes, which asks for one row of each.
    const asked = sandbox.requests.filter(({ query }) => query["page_size"] !== "1" && query["limit"] !== "1");
    expect(asked.filter(({ path }) => /orders|inventory|daily/.test(path))).toEqual([]);
  });

  it("holds for the terminal too: call, query, tables, export", async () => {
    await choose("--tools setpilot_list_products");
    const chosen = /You chose to hide (?:the table orders(?:_lines)?|setpilot_list_orders) from the assistant/;
    for (const args of [
      ["call", "setpilot_list_orders"],
      ["query", "SELECT * FROM orders_lines"],
      ["tables", "orders"],
      ["export", "orders", "--to", join(keyring().env["HOME"] ?? "", "orders.csv")],
    ]) {
      const { stdout, stderr, exitCode } = await keyscope(args);
      expect({ args, stdout, exitCode }).toEqual({ args, stdout: "", exitCode: 1 });
      expect(stderr).toMatch(chosen);
    }
    expect((await keyscope("tables")).stdout).toMatch(/products: all/);
    expect(await readdir(keyring().env["HOME"] ?? "")).not.toContain("orders.csv");
  });

  it("is told by status and tools, also as JSON", async () => {
    await choose("--scopes orders,products");
    const hidden = ["dashboard", "inventory"];
    const status = await keyscope("status setpilot");
    expect(status.stdout).toMatch(/^hidden +setpilot_get_summary +you chose so$/m);
    expect(status.stdout).toContain(
      `You chose to hide 7 of them: \`${COMMAND} settings setpilot --scopes all\` shows them again.`,
    );
    const { tools, choice } = JSON.parse((await keyscope("status setpilot --json")).stdout);
    expect(choice).toEqual({ tools: null, scopes: ["orders", "products"] });
    expect(tools.shown).toEqual(["setpilot_list_orders", "setpilot_list_products", ...ownTools()]);
    expect(tools.hidden).toEqual([]);
    expect(tools.hiddenByChoice).toHaveLength(7);
    const list = await keyscope("tools");
    expect(list.stdout).toMatch(/^hidden +setpilot_list_inventory +Stock +you chose so$/m);
    expect(list.stdout).toContain(
      `You chose to hide 7 of them: \`${COMMAND} settings setpilot --scopes all\` shows them again.`,
    );
    const rows = JSON.parse((await keyscope("tools --json")).stdout);
    expect(rows.shown.map(({ tool }: { tool: string }) => tool)).toEqual(tools.shown);
    expect(rows.hiddenByChoice.flatMap(({ scopes }: { scopes: string[] }) => scopes)).toEqual(
      expect.arrayContaining(hidden),
    );
    // Both choices hold together, and `all` takes one back.
    await choose("--tools setpilot_list_orders");
    const shown = async () => JSON.parse((await keyscope("status setpilot --json")).stdout).tools.shown;
    expect(await shown()).toEqual(["setpilot_list_orders", ...ownTools()]);
    await choose("--tools all");
    expect(await shown()).toEqual(tools.shown);
    await choose("--scopes all");
    expect(await shown()).toHaveLength(12);
  });

  it("outlives another login, which says so", async () => {
    await choose("--tools setpilot_get_summary --privacy masked");
    const again = await keyscope(`login --base-url ${sandbox.baseUrl("setpilot")}`, sandbox.keys.dashboard);
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toContain(
      `As you chose before, the assistant is shown only setpilot_get_summary; ${SHOW_TOOLS} shows the rest.`,
    );
    expect((await keyscope("settings setpilot")).stdout).toMatch(/Tools +only setpilot_get_summary\n/);
  });

  it.each([
    ["--tools setpilot_list_order", 'Setpilot has no tool "setpilot_list_order". Did you mean setpilot_list_orders?'],
    ["--tools setpilot_query", "Name the tools whose rows it may ask too"],
    ["--tools ,", "Name at least one tool, or all"],
    ["--scopes order", 'Setpilot has no scope "order". Did you mean orders?'],
    ["--scopes ,", "Name at least one scope, or all"],
  ])("is not changed by what cannot be: %s", async (options, said) => {
    const { stderr, exitCode } = await keyscope(`settings setpilot ${options}`);
    expect({ exitCode, isSaid: stderr.includes(said), stderr }).toMatchObject({ exitCode: 2, isSaid: true });
  });

  it("serves APIs whose keys have no scopes", async () => {
    const base = sandbox.baseUrl("sendpilot");
    const [key = ""] = sandbox.examples.sendpilot.all.parts;
    expect((await keyscope(`login sendpilot --base-url ${base}`, key)).exitCode).toBe(0);
    expect((await keyscope("settings sendpilot --tools sendpilot_list_campaigns")).exitCode).toBe(0);
    const tools = JSON.parse((await keyscope("status sendpilot --json")).stdout).tools;
    expect(tools.shown).toEqual(["sendpilot_list_campaigns", ...ownTools("sendpilot")]);
    const { stderr, exitCode } = await keyscope("settings sendpilot --scopes leads");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("SendPilot has no scopes");
  });
});
