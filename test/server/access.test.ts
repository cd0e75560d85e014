import { describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { sendpilot } from "../../src/connectors/catalog/sendpilot.ts";
import { setora } from "../../src/connectors/catalog/setora.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Scope } from "../../src/sandbox/index.ts";
import { exactGrant } from "../../src/scopes/grant.ts";
import { narrow } from "../../src/scopes/narrowing.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { connect, type Generation, generations, type TestClient } from "../helpers/clients.ts";
import { apiId } from "../helpers/emulated.ts";
import { OWN_TOOLS, ownTools } from "../helpers/own-tools.ts";
import { openPlace } from "../helpers/place.ts";

const allScopes: readonly Scope[] = ["dashboard", "orders", "products", "inventory"];

/** What each scope unlocks, written out: the table of the design, not derived from the code under test. */
const unlocked: Readonly<Record<Scope, readonly string[]>> = {
  dashboard: [
    "setpilot_get_summary",
    "setpilot_get_daily",
    "setpilot_get_cost_breakdown",
    "setpilot_get_top_products",
    "setpilot_get_customer_metrics",
    "setpilot_get_marketing",
  ],
  orders: ["setpilot_list_orders"],
  products: ["setpilot_list_products"],
  inventory: ["setpilot_list_inventory"],
};

function subsets(): Scope[][] {
  return Array.from({ length: 2 ** allScopes.length }, (_, bits) => allScopes.filter((_, at) => bits & (1 << at)));
}

const { sandbox, environment, withKey, withExample } = await openPlace();

/** A client of a server with this key. */
function open(key: string, generation: Generation = generations[0]): Promise<TestClient> {
  return openForTest(connect(generation, withKey(key)));
}

describe("the tools that a key's scopes permit", () => {
  it.each(subsets().map((scopes) => ({ scopes, name: scopes.join(" + ") || "no scope" })))(
    "$name",
    async ({ scopes }) => {
      const key = `spa_sk_subset_${scopes.join("_")}_key`;
      sandbox.setScopes(key, scopes);
      const names = await (await open(key)).toolNames();
      const endpoints = scopes.flatMap((scope) => unlocked[scope]);
      // Each of Setpilot's scopes permits a table.
      const own = scopes.length > 0 ? ownTools() : ["setpilot_check_access"];
      expect(names).toEqual([...endpoints, ...own]);
      expect(narrow(setpilot, exactGrant(setpilot, scopes), undefined).shown.map(({ tool }) => tool)).toEqual(
        endpoints,
      );
    },
  );
});

describe.each(generations)("access through %s", (generation) => {
  it("explains what is hidden, and refuses a hidden tool by naming the scope", async () => {
    const client = await open(sandbox.keys.some, generation);
    expect(await client.toolNames()).toHaveLength(3 + OWN_TOOLS);
    const access = await client.call("setpilot_check_access");
    expect(access.isError).toBe(false);
    expect(access.text).toContain("Scopes held: orders, products, inventory. Missing: dashboard (checked at");
    const listed = await client.toolNames();
    expect(access.text).toContain(`Tools shown (${listed.length}): ${listed.join(", ")}`);
    expect(access.text).toContain("- setpilot_get_summary: dashboard");
    expect(access.text).toContain("Settings → API Keys");
    const refused = await client.call("setpilot_get_summary");
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain("lacks the scope `dashboard`");
    expect(refused.text).toContain("It has orders, products, inventory.");
  });

  it("lists only the access tool for a rejected key, and stays up", async () => {
    const client = await open(sandbox.keys.revoked, generation);
    expect(await client.toolNames()).toEqual(["setpilot_check_access"]);
    const access = await client.call("setpilot_check_access");
    expect(access.text).toContain("HTTP 401");
    expect(access.text).toContain("Settings → API Keys");
    const refused = await client.call("setpilot_list_orders");
    expect(refused).toMatchObject({ isError: true });
    expect(refused.text).toContain("invalid or was revoked");
    expect(await client.toolNames()).toEqual(["setpilot_check_access"]);
  });

  it("lists what it could not find out: unknown is not denied", async () => {
    const client = await open(sandbox.keys.broken, generation);
    expect(await client.toolNames()).toHaveLength(9 + OWN_TOOLS);
    const access = await client.call("setpilot_check_access");
    expect(access.text).toContain("Not known yet: dashboard, orders, products, inventory");
    expect(access.text).toContain("HTTP 502");
  });

  it("tells the client when a scope is taken away, and says so in the call", async () => {
    const key = `spa_sk_robbed_${generations.indexOf(generation)}_key`;
    sandbox.setScopes(key, ["dashboard", "orders"]);
    const client = await open(key, generation);
    expect(await client.toolNames()).toHaveLength(7 + OWN_TOOLS);
    sandbox.setScopes(key, ["dashboard"]);
    const changed = client.nextListChange();
    const refused = await client.call("setpilot_list_orders");
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain("no longer has the scope `orders`");
    expect(refused.text).toContain("It has dashboard.");
    await changed;
    expect(await client.toolNames()).toHaveLength(6 + OWN_TOOLS);
  });

  it("says in the next text that the tools changed, for clients that do not listen", async () => {
    const key = `spa_sk_widened_${generations.indexOf(generation)}_key`;
    sandbox.setScopes(key, ["dashboard", "orders"]);
    const client = await open(key, generation);
    expect(await client.toolNames()).toHaveLength(7 + OWN_TOOLS);
    sandbox.setScopes(key, ["dashboard", "products"]);
    // Looks again because of the 403; what it finds beside the lost scope is what the text must tell.
    const refused = await client.call("setpilot_list_orders");
    expect(refused.text).toContain("no longer has the scope `orders`");
    expect(refused.text).toContain("The tools changed: now also setpilot_list_products");
    expect((await client.call("setpilot_list_products", { page_size: 1 })).text).not.toContain("The tools changed");
  });

  it("asks the API nothing before the first list", async () => {
    const key = `spa_sk_quiet_key_no${generations.indexOf(generation)}`;
    sandbox.setScopes(key, allScopes);
    const asked = () => sandbox.requests.filter(({ headers }) => headers["authorization"]?.endsWith(key.slice(-4)));
    const client = await open(key, generation);
    expect(client.instructions).toContain("Setpilot");
    expect(asked()).toHaveLength(0);
    await client.toolNames();
    expect(
      asked()
        .map(({ path }) => path)
        .sort(),
    ).toEqual([
      "/setpilot/api/v2/inventory/",
      "/setpilot/api/v2/orders/",
      "/setpilot/api/v2/products/",
      "/setpilot/api/v2/top-products/",
    ]);
  });
});

describe("without a key", () => {
  it("lists the access tool, and says which variable to set", async () => {
    const client = await openForTest(connect(generations[0], environment()));
    expect(await client.toolNames()).toEqual(["setpilot_check_access"]);
    const refused = await client.call("setpilot_get_summary");
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain("SETPILOT_API_KEY");
  });

  it("names a placeholder that the client did not replace", async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what clients pass on literally
    const placeholder = environment({ SETPILOT_API_KEY: "${SETPILOT_API_KEY}" });
    const client = await openForTest(connect(generations[0], placeholder));
    expect(await client.toolNames()).toEqual(["setpilot_check_access"]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
    expect((await client.call("setpilot_check_access")).text).toContain("${SETPILOT_API_KEY}");
  });
});

describe.each([
  {
    connector: sendpilot,
    menu: "Dashboard → Integrations → API Keys",
    why: "belongs to another workspace",
    tool: "sendpilot_get_credits",
  },
  {
    connector: setora,
    menu: "hub.setora.co.uk → Settings → Developer",
    why: "lacks the scope `read`",
    tool: "setora_list_locations",
  },
  { connector: ebiz, menu: "Settings → API", why: "lacks the permission `Read`", tool: "ebiz_list_products" },
] as const)("a key of $connector.id", ({ connector, menu, why, tool }) => {
  /** The tools of a server with one of the sandbox's keys, and what a call comes to. */
  async function refusalOf(key: "revoked" | "denied" | "limited") {
    const env = withExample(connector, sandbox.examples[apiId(connector)][key]);
    const client = await openForTest(connect(generations[0], env, ["serve", connector.id]));
    return { names: await client.toolNames(), ...(await client.call(tool)) };
  }

  it("that is revoked: only the access tool, and where to make another", async () => {
    const { names, text, isError } = await refusalOf("revoked");
    expect(names).toEqual([`${connector.id}_check_access`]);
    expect(isError).toBe(true);
    expect(text).toContain("HTTP 401");
    expect(text).toContain(menu);
  });

  it("that may not: why, and where to change that", async () => {
    const { text, isError } = await refusalOf("denied");
    expect(isError).toBe(true);
    expect(text).toContain("HTTP 403");
    expect(text).toContain(why);
    expect(text).toContain(menu);
  });

  it("that is over its limit: when to try again", async () => {
    const { text, isError } = await refusalOf("limited");
    expect(isError).toBe(true);
    expect(text).toMatch(/Try again in 3[2-4] s \(at \d\d:\d\d:\d\d\)/);
  });
});

describe("a key of e-biz that is refused for another reason than its own", () => {
  it.each([
    { key: "disabled", tools: 19, says: "Switch it on in the store's dashboard under Settings → Addons" },
    { key: "expired", tools: 1, says: "It has expired: keys of e-biz last 365 days" },
  ] as const)("$key", async ({ key, tools, says }) => {
    // Of its own: a 429 above may hold up whatever this machine asks of that address.
    const fresh = await openPlace(openForTest);
    const env = fresh.withExample(ebiz, fresh.sandbox.examples.ebiz[key]);
    const client = await openForTest(connect(generations[0], env, ["serve", "ebiz"]));
    expect(await client.toolNames()).toHaveLength(tools);
    expect((await client.call("ebiz_check_access")).text).toContain(says);
    const { text, isError } = await client.call("ebiz_list_orders");
    expect({ isError, told: text.includes(says) }).toEqual({ isError: true, told: true });
  });
});
