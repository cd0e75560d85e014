import { readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { sendpilot } from "../../src/connectors/catalog/sendpilot.ts";
import type { Connector } from "../../src/connectors/schema/connector.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { connect, generations, type TestClient, temporaryHome } from "../helpers/clients.ts";
import { runCommand } from "../helpers/command.ts";
import { apiId } from "../helpers/emulated.ts";
import { answer, type Reaction, startFakeApi } from "../helpers/fake-api.ts";
import { openPlace } from "../helpers/place.ts";

/*
 * Questions over all rows, through the whole server: what a key may not see, what is masked, and what several processes do.
 */

const place = await openPlace();
const { sandbox, withKey, withExample } = place;

const open = (environment: Record<string, string>, id = "setpilot"): Promise<TestClient> =>
  openForTest(connect(generations[1], environment, ["serve", id]));

const folderOf = (home: string) =>
  join(home, ...(process.platform === "darwin" ? ["Library", "Caches"] : [".cache"]), "keyscope", "tables");

describe("a key with one scope", () => {
  it("learns nothing of products, in whatever way it asks, until it is granted them", async () => {
    const key = "spa_sk_stock_only";
    sandbox.setScopes(key, ["inventory"]);
    const client = await open(withKey(key));
    const ask = (sql: string) => client.call("setpilot_query", { sql });
    const about = (table: string) => [
      `SELECT * FROM ${table}`,
      `SELECT count(*) FROM ${table}`,
      `SELECT (SELECT max(id) FROM ${table}) FROM inventory`,
      `SELECT * FROM inventory i WHERE EXISTS (SELECT 1 FROM ${table})`,
      `WITH t AS (SELECT * FROM ${table}) SELECT 1`,
      `DESCRIBE ${table}`,
      `SUMMARIZE ${table}`,
      `SELECT * FROM query('SELECT * FROM ${table}')`,
      `SELECT * FROM query_table('${table}')`,
      `SELECT * FROM main.${table}`,
      `SELECT * FROM duckdb_tables() WHERE table_name = '${table}'`,
      `SELECT * FROM information_schema.columns WHERE table_name = '${table}'`,
      `FROM ${table} SELECT name`,
      `PIVOT ${table} ON id IN (1)`,
    ];
    const told = async (table: string) => {
      const answers = [];
      for (const sql of about(table)) answers.push(await ask(sql));
      return answers.map(({ text, isError }) => `${isError} ${text.replaceAll(table, "that")}`);
    };
    expect((await ask("SELECT count(*) AS n FROM inventory")).isError).toBe(false);
    sandbox.clearRequests();
    // A table that nobody has ever heard of is told of in the same words.
    expect(await told("products")).toEqual(await told("nonsense"));
    expect(sandbox.requests.filter(({ path }) => path.includes("products"))).toEqual([]);
    const tables = await client.call("setpilot_list_tables");
    expect(tables.text).not.toContain("products");
    expect((await client.call("setpilot_list_tables", { tables: ["products"] })).isError).toBe(true);

    sandbox.setScopes(key, ["inventory", "products"]);
    // Another process looks at once; this one within the minute.
    const next = await open(withKey(key));
    const sql = "SELECT count(*) AS n FROM products";
    expect((await next.call("setpilot_query", { sql })).isError).toBe(false);
    const files = async () => (await readdir(folderOf(place.home))).filter((name) => name.includes("products"));
    expect(await files()).toHaveLength(1);
    sandbox.setScopes(key, ["inventory"]);
    const lost = await next.call("setpilot_query", { sql, refresh: true });
    expect(lost.isError).toBe(true);
    expect(lost.text).toContain("products");
    expect(await files()).toEqual([]);
  });

  it("that is revoked gets no rows, from memory or disk", async () => {
    const key = "spa_sk_soon_revoked";
    sandbox.setScopes(key, ["inventory"]);
    const client = await open(withKey(key));
    const sql = "SELECT count(*) AS n FROM inventory";
    expect((await client.call("setpilot_query", { sql })).isError).toBe(false);
    sandbox.revoke(key);
    const { text, isError } = await client.call("setpilot_query", { sql, refresh: true });
    expect(text).toContain("revoked");
    expect(isError).toBe(true);
    expect((await client.call("setpilot_query", { sql, partial: true })).isError).toBe(true);
    const next = await open(withKey(key));
    expect((await next.call("setpilot_query", { sql })).isError).toBe(true);
    expect((await readdir(folderOf(place.home))).filter((name) => name.includes("inventory"))).toEqual([]);
  });
});

/** Values of these fields are a person's. */
const PERSONAL =
  /"(?:email|phone|first_name|last_name|full_name|client_name|address1|firstName|lastName|linkedinUrl)":"([^"]{4,})"/g;

/** Whether it stands there, in whatever case, and not as a part of a longer word: Berg in Nürnberg. */
function hasWord(text: string, word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "iu").test(text);
}

describe.each([
  { connector: sendpilot, table: "leads", path: "leads?limit=100", text: ["firstName", "lastName"] },
  { connector: ebiz, table: "customers", path: "customers?limit=100", text: ["email", "phone"] },
  { connector: ebiz, table: "orders", path: "orders?limit=100", text: ["customer_email", "customer_phone"] },
] satisfies { connector: Connector; table: string; path: string; text: string[] }[])(
  "$connector.id's $table with privacy masked",
  ({ connector, table, path, text: columns }) => {
    let client: TestClient;
    const details = new Set<string>();

    beforeAll(async () => {
      const example = sandbox.examples[apiId(connector)].all;
      const key = example.parts.join(":");
      const headers = { "x-api-key": key, authorization: key.includes(":") ? `Basic ${btoa(key)}` : `Bearer ${key}` };
      const body = await (await fetch(new URL(path, sandbox.baseUrl(apiId(connector))), { headers })).text();
      for (const [, detail = ""] of body.matchAll(PERSONAL)) details.add(detail);
      const env = withExample(connector, example, { [connector.environment.privacy]: "masked" });
      client = await connect(generations[1], env, ["serve", connector.id]);
    });
    afterAll(() => client.close());

    it("shows no personal detail, whatever a statement does with it", async () => {
      expect(details.size).toBeGreaterThan(5);
      const prefix = connector.id;
      const described = await client.call(`${prefix}_list_tables`, { tables: [table] });
      const present = columns.filter((column) => described.text.includes(column));
      const column = `"${present[0] ?? "id"}"`;
      const statements = [
        `SELECT * FROM ${table} LIMIT 100`,
        `SELECT ${column}, count(*) FROM ${table} GROUP BY ALL ORDER BY 2 DESC`,
        `SELECT lower(${column}), upper(${column}), reverse(reverse(${column})), replace(${column}, '-', '') FROM ${table}`,
        `SELECT string_agg(${column}, '|') FROM ${table}`,
        `SELECT list(${column}) FROM ${table}`,
        `SELECT substr(${column}, 1, 3), substr(${column}, 4), hex(${column}) FROM ${table}`,
        `SELECT min(${column}), max(${column}), mode(${column}), any_value(${column}) FROM ${table}`,
        `SELECT CAST(${column} AS INTEGER) FROM ${table}`,
        `SELECT strptime(${column}, '%Y') FROM ${table}`,
        `SELECT error(${column}) FROM ${table}`,
        `SELECT to_json(t) FROM ${table} t`,
        `SELECT t FROM ${table} t`,
      ];
      const texts = [described.text];
      for (const sql of statements) texts.push((await client.call(`${prefix}_query`, { sql })).text);
      const all = texts.join("\n");
      expect([...details].filter((detail) => hasWord(all, detail))).toEqual([]);
      expect(texts.filter((text) => text.length > 200).length).toBeGreaterThan(4);
    });
  },
);

describe("a list of which the API gives a part in each row", () => {
  const partly = "coupons_usages: NOT ALL ROWS, each coupon names only some of its uses";

  it("is said to be one by whatever reads it, and by nothing else", async () => {
    const env = withExample(ebiz, sandbox.examples[apiId(ebiz)].all);
    const client = await open(env, "ebiz");
    const ask = async (sql: string) => (await client.call("ebiz_query", { sql })).text;
    expect(await ask("SELECT count(*) AS n FROM Coupons_Usages")).toMatch(
      /^# Coupons_Usages: NOT ALL ROWS, each coupon names .* number: a total is a lower bound\.$/m,
    );
    expect(await ask("SELECT code FROM coupons WHERE id IN (SELECT coupons_id FROM coupons_usages)")).toContain(partly);
    expect(await ask("SELECT sum(usage_count) AS n FROM coupons")).not.toContain("NOT ALL ROWS");
    expect((await client.call("ebiz_list_tables", { tables: ["coupons"] })).text).toContain(partly);
    const { path } = await openForTest(temporaryHome());
    const file = join(path, "uses.csv");
    const exported = await runCommand(["export", "coupons_usages", "--connector", "ebiz", "--to", file], { env });
    expect(exported.stderr).toContain(partly);
  });
});

describe("a table made of a list inside the rows of another", () => {
  it("is described by its own name, and a misspelt one is told the right one", async () => {
    const client = await open(withExample(ebiz, sandbox.examples[apiId(ebiz)].all), "ebiz");
    const tables = (...names: string[]) => client.call("ebiz_list_tables", { tables: names });
    const { text, isError } = await tables("Orders_items");
    expect(isError).toBe(false);
    expect(text).toMatch(/orders: all [\d,]+ rows/);
    expect(text).toContain("made of a list inside the rows of orders.");
    expect(text).toContain("orders_id,");
    expect(text).not.toContain("customer_email");
    expect((await tables("orders_items", "coupons")).text).toContain("coupons_usages: ");
    const wrong = await tables("orders_item");
    expect(wrong.isError).toBe(true);
    expect(wrong.text).toContain("There is no table orders_item. Did you mean orders_items? Tables: products, ");
    expect(wrong.text).toContain(", orders_items");
  });
});

/** A list of 25 orders, ten a page. */
const orders: Reaction = (socket, request) => {
  const page = Number(request.query.get("page") ?? 1);
  const rows = Array.from({ length: 25 }, (_, id) => ({ id, revenue: 2.5 })).slice((page - 1) * 10, page * 10);
  const meta = { shop: "Teapots", currency: "EUR", timezone: "UTC", generated_at: "2026-03-31T12:00:00Z" };
  answer(200, JSON.stringify({ data: { rows, total: 25 }, meta }))(socket, request);
};

describe("two processes of one person", () => {
  const sql = "SELECT count(*) AS n, sum(revenue) AS revenue FROM orders";

  it("read a table once between them", async () => {
    const { environment } = await openPlace(openForTest);
    let pages = 0;
    const fallback: Reaction = (socket, request) => {
      if (request.path.endsWith("orders/") && request.query.has("page")) pages += 1;
      orders(socket, request);
    };
    const api = await openForTest(startFakeApi({ fallback }));
    const env = environment({ SETPILOT_API_KEY: "spa_sk_anything", SETPILOT_BASE_URL: api.baseUrl });
    const [one, other] = await Promise.all([open(env), open(env)]);
    const answers = await Promise.all([one.call("setpilot_query", { sql }), other.call("setpilot_query", { sql })]);
    for (const { text } of answers) expect(text).toMatch(/orders: all 25 rows[\s\S]*25,62\.5/);
    expect(pages).toBe(4);
  });

  it("go on for each other when one is killed", async () => {
    const { environment, home } = await openPlace(openForTest);
    let isHanging = true;
    let hang = () => {};
    const hung = new Promise<void>((resolve) => {
      hang = resolve;
    });
    const fallback: Reaction = (socket, request) => {
      if (isHanging && request.query.get("page") === "2") hang();
      else orders(socket, request);
    };
    const api = await openForTest(startFakeApi({ fallback }));
    const env = environment({ SETPILOT_API_KEY: "spa_sk_anything", SETPILOT_BASE_URL: api.baseUrl });
    const [one, other] = [await open(env), await open(env)];
    const lost = one.call("setpilot_query", { sql }).catch(() => undefined);
    await hung;
    process.kill(one.pid, "SIGKILL");
    await lost;
    isHanging = false;
    // As if ten seconds had passed since its last sign of life.
    const folder = folderOf(home);
    const lock = (await readdir(folder)).find((name) => name.endsWith(".lock"));
    if (lock === undefined) throw new Error("there is no lock");
    const then = new Date(Date.now() - 11_000);
    await utimes(join(folder, lock), then, then);
    expect((await other.call("setpilot_query", { sql })).text).toContain("orders: all 25 rows");
    expect((await readdir(folder)).filter((name) => name.endsWith(".lock"))).toEqual([]);
  });

  it("leave no lock behind when one ends in the middle", async () => {
    const { environment, home } = await openPlace(openForTest);
    let hang = () => {};
    const hung = new Promise<void>((resolve) => {
      hang = resolve;
    });
    const fallback: Reaction = (socket, request) =>
      request.query.get("page") === "2" ? hang() : orders(socket, request);
    const api = await openForTest(startFakeApi({ fallback }));
    const env = environment({ SETPILOT_API_KEY: "spa_sk_anything", SETPILOT_BASE_URL: api.baseUrl });
    const one = await open(env);
    const lost = one.call("setpilot_query", { sql }).catch(() => undefined);
    await hung;
    await one.close();
    await lost;
    expect(await readdir(folderOf(home))).toEqual([]);
  });
});

it("where nothing can be kept on disk a question is answered all the same", async () => {
  const { sandbox, withKey, home } = await openPlace(openForTest);
  const file = join(home, "no-folder");
  await writeFile(file, "");
  const folder = process.platform === "win32" ? { LOCALAPPDATA: file } : { XDG_CACHE_HOME: file };
  const client = await open(withKey(sandbox.keys.all, folder));
  const { text } = await client.call("setpilot_query", { sql: "SELECT count(*) AS n FROM products" });
  expect(text).toMatch(/products: all \d+ rows/);
});

it("keyscope logout removes the rows of the profile", async () => {
  const { environment, home } = await openPlace(openForTest);
  const api = await openForTest(startFakeApi({ fallback: orders }));
  const env = environment({ SETPILOT_API_KEY: "spa_sk_anything", SETPILOT_BASE_URL: api.baseUrl });
  const client = await open(env);
  await client.call("setpilot_query", { sql: "SELECT count(*) FROM orders" });
  expect(await readdir(folderOf(home))).toHaveLength(1);
  await runCommand(["logout", "setpilot"], { env });
  expect(await readdir(folderOf(home))).toEqual([]);
});

it("tells before and after how whole days are compared with times", async () => {
  const client = await open(withExample(ebiz, sandbox.examples[apiId(ebiz)].all), "ebiz");
  const { text } = await client.call("ebiz_list_tables", { tables: ["orders"] });
  const [, column = "", latest = ""] = /^ {2}(\w+),TIMESTAMP\w*,.*? to (\d{4}-\d\d-\d\d)T/m.exec(text) ?? [];
  expect(text).toContain(`; compare days with ${column}::date. Below`);
  const count = async (condition: string) =>
    (await client.call("ebiz_query", { sql: `SELECT count(*) AS n FROM orders WHERE ${condition}` })).text;
  expect(await count(`${column} <= '${latest}'`)).toContain(
    `\n# ${column} is a time, so '${latest}' is 00:00 of that day, and rows of later that day are not counted to it. For whole days compare ${column}::date.\n`,
  );
  expect(await count(`${column}::date <= '${latest}'`)).not.toContain("is a time");
});
