import { beforeEach, describe, expect, it } from "vitest";
import { startSandbox } from "../../src/sandbox/index.ts";
import { COMMAND, connect, type Generation, generations, type TestClient } from "../helpers/clients.ts";
import { startKeychainCommands } from "../helpers/keychain-commands.ts";
import { OWN_TOOLS, ownTools } from "../helpers/own-tools.ts";

const { isSkipped, keyring, keyscope, sandbox } = await startKeychainCommands();

const dashboardTools = [
  "setpilot_get_summary",
  "setpilot_get_daily",
  "setpilot_get_cost_breakdown",
  "setpilot_get_top_products",
  "setpilot_get_customer_metrics",
  "setpilot_get_marketing",
];

describe.skipIf(isSkipped)("serving the key of the keychain", () => {
  beforeEach(async () => {
    await keyring().unlock();
    await keyscope("logout setpilot");
  });

  async function login(key: string): Promise<void> {
    const { exitCode } = await keyscope(`login setpilot --base-url ${sandbox.baseUrl("setpilot")}`, key);
    expect(exitCode).toBe(0);
  }

  /** A client that passes the six variables and the address of the bus, and nothing else. */
  async function withClient<T>(
    use: (client: TestClient) => Promise<T>,
    generation: Generation = generations[0],
    added: Record<string, string> = {},
  ): Promise<T> {
    const { env } = keyring();
    expect(Object.keys(env).sort()).toEqual(
      ["DBUS_SESSION_BUS_ADDRESS", "HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER"].sort(),
    );
    const client = await connect(generation, { ...env, ...added });
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  }

  it.each(generations)(
    "shows the tools of one scope, and one more after a scope was added and a restart: %s",
    async (generation) => {
      const key = `spa_sk_growing_${generations.indexOf(generation)}_0123`;
      sandbox.setScopes(key, ["dashboard"]);
      await login(key);
      const list = () => withClient((client) => client.toolNames(), generation);
      expect(await list()).toEqual([...dashboardTools, ...ownTools()]);
      // The grant is remembered now, and the second start must not go by it.
      sandbox.setScopes(key, ["dashboard", "orders"]);
      expect(await list()).toEqual([...dashboardTools, "setpilot_list_orders", ...ownTools()]);
    },
  );

  it("says that the keychain is locked, and has the tools after an unlock without a restart", async () => {
    const { lock, unlock } = keyring();
    await login(sandbox.keys.dashboard);
    await lock();
    await withClient(async (client) => {
      expect(await client.toolNames()).toEqual(["setpilot_check_access"]);
      const access = await client.call("setpilot_check_access");
      expect(access.text).toContain("The Secret Service is locked");
      expect(access.text).toContain("Unlock the login keyring");
      const refused = await client.call("setpilot_get_summary");
      expect(refused.isError).toBe(true);
      expect(refused.text).toContain("The Secret Service is locked");
      await unlock();
      expect(await client.toolNames()).toHaveLength(6 + OWN_TOOLS);
      expect((await client.call("setpilot_get_summary")).isError).toBe(false);
    });
  });

  it("finds a login that happens while it runs", async () => {
    await withClient(async (client) => {
      expect(await client.toolNames()).toEqual(["setpilot_check_access"]);
      const before = await client.call("setpilot_check_access");
      expect(before.text).toContain("There is no API key for Setpilot");
      expect(before.text).toContain(`${COMMAND} login setpilot`);
      await login(sandbox.keys.some);
      const changed = client.nextListChange();
      const after = await client.call("setpilot_check_access");
      expect(after.text).toContain("the key ending in b81e, from the Secret Service");
      await changed;
      expect(await client.toolNames()).toHaveLength(3 + OWN_TOOLS);
    });
  });

  it("changes to the key of a new login when the old one is rejected", async () => {
    const old = "spa_sk_replaced_0123456";
    sandbox.setScopes(old, ["dashboard"]);
    await login(old);
    await withClient(async (client) => {
      expect(await client.toolNames()).toHaveLength(6 + OWN_TOOLS);
      sandbox.revoke(old);
      await login(sandbox.keys.all);
      expect(await client.call("setpilot_get_summary")).toMatchObject({ isError: false });
      expect(await client.toolNames()).toHaveLength(9 + OWN_TOOLS);
    });
  });

  it("never sends the stored key to another server, whatever the environment says", async () => {
    const other = await startSandbox();
    try {
      await login(sandbox.keys.all);
      const elsewhere = { SETPILOT_BASE_URL: other.baseUrl("setpilot") };
      await withClient(
        async (client) => {
          expect(await client.toolNames()).toHaveLength(9 + OWN_TOOLS);
          expect((await client.call("setpilot_get_summary")).isError).toBe(false);
          const access = await client.call("setpilot_check_access");
          expect(access.text).toContain(`SETPILOT_BASE_URL is ignored (it names ${other.baseUrl("setpilot")})`);
        },
        generations[0],
        elsewhere,
      );
      const status = await keyscope("status setpilot", "", elsewhere);
      expect(status.stdout).toContain(`the stored key belongs to ${sandbox.baseUrl("setpilot")} and is sent nowhere`);
      expect((await keyscope("call setpilot_get_summary", "", elsewhere)).exitCode).toBe(0);
      expect((await keyscope("tools", "", elsewhere)).exitCode).toBe(0);
      expect(other.requests).toHaveLength(0);
    } finally {
      await other.close();
    }
  });

  it("never takes the stored key along a redirect", async () => {
    const other = await startSandbox();
    try {
      const key = "spa_sk_redirected_012345";
      sandbox.setScopes(key, ["dashboard"]);
      await login(key);
      sandbox.addFault(key, { kind: "redirect", location: `${other.baseUrl("setpilot")}dashboard/summary/` });
      const { stderr, exitCode } = await keyscope("call setpilot_get_summary");
      expect(exitCode).toBe(4);
      expect(stderr).toContain("answered with a redirect");
      expect(other.requests).toHaveLength(0);
    } finally {
      await other.close();
    }
  });
});
