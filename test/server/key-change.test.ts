import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Scope } from "../../src/sandbox/index.ts";
import { filesBelow } from "../commands/migrate/leaks.ts";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { clientEnvironment, connect, generations, type TestClient, temporaryHome } from "../helpers/clients.ts";
import { startKeychainCommands } from "../helpers/keychain-commands.ts";
import { OWN_TOOLS, ownTools } from "../helpers/own-tools.ts";
import { expectPlainWords } from "../helpers/plain-words.ts";

/* Keys that change while the server runs: in the environment, and in a real keychain, stored by the real `keyscope login`. */

const { isSkipped, keyring, keyscope, sandbox } = await startKeychainCommands();
const { path: home } = await openForFile(temporaryHome());
let keys = 0;

describe("a key in the environment that is revoked while the server runs", () => {
  let key: string;
  let client: TestClient;

  beforeEach(async () => {
    keys += 1;
    key = `spa_sk_key_change_number_${keys}`;
    sandbox.setScopes(key, ["dashboard", "orders", "products", "inventory"]);
    const environment = { SETPILOT_API_KEY: key, SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
    client = await openForTest(connect(generations[0], clientEnvironment(home, environment)));
    expect(await client.toolNames()).toHaveLength(9 + OWN_TOOLS);
    sandbox.revoke(key);
  });

  /** Whatever a call is about, nothing leaves that must not. */
  async function call(tool: string) {
    const result = await client.call(tool);
    expectPlainWords(result, [key, home]);
    return result;
  }

  it("takes the tools away, and gives them back once it is good again, with no restart", async () => {
    const gone = client.nextListChange();
    const refused = await call("setpilot_get_summary");
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain("(HTTP 401): it is invalid or was revoked.");
    expect(refused.text).toContain(`ending in ${key.slice(-4)}`);
    expect(refused.text).toContain("Settings → API Keys");
    await gone;
    expect(await client.toolNames()).toEqual(["setpilot_check_access"]);
    sandbox.setScopes(key, ["orders"]);
    const back = client.nextListChange();
    expect((await call("setpilot_check_access")).text).toContain("Scopes held: orders.");
    await back;
    expect(await client.toolNames()).toEqual(["setpilot_list_orders", ...ownTools()]);
    expect(await call("setpilot_list_orders")).toMatchObject({ isError: false });
  });

  it("is not sent again until someone asks for a look", async () => {
    await call("setpilot_get_summary");
    sandbox.clearRequests();
    for (const tool of ["setpilot_get_summary", "setpilot_list_orders"]) {
      expect((await call(tool)).text).toContain("it is invalid or was revoked");
    }
    expect(sandbox.requests).toHaveLength(0);
  });
});

describe.skipIf(isSkipped)("a key in the keychain", () => {
  beforeEach(async () => {
    await keyscope("logout setpilot");
  });

  const open = () => openForTest(connect(generations[0], keyring().env));

  /** Stores a new key with these scopes, as a person does it. */
  async function logIn(...scopes: Scope[]): Promise<string> {
    keys += 1;
    const key = `spa_sk_stored_by_a_person_${keys}`;
    sandbox.setScopes(key, scopes);
    const login = `login setpilot --base-url ${sandbox.baseUrl("setpilot")}`;
    const { exitCode, stderr } = await keyscope(login, key);
    expect(exitCode, stderr).toBe(0);
    sandbox.clearRequests();
    return key;
  }

  it("that is revoked and replaced: the call succeeds, and the list follows", async () => {
    const first = await logIn("dashboard");
    const client = await open();
    expect(await client.toolNames()).toHaveLength(6 + OWN_TOOLS);
    sandbox.revoke(first);
    await logIn("dashboard", "orders");
    const changed = client.nextListChange();
    expect(await client.call("setpilot_get_summary")).toMatchObject({ isError: false });
    await changed;
    expect(await client.toolNames()).toHaveLength(7 + OWN_TOOLS);
    // Four probes and the call itself. The old key is not even tried.
    expect(sandbox.requests.map(({ status }) => status).sort()).toEqual([200, 200, 200, 403, 403]);
  });

  /** Everything that reaches the API is sent with one of these keys. */
  const keysSent = () => [...new Set(sandbox.requests.map(({ headers }) => headers["authorization"]))];

  it("that is removed by a logout: no server that runs sends it again, and their lists are empty", async () => {
    await logIn("dashboard");
    const servers = [await open(), await openForTest(connect(generations[2], keyring().env))];
    for (const server of servers) {
      expect(await server.toolNames()).toHaveLength(6 + OWN_TOOLS);
      expect(await server.call("setpilot_get_summary")).toMatchObject({ isError: false });
    }
    const told = servers.map((server) => server.nextListChange());
    expect((await keyscope("logout setpilot")).stdout).toContain("Servers that are running stop using it");
    sandbox.clearRequests();
    for (const server of servers) {
      const { text, isError } = await server.call("setpilot_get_summary");
      expect(isError).toBe(true);
      expect(text).toContain("There is no API key for Setpilot: nothing is stored in the keychain");
    }
    await Promise.all(told);
    for (const server of servers) expect(await server.toolNames()).toEqual(["setpilot_check_access"]);
    expect(sandbox.requests).toEqual([]);
  });

  it("that is replaced by one with fewer scopes, while it still works: each server goes over to the new one by itself", async () => {
    await logIn("dashboard", "orders");
    const servers = [await open(), await open()];
    for (const server of servers) expect(await server.toolNames()).toHaveLength(7 + OWN_TOOLS);
    const told = servers.map((server) => server.nextListChange());
    const key = await logIn("orders");
    // Nobody calls anything: a server looks by itself.
    await Promise.all(told);
    for (const server of servers) {
      expect(await server.toolNames()).toEqual(["setpilot_list_orders", ...ownTools()]);
      expect(await server.call("setpilot_list_orders")).toMatchObject({ isError: false });
    }
    expect(keysSent()).toEqual([`Bearer …${key.slice(-4)}`]);
  });

  it("that is removed takes with it the rows that were read with it, on disk and in the engine's process", async () => {
    await logIn("inventory");
    const client = await open();
    const sql = "SELECT count(*) AS n FROM inventory";
    expect(await client.call("setpilot_query", { sql })).toMatchObject({ isError: false });
    const rows = () => filesBelow(join(keyring().env["HOME"] ?? "", ".cache/keyscope/tables"));
    const engines = () => readFileSync(`/proc/${client.pid}/task/${client.pid}/children`, "utf8").trim();
    expect([rows().length, engines()]).toEqual([1, expect.stringMatching(/^\d+$/)]);
    await keyscope("logout setpilot");
    expect((await client.call("setpilot_query", { sql })).text).toContain("There is no API key for Setpilot");
    await vi.waitFor(() => expect([rows(), engines()]).toEqual([[], ""]));
  });

  it("whose settings change: a server that runs goes by them", async () => {
    await logIn("orders");
    const client = await open();
    const orders = () => client.call("setpilot_list_orders", { page_size: 1 });
    expect((await orders()).text).not.toContain("Personal data is masked");
    await keyscope("settings setpilot --privacy masked");
    expect((await orders()).text).toContain("Personal data is masked");
    await keyscope("settings setpilot --privacy shown");
    expect((await orders()).text).not.toContain("Personal data is masked");
  });

  it("that was rejected from the start: the tools appear with a good one, without a restart", async () => {
    sandbox.revoke(await logIn("dashboard"));
    const client = await open();
    expect(await client.toolNames()).toEqual(["setpilot_check_access"]);
    await logIn("dashboard");
    expect(await client.toolNames()).toHaveLength(6 + OWN_TOOLS);
  });

  it("that is stored only after the start: a look at the access finds it, and the client is told", async () => {
    const client = await open();
    expect(await client.toolNames()).toEqual(["setpilot_check_access"]);
    await logIn("products");
    const changed = client.nextListChange();
    expect((await client.call("setpilot_check_access")).text).toContain("Scopes held: products.");
    await changed;
    expect(await client.toolNames()).toEqual(["setpilot_list_products", ...ownTools()]);
  });
});
