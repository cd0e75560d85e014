import { readdir } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { hostile } from "../engine/hostile.ts";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";
import { type Member, openTeam, startUnhurriedSandbox } from "./team.ts";

/* Several people and one key, each through an MCP client of their own, against the emulated API. */

const sandbox = await openForFile(startUnhurriedSandbox());
const key = sandbox.keys.all;

const file = {
  contact: "Anna, anna@example.com",
  groups: {
    sales: { scopes: ["orders"], privacy: "masked" },
    buyers: { scopes: ["products"] },
    stock: { tools: ["setpilot_list_inventory"] },
    board: { scopes: ["*"] },
  },
};

/** What the API itself answers, for what must not be seen. */
async function raw(path: string): Promise<Record<string, unknown>[]> {
  const answer = await fetch(`${sandbox.baseUrl("setpilot")}${path}`, { headers: { authorization: `Bearer ${key}` } });
  const body: { data: { rows: Record<string, unknown>[] } } = JSON.parse(await answer.text());
  return body.data.rows;
}

const textsOf = (rows: readonly Record<string, unknown>[], name: string) => [
  ...new Set(rows.map((row) => String(row[name]))),
];
const customers = textsOf(await raw("orders/?page_size=100"), "customer_name");
const orderNumbers = textsOf(await raw("orders/?page_size=100"), "number");
const skus = textsOf(await raw("products/?page_size=100"), "sku");

const shownIn = (text: string, values: readonly string[]) => values.filter((value) => text.includes(value));

const as = (...groups: string[]) => ({ sub: "somebody", groups });

describe("somebody of a group", () => {
  it("sees its tools, tables and prompts, and nothing of the key", async () => {
    const team = await openTeam(setpilot, sandbox, { file, key });
    const sales = await team.connect(as("sales", "unheard-of"));
    expect(await sales.names()).toEqual([
      "setpilot_list_orders",
      "setpilot_list_tables",
      "setpilot_query",
      "setpilot_check_access",
    ]);
    const board = await team.connect(as("board"));
    expect((await board.names()).length).toBe(12);
    const prompts = await sales.prompts();
    expect((await board.prompts()).length).toBeGreaterThan(prompts.length);
    const { text, beside } = await sales.call("setpilot_check_access");
    expect(text).toContain("Your groups here: sales\n");
    expect(text).toContain("Scopes that you have: orders.");
    expect(text).toContain("Tools shown (4): setpilot_list_orders,");
    expect(text).toContain("Not open to you (8): setpilot_get_summary,");
    expect(text).toContain("If you need one of them, ask Anna, anna@example.com.");
    expect(text).toContain("Personal data: masked for you");
    for (const told of [text, beside, sales.instructions, JSON.stringify(await sales.tools())]) {
      expect(told).not.toMatch(/secret-profile|API key|unheard-of|board|buyers|Settings|login/);
      expect(told).not.toContain(key.slice(-4));
    }
  });

  it("is refused what is not theirs, and nothing is sent for it", async () => {
    const team = await openTeam(setpilot, sandbox, { file, key });
    const sales = await team.connect(as("sales"));
    await sales.names();
    sandbox.clearRequests();
    expect(await sales.call("setpilot_list_products")).toMatchObject({
      isError: true,
      text: "setpilot_list_products is not open to you, so nothing was sent to Setpilot: none of your groups here (sales) includes it. If you need it, ask Anna, anna@example.com.",
    });
    expect((await sales.call("setpilot_get_summary")).text).toContain("is not open to you");
    expect(sandbox.requests).toEqual([]);
  });

  it("gets what several groups give together", async () => {
    const team = await openTeam(setpilot, sandbox, { file, key });
    const both = await team.connect(as("buyers", "stock"));
    expect(await both.names()).toEqual([
      "setpilot_list_products",
      "setpilot_list_inventory",
      "setpilot_list_tables",
      "setpilot_query",
      "setpilot_check_access",
    ]);
  });

  it("of the groups that the file knows has nothing but the access tool, which says whom to ask", async () => {
    const team = await openTeam(setpilot, sandbox, { file, key });
    sandbox.clearRequests();
    for (const claims of [as("marketing"), as(), {}, { groups: { sales: true } }, { groups: [["sales"]] }]) {
      const nobody = await team.connect(claims);
      expect(await nobody.names()).toEqual(["setpilot_check_access"]);
      expect(await nobody.prompts()).toEqual([]);
      const { text } = await nobody.call("setpilot_check_access");
      expect(text).toBe(
        'Nothing of Setpilot is open to you: nothing in the claim "groups" of your login is a group that this Keyscope server knows. So this is the only tool. If you need more, ask Anna, anna@example.com.',
      );
      expect((await nobody.call("setpilot_list_orders")).text).toContain("is not open to you");
      expect((await nobody.call("setpilot_query", { sql: "SELECT 1" })).text).toContain(
        "no list of Setpilot's is open to you",
      );
    }
    expect(sandbox.requests).toEqual([]);
  });

  it("sees no more than the key has, and is told so", async () => {
    const few = "spa_sk_team_orders";
    sandbox.setScopes(few, ["orders"]);
    const team = await openTeam(setpilot, sandbox, { file, key: few });
    const board = await team.connect(as("board"));
    expect(await board.names()).toContain("setpilot_list_orders");
    expect(await board.names()).not.toContain("setpilot_list_products");
    expect((await board.call("setpilot_list_products")).text).toBe(
      "The key of this Keyscope server lacks the scope products, so Setpilot refuses this call to everybody here (HTTP 403). Tell Anna, anna@example.com; you cannot mend it yourself.",
    );
    expect((await board.call("setpilot_check_access")).text).toContain("- setpilot_list_products: products");
  });

  it("sees what the file says at the next request", async () => {
    const team = await openTeam(setpilot, sandbox, { file, key });
    const before = team.sourcesFor(as("sales"));
    expect(team.sourcesFor(as("sales", "other"))).toBe(before);
    team.use({ groups: { sales: { scopes: ["products"] } } });
    const sales = await team.connect(as("sales"));
    expect(await sales.names()).toContain("setpilot_list_products");
    expect(await sales.names()).not.toContain("setpilot_list_orders");
  });
});

describe("masked for some", () => {
  it("is it in answers, charts, queries and notes, while others see it at the same time", async () => {
    const home = await openForTest(temporaryHome());
    const folder = join(home.path, "tables");
    const team = await openTeam(setpilot, sandbox, { file, key, folder });
    const [sales, board] = [await team.connect(as("sales")), await team.connect(as("board"))];
    const list = { page_size: 100 };
    const [masked, shown] = await Promise.all([
      sales.call("setpilot_list_orders", list),
      board.call("setpilot_list_orders", list),
    ]);
    expect(shownIn(shown.text, customers).length).toBeGreaterThan(20);
    expect(shownIn(masked.text + masked.beside, customers)).toEqual([]);
    expect(masked.text).toContain("# Personal data is masked for you: the same pseudonym is the same person.");
    expect(shown.text).not.toContain("masked");
    const sql = "SELECT customer_name, number FROM orders ORDER BY created_at DESC LIMIT 200";
    const answers = await Promise.all([
      sales.call("setpilot_query", { sql }),
      board.call("setpilot_query", { sql }),
      sales.call("setpilot_list_tables"),
    ]);
    const [maskedRows, shownRows, tables] = answers.map(({ text, beside }) => text + beside);
    expect(shownIn(shownRows ?? "", customers).length).toBeGreaterThan(20);
    expect(shownIn(maskedRows ?? "", customers)).toEqual([]);
    expect(shownIn(tables ?? "", customers)).toEqual([]);
    expect(shownIn(maskedRows ?? "", orderNumbers).length).toBeGreaterThan(20);
    // Both are on disk, each in a file of its own.
    const files = (await readdir(folder)).filter((name) => name.endsWith(".rows"));
    expect(files.filter((name) => name.includes(".orders.")).length).toBe(2);
    expect(files.filter((name) => name.endsWith(".orders.masked.rows")).length).toBe(1);
    // Neither takes what the other wrote, nor deletes it.
    const again = await openTeam(setpilot, sandbox, { file, key, folder });
    sandbox.clearRequests();
    expect(shownIn(await (await again.connect(as("sales"))).query(sql), customers)).toEqual([]);
    expect(shownIn(await (await again.connect(as("board"))).query(sql), customers).length).toBeGreaterThan(20);
    // A probe asks for one row; reading a table asks for page after page.
    const pages = sandbox.requests.filter(({ path, query }) => path.includes("orders") && query["page"] !== undefined);
    expect(pages).toEqual([]);
  }, 120_000);

  it("is masked for all where the key's own setting is", async () => {
    const team = await openTeam(setpilot, sandbox, {
      file: { groups: { board: { scopes: ["*"], privacy: "shown" } } },
      key,
      settings: { privacy: "masked" },
    });
    const board = await team.connect(as("board"));
    const { text } = await board.call("setpilot_list_orders", { page_size: 100 });
    expect(shownIn(text, customers)).toEqual([]);
    expect((await board.call("setpilot_check_access")).text).toContain("Personal data: masked for you");
  });
});

describe("rows that were read for somebody else", () => {
  it("do not exist for who may not see them, whatever the statement", async () => {
    const team = await openTeam(setpilot, sandbox, {
      file: { groups: { sales: { scopes: ["orders"] }, board: { scopes: ["*"] } } },
      key,
    });
    const [sales, board] = [await team.connect(as("sales")), await team.connect(as("board"))];
    const all =
      "SELECT (SELECT count(*) FROM products) AS products, (SELECT count(*) FROM inventory) AS inventory, (SELECT count(*) FROM orders) AS orders";
    expect(await board.query(all)).not.toContain("There is no table");
    expect(await sales.query("SELECT count(*) AS n FROM orders")).toContain("n");
    const about = (table: string) => [
      `SELECT * FROM ${table}`,
      `SELECT * FROM "${table}"`,
      `SELECT * FROM ${table.toUpperCase()}`,
      `SELECT (SELECT max(id) FROM ${table}) FROM orders`,
      `SELECT * FROM orders o WHERE EXISTS (SELECT 1 FROM ${table})`,
      `WITH t AS (SELECT * FROM ${table}) SELECT 1`,
      `WITH ${table} AS (SELECT * FROM ${table}) SELECT * FROM ${table}`,
      `WITH RECURSIVE ${table} AS (SELECT 1 AS id UNION ALL SELECT id FROM ${table}) SELECT 1 FROM orders, (SELECT * FROM ${table} LIMIT 1)`,
      `WITH a AS (WITH ${table} AS (SELECT 1) SELECT 1) SELECT * FROM ${table}`,
      `SELECT * FROM (WITH ${table} AS (SELECT 1) SELECT 1) x, ${table}`,
      `SELECT * FROM orders JOIN ${table} USING (id)`,
      `SELECT 1 UNION ALL SELECT count(*) FROM ${table}`,
      `DESCRIBE ${table}`,
      `SUMMARIZE ${table}`,
      `SHOW ${table}`,
      `SELECT * FROM query('SELECT * FROM ${table}')`,
      `SELECT * FROM query_table('${table}')`,
      `SELECT * FROM query_table(['orders', '${table}'])`,
      `SELECT * FROM main.${table}`,
      `SELECT * FROM memory.main.${table}`,
      `SELECT * FROM '${table}'`,
      `FROM duckdb_tables() WHERE table_name = '${table}'`,
      `SELECT * FROM information_schema.columns WHERE table_name = '${table}'`,
      `FROM ${table} SELECT name`,
      `PIVOT ${table} ON id IN (1)`,
      `SELECT '${table}'::regclass`,
      `SELECT ${table}.id FROM orders`,
      `SELECT ${table} FROM orders`,
      `SELECT orders.${table} FROM orders`,
      `SELECT * FROM orders, LATERAL (SELECT * FROM ${table})`,
      `VALUES ((SELECT count(*) FROM ${table}))`,
      `TABLE ${table}`,
      `SELECT * FROM ${table}_lines`,
      `SELECT * FROM ${table.slice(0, -1)}`,
    ];
    const told = async (table: string, other: string) => {
      const answers: string[] = [];
      for (const sql of about(table)) {
        const { text, isError } = await sales.call("setpilot_query", { sql });
        // A column of the orders.
        const without = text.replaceAll("product_costs", "costs");
        answers.push(`${isError} ${without.replaceAll(new RegExp(table.slice(0, -1), "gi"), other)}`);
      }
      return answers;
    };
    sandbox.clearRequests();
    // In the words in which a table is told of that nobody has ever heard of, of as many letters.
    expect(await told("products", "that")).toEqual(await told("zzzducts", "that"));
    expect(await told("inventory", "that")).toEqual(await told("zzzentory", "that"));
    expect(sandbox.requests.filter(({ path }) => !path.includes("orders"))).toEqual([]);
    const tables = await sales.call("setpilot_list_tables");
    // What a row is, is told with the names of others, as the product's documents tell it.
    expect(tables.text).not.toMatch(/(?:^|# )(?:products|inventory|daily)[:[]/m);
    expect((await sales.call("setpilot_list_tables", { tables: ["products"] })).text).toBe(
      "There is no table products. Tables: orders.",
    );
  }, 120_000);

  it("are not told of by any of the hostile statements", async () => {
    const team = await openTeam(setpilot, sandbox, {
      file: { groups: { sales: { scopes: ["orders"] }, board: { scopes: ["*"] } } },
      key,
    });
    const [sales, board] = [await team.connect(as("sales")), await team.connect(as("board"))];
    await board.query("SELECT count(*) FROM products");
    const statements = hostile
      .flatMap(([, all]) => all)
      .filter(
        (sql) =>
          sql.length < 500 &&
          /products|orders|duckdb_|pg_|information_schema|sqlite_master|show|describe|summar/i.test(sql),
      );
    expect(statements.length).toBeGreaterThan(60);
    for (const sql of statements) {
      const text = await sales.query(sql);
      expect({ sql, shown: shownIn(text, skus) }).toEqual({ sql, shown: [] });
      // The name itself comes back only where the statement says it.
      if (!sql.includes("products")) expect(text).not.toContain("products");
    }
  }, 120_000);
});

describe("people at the same time", () => {
  const GROUPS = ["sales", "buyers", "stock", "board"] as const;
  const orderSql = "SELECT customer_name, number FROM orders LIMIT 50";
  const actions: readonly ((member: Member) => Promise<string>)[] = [
    async (member) => (await member.names()).join(" "),
    async (member) => all(await member.call("setpilot_list_orders", { page_size: 20 })),
    async (member) => all(await member.call("setpilot_list_products", { page_size: 20 })),
    async (member) => all(await member.call("setpilot_check_access")),
    async (member) => all(await member.call("setpilot_query", { sql: orderSql })),
    async (member) => all(await member.call("setpilot_query", { sql: "SELECT sku, name FROM products" })),
    async (member) => all(await member.call("setpilot_list_tables", { tables: ["orders"] })),
    async (member) => all(await member.call("setpilot_list_tables", { tables: ["products"] })),
  ];
  const all = ({ text, beside }: { text: string; beside: string }) => text + beside;

  it("never see each other's rows, notes or names", async () => {
    const team = await openTeam(setpilot, sandbox, { file, key });
    const step = fc.record({ group: fc.constantFrom(...GROUPS), action: fc.nat(actions.length - 1) });
    const members = new Map<string, Member>();
    for (const group of GROUPS) members.set(group, await team.connect(as(group)));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        const answers = await Promise.all(
          steps.map(async ({ group, action }) => {
            const member = members.get(group);
            const text = member === undefined ? "" : await actions[action]?.(member);
            return { group, action, text: text ?? "" };
          }),
        );
        for (const { group, action, text } of answers) {
          const mayKnowPeople = group === "board";
          const mayKnowOrders = mayKnowPeople || group === "sales";
          const mayKnowProducts = mayKnowPeople || group === "buyers";
          const where = { group, action };
          if (!mayKnowPeople) expect({ ...where, seen: shownIn(text, customers) }).toEqual({ ...where, seen: [] });
          if (!mayKnowOrders) expect({ ...where, seen: shownIn(text, orderNumbers) }).toEqual({ ...where, seen: [] });
          if (!mayKnowProducts && group !== "stock") {
            expect({ ...where, seen: shownIn(text, skus) }).toEqual({ ...where, seen: [] });
          }
          if (group !== "sales") expect(text).not.toMatch(/masked/);
          for (const other of GROUPS)
            if (other !== group) expect(text).not.toMatch(new RegExp(`groups here[^.]*\\b${other}\\b`));
        }
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it("are told of changes of their own list only", async () => {
    const own = "spa_sk_team_changing";
    sandbox.setScopes(own, ["orders", "products", "inventory"]);
    const team = await openTeam(setpilot, sandbox, { file, key: own });
    const members = new Map<string, Member>();
    for (const group of ["sales", "buyers", "board"]) members.set(group, await team.connect(as(group)));
    for (const member of members.values()) await member.names();
    sandbox.setScopes(own, ["orders", "inventory"]);
    // The 403 makes the session look again.
    const lost = await members.get("buyers")?.call("setpilot_list_products");
    expect(lost?.text).toContain("The key of this Keyscope server lacks the scope products");
    await new Promise(setImmediate);
    expect([...members].map(([group, member]) => [group, member.changes()])).toEqual([
      ["sales", 0],
      ["buyers", 1],
      ["board", 1],
    ]);
    expect((await members.get("sales")?.call("setpilot_list_orders", { page_size: 1 }))?.text).not.toContain(
      "The tools changed",
    );
    expect((await members.get("board")?.call("setpilot_list_orders", { page_size: 1 }))?.text).toContain(
      "no longer setpilot_list_products",
    );
  });
});
