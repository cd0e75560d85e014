import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, type Scope, startSandbox } from "../../src/sandbox/index.ts";
import { connect, generations, type TestClient } from "../helpers/clients.ts";
import { runCommand } from "../helpers/command.ts";
import { type KeyringSession, running, startKeyringSession } from "../helpers/keyring-session.ts";

/** Keys that change while the server runs, in a real keychain, stored by the real `keyscope login`. */

const keyring = await startKeyringSession();

describe.skipIf("skipped" in keyring)("a key in the keychain", () => {
  let session: KeyringSession;
  let sandbox: Sandbox;
  let client: TestClient;
  let keys = 0;

  beforeAll(async () => {
    session = running(keyring);
    sandbox = await startSandbox();
  });

  beforeEach(async () => {
    await runCommand(["logout", "setpilot"], { env: session.env });
  });

  afterEach(() => client.close());

  afterAll(async () => {
    await sandbox.close();
    await session.stop();
  });

  /** Stores a new key with these scopes, as a person does it. */
  async function logIn(...scopes: Scope[]): Promise<string> {
    keys += 1;
    const key = `spa_sk_stored_by_a_person_${keys}`;
    sandbox.setScopes(key, scopes);
    const login = ["login", "setpilot", "--base-url", sandbox.baseUrl("setpilot")];
    const { exitCode, stderr } = await runCommand(login, { env: session.env, stdin: key });
    expect(exitCode, stderr).toBe(0);
    sandbox.clearRequests();
    return key;
  }

  it("that is revoked and replaced: the call succeeds, and the list follows", async () => {
    const first = await logIn("dashboard");
    client = await connect(generations[0], session.env);
    expect(await client.toolNames()).toHaveLength(7);
    sandbox.revoke(first);
    await logIn("dashboard", "orders");
    const changed = client.nextListChange();
    expect(await client.call("setpilot_get_summary")).toMatchObject({ isError: false });
    await changed;
    expect(await client.toolNames()).toHaveLength(8);
    // The old key once, then four probes and the call itself with the new one.
    expect(sandbox.requests.map(({ status }) => status).sort()).toEqual([200, 200, 200, 401, 403, 403]);
  });

  it("that was rejected from the start: the tools appear with a good one, without a restart", async () => {
    sandbox.revoke(await logIn("dashboard"));
    client = await connect(generations[0], session.env);
    expect(await client.toolNames()).toEqual(["setpilot_check_access"]);
    await logIn("dashboard");
    expect(await client.toolNames()).toHaveLength(7);
  });

  it("that is stored only after the start: a look at the access finds it, and the client is told", async () => {
    client = await connect(generations[0], session.env);
    expect(await client.toolNames()).toEqual(["setpilot_check_access"]);
    await logIn("products");
    const changed = client.nextListChange();
    expect((await client.call("setpilot_check_access")).text).toContain("Scopes held: products.");
    await changed;
    expect(await client.toolNames()).toEqual(["setpilot_list_products", "setpilot_check_access"]);
  });
});
