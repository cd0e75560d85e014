import { createServer } from "node:http";
import { beforeEach, describe, expect, it } from "vitest";
import { startSandbox } from "../../../src/sandbox/index.ts";
import { COMMAND } from "../../helpers/clients.ts";
import type { Ended } from "../../helpers/command.ts";
import { startKeychainCommands } from "../../helpers/keychain-commands.ts";
import { expectNoTraceOf, grantFiles } from "../migrate/leaks.ts";

const { isSkipped, keyring, keyscope, sandbox } = await startKeychainCommands();

describe.skipIf(isSkipped)("login from a pipe", () => {
  const url = sandbox.baseUrl("setpilot");

  beforeEach(async () => {
    await keyscope("logout setpilot");
    sandbox.clearRequests();
  });

  function login(key: string, more = "", added: Record<string, string> = {}): Promise<Ended> {
    return keyscope(`login setpilot --privacy shown --base-url ${url}${more}`, `${key}\n`, added);
  }

  async function expectNothingStored(profile = "default"): Promise<void> {
    const { stdout, exitCode } = await keyscope(`status setpilot --json --profile ${profile}`);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ key: null, problem: { kind: "no-key" } });
    expect(stdout).toContain("nothing is stored in the keychain");
  }

  it("names the profile that was perhaps meant, and those that have a key", async () => {
    await login(sandbox.keys.all);
    const { stdout, exitCode } = await keyscope("status setpilot --profile defalt");
    expect(exitCode).toBe(3);
    expect(stdout).toContain("Did you mean --profile default? Profiles with a key: default.");
  });

  it("tries the key, prints store and scopes with their tools, and stores it for every command", async () => {
    const key = sandbox.keys.some;
    const welcome = await login(key);
    expect(welcome).toMatchObject({ exitCode: 0, stderr: "" });
    expect(welcome.stdout.split("\n").slice(0, 14)).toEqual([
      "Setpilot store: Waldkauz Kaffee",
      "",
      "SCOPE      STATE    TOOLS",
      "dashboard  denied   setpilot_get_summary",
      "                    setpilot_get_daily",
      "                    setpilot_get_cost_breakdown",
      "                    setpilot_get_top_products",
      "                    setpilot_get_customer_metrics",
      "                    setpilot_get_marketing",
      "orders     granted  setpilot_list_orders",
      "products   granted  setpilot_list_products",
      "inventory  granted  setpilot_list_inventory",
      "",
      `Stored in the Secret Service as setpilot:default. It is sent to ${new URL(url).host} and nowhere else.`,
    ]);
    expect(welcome.stdout).toContain("6 tools stay hidden, because the key lacks dashboard.");
    expect(welcome.stdout).toContain(`\`${COMMAND} install setpilot\``);

    const status = await keyscope("status setpilot --json");
    expect(status).toMatchObject({ exitCode: 0, stderr: "" });
    expect(JSON.parse(status.stdout)).toMatchObject({
      key: { lastFour: "b81e", source: { kind: "keychain", store: "Secret Service" }, baseUrl: url },
      store: "Waldkauz Kaffee",
      scopes: { dashboard: "denied", orders: "granted", products: "granted", inventory: "granted" },
      problem: null,
      notes: [],
    });
    const tools = await keyscope("tools");
    expect(tools).toMatchObject({ exitCode: 0, stderr: "" });
    expect(tools.stdout).toContain("Setpilot: 6 shown, 6 hidden.");
    const call = await keyscope("call setpilot_list_orders page_size=1");
    expect(call).toMatchObject({ exitCode: 0, stderr: "" });
    expect(call.stdout).toContain("Waldkauz Kaffee");

    expectNoTraceOf(key, [welcome, status, tools, call], keyring().env["HOME"] ?? "");
    expect(grantFiles(keyring().env["HOME"] ?? "")).toHaveLength(1);
  });

  it("stores nothing of a rejected key, not even untested", async () => {
    const before = grantFiles(keyring().env["HOME"] ?? "");
    for (const more of ["", " --untested"]) {
      const { stdout, stderr, exitCode } = await login(sandbox.keys.revoked, more);
      expect(exitCode).toBe(3);
      expect(stdout).toBe("");
      expect(stderr).toContain("rejected the API key ending in 40d6 (HTTP 401): it is invalid or was revoked.");
      expect(stderr).toContain("Settings → API Keys");
      expect(stderr).toContain("Nothing was stored.");
    }
    await expectNothingStored();
    expect(grantFiles(keyring().env["HOME"] ?? "")).toEqual(before);
  });

  it("stores a key that could not be tried only when told to", async () => {
    const address = `http://127.0.0.1:${await closedPort()}/api/`;
    const refused = await keyscope(`login --base-url ${address}`, sandbox.keys.all);
    expect(refused).toMatchObject({ exitCode: 4, stdout: "" });
    expect(refused.stderr).toContain("could not be tried");
    expect(refused.stderr).toContain("refused the connection");
    expect(refused.stderr).toContain("Nothing was stored. To store the key all the same, add --untested.");
    await expectNothingStored();

    const stored = await keyscope(`login --base-url ${address} --untested`, sandbox.keys.all);
    expect(stored.exitCode).toBe(0);
    expect(stored.stdout).toMatch(/^orders +unknown +setpilot_list_orders$/m);
    const status = await keyscope("status setpilot --json");
    expect(status.exitCode).toBe(4);
    expect(JSON.parse(status.stdout)).toMatchObject({ key: { lastFour: "7f3a", baseUrl: address } });
  });

  it.each(["limited", "broken"] as const)("stores nothing while the API cannot answer: %s", async (name) => {
    const { stderr, exitCode } = await login(sandbox.keys[name]);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("add --untested");
    await expectNothingStored();
  });

  it("does not take what it found out earlier for a try", async () => {
    const key = "spa_sk_used_before_0123";
    sandbox.setScopes(key, ["orders"]);
    expect((await login(key)).exitCode).toBe(0);
    sandbox.addFault(key, { kind: "html", status: 502 });
    const { stdout, stderr, exitCode } = await login(key, " --profile later");
    expect(exitCode).toBe(4);
    expect(stdout).toBe("");
    expect(stderr).toContain("The key could not be tried.");
    await expectNothingStored("later");
  });

  it("questions an unusual prefix and tries the key all the same", async () => {
    sandbox.setScopes("other_sk_0123456789abcdef", ["orders"]);
    const { stdout, stderr, exitCode } = await login("other_sk_0123456789abcdef");
    expect(stderr).toBe("Setpilot keys begin with spa_sk_, and this one does not. Trying it all the same.\n");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Stored in the Secret Service");
  });

  it("says so when a key has no scope at all", async () => {
    sandbox.setScopes("spa_sk_without_scopes_0000", []);
    const { stdout, exitCode } = await login("spa_sk_without_scopes_0000");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("The key has none of Setpilot's scopes, so all 9 tools stay hidden.");
  });

  it("says which key it replaces, what either may do, and forgets what was known of the old one", async () => {
    const first = await login(sandbox.keys.dashboard);
    expect(first.stdout).not.toContain("replaces");
    const second = await login(sandbox.keys.some);
    expect(second.stdout).toContain(
      "The key ending in b81e (scopes: orders, products, inventory) replaces the key ending in 2c9d (scope: dashboard). The old one still works: revoke it in Setpilot under Settings → API Keys.\n",
    );
    expect(second.stdout).toContain("Servers that are already running use this key within 10 s.");
    expect(grantFiles(keyring().env["HOME"] ?? "")).toHaveLength(1);
    const again = await login(sandbox.keys.some);
    expect(again.stdout).toContain("It is the key that was stored before.");
    const address = `http://127.0.0.1:${await closedPort()}/api/`;
    const untested = await keyscope(`login setpilot --base-url ${address} --untested`, sandbox.keys.all);
    expect(untested.stdout).toContain(
      `The key ending in 7f3a replaces the key ending in b81e (scopes: orders, products, inventory), which was for ${new URL(url).host}. The old one`,
    );
    expectNoTraceOf(sandbox.keys.some, [second, again, untested], keyring().env["HOME"] ?? "");
  });

  it.each([
    '"KEY"',
    "Bearer KEY",
    'export SETPILOT_API_KEY="KEY"\n',
    "SETPILOT_API_KEY=KEY",
    "Authorization: Bearer KEY\r\n",
    "\ufeffKEY\n\n",
  ])("takes off what surrounds a pasted key: %j", async (pasted) => {
    expect((await login(pasted.replace(/KEY(?!=)/, sandbox.keys.all))).exitCode).toBe(0);
    expect(JSON.parse((await keyscope("status setpilot --json")).stdout)).toMatchObject({ key: { lastFour: "7f3a" } });
  });

  it("keeps two profiles beside each other", async () => {
    await login(sandbox.keys.dashboard, " --profile north");
    const south = await login(sandbox.keys.some, " --profile south");
    expect(south.stdout).toContain("as setpilot:south.");
    expect(south.stdout).toContain(`\`${COMMAND} install setpilot --profile south\``);
    const shown = async (profile: string) => {
      const { key, tools } = JSON.parse((await keyscope(`status setpilot --json --profile ${profile}`)).stdout);
      return [key.lastFour, tools.shown.length];
    };
    expect([await shown("north"), await shown("south")]).toEqual([
      ["2c9d", 9],
      ["b81e", 6],
    ]);
    await expectNothingStored();
    expect((await keyscope("logout setpilot --profile north")).exitCode).toBe(0);
    await expectNothingStored("north");
    expect(await shown("south")).toEqual(["b81e", 6]);
  });

  it("leaves one whole pair of key and address when two logins run at once", async () => {
    const other = await startSandbox();
    try {
      const ends = await Promise.all([
        login(sandbox.keys.some),
        keyscope(`login --base-url ${other.baseUrl("setpilot")}`, other.keys.dashboard),
      ]);
      expect(ends.map(({ exitCode }) => exitCode)).toContain(0);
      for (const { exitCode, stderr } of ends) {
        if (exitCode !== 0) expect(stderr).toContain("Another login stored a different key at the same moment.");
      }
      const { key, scopes } = JSON.parse((await keyscope("status setpilot --json")).stdout);
      expect([
        [url, "b81e", "denied"],
        [other.baseUrl("setpilot"), "2c9d", "granted"],
      ]).toContainEqual([key.baseUrl, key.lastFour, scopes.dashboard]);
    } finally {
      await other.close();
    }
  });

  it("says when the environment comes first", async () => {
    const { stderr, exitCode } = await login(sandbox.keys.all, "", { SETPILOT_API_KEY: "spa_sk_from_environment" });
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      "SETPILOT_API_KEY is set in this environment and comes first: where it is set, the stored key is not used.\n",
    );
  });

  it("does not show a key that the API echoes, nor more than one line as the store's name", async () => {
    const key = "spa_sk_echoed_0123456789";
    sandbox.setScopes(key, ["orders"]);
    const body = JSON.stringify({ data: [], meta: { shop: `Shop ${key}\nStored in the safe\u001b[2J` } });
    sandbox.addFault(key, { kind: "raw", body });
    const welcome = await login(key);
    expect(welcome.stdout.split("\n")[0]).toBe("Setpilot store: Shop [secret] Stored in the safe[2J");
    const status = await keyscope("status setpilot");
    sandbox.heal(key);
    sandbox.addFault(key, { kind: "status", status: 500, body: JSON.stringify({ detail: `bad key ${key}` }) });
    const troubled = [
      await keyscope("status setpilot"),
      await keyscope("status setpilot --json"),
      await keyscope("tools"),
    ];
    const again = await login(key);
    for (const { stdout, stderr, exitCode } of [...troubled, again]) {
      expect(exitCode).toBe(4);
      expect(stdout + stderr).toContain("bad key [secret]");
    }
    expectNoTraceOf(key, [welcome, status, ...troubled, again], keyring().env["HOME"] ?? "");
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
