import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startSandbox } from "../../src/sandbox/index.ts";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { clientEnvironment, connect, generations, temporaryHome } from "../helpers/clients.ts";
import { OWN_TOOLS } from "../helpers/own-tools.ts";

/* A key in a file, which is replaced as secrets are rotated, while the server runs. */

const sandbox = await openForFile(startSandbox());
const { path: home } = await openForFile(temporaryHome());
const path = join(home, "setpilot-key");

/** As Kubernetes and careful people do it: the new file takes the place of the old one at once. */
function rotate(key: string): void {
  writeFileSync(`${path}.new`, `${key}\n`);
  renameSync(`${path}.new`, path);
}

it("is read anew when the file is replaced, and let go when it is removed, with no restart", async () => {
  const [first, second] = ["spa_sk_key_in_a_file_number_1", "spa_sk_key_in_a_file_number_2"];
  sandbox.setScopes(first, ["dashboard"]);
  sandbox.setScopes(second, ["dashboard", "orders"]);
  rotate(first);
  const environment = { SETPILOT_API_KEY_FILE: path, SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
  const client = await openForTest(connect(generations[0], clientEnvironment(home, environment)));
  expect(await client.toolNames()).toHaveLength(6 + OWN_TOOLS);
  const access = await client.call("setpilot_check_access");
  expect(access.text).toContain(
    `the key ending in er_1, from the file named by SETPILOT_API_KEY_FILE, profile default`,
  );

  sandbox.clearRequests();
  const changed = client.nextListChange();
  rotate(second);
  expect(await client.call("setpilot_get_summary")).toMatchObject({ isError: false });
  await changed;
  expect(await client.toolNames()).toHaveLength(7 + OWN_TOOLS);
  const keysSent = new Set(sandbox.requests.map(({ headers }) => headers["authorization"]));
  expect([...keysSent], "the old key is not sent again").toEqual([`Bearer …${second.slice(-4)}`]);

  const gone = client.nextListChange();
  rmSync(path);
  const refused = await client.call("setpilot_get_summary");
  expect(refused).toMatchObject({ isError: true });
  expect(refused.text).toContain(`SETPILOT_API_KEY_FILE names ${path}`);
  await gone;
  expect(await client.toolNames()).toEqual(["setpilot_check_access"]);

  const back = client.nextListChange();
  rotate(second);
  await back;
  expect(await client.call("setpilot_get_summary")).toMatchObject({ isError: false });
});
