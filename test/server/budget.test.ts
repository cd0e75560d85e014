import { afterEach, beforeEach, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/index.ts";
import { clientEnvironment, connect, generations, type TestClient, temporaryHome } from "../helpers/clients.ts";

let sandbox: Sandbox;
let home: Awaited<ReturnType<typeof temporaryHome>>;
let clients: TestClient[];

beforeEach(async () => {
  sandbox = await startSandbox();
  home = await temporaryHome();
  const environment = clientEnvironment(home.path, {
    SETPILOT_API_KEY: sandbox.keys.all,
    SETPILOT_BASE_URL: sandbox.baseUrl("setpilot"),
  });
  clients = await Promise.all([1, 2, 3].map(() => connect(generations[0], environment)));
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await sandbox.close();
  await home.remove();
});

it("three servers with one key stay within the key's limit together, in a burst of 1,000 calls", async () => {
  await Promise.all(clients.map((client) => client.toolNames()));
  const calls = Array.from({ length: 1_000 }, (_, at) => ({ client: clients[at % 3], page: at + 1 }));
  const results = await Promise.all(
    calls.map(({ client, page }) => client?.call("setpilot_list_orders", { page, page_size: 1 })),
  );
  const answered = results.filter((result) => result?.isError === false);
  const turnedAway = results.filter((result) => result?.text.includes("120 requests a minute"));
  expect(answered.length + turnedAway.length).toBe(1_000);
  expect(sandbox.requests.filter(({ status }) => status === 429)).toEqual([]);
  expect(sandbox.requests.length).toBeLessThanOrEqual(120);
  // Sharing must not waste the limit either.
  expect(sandbox.requests.length).toBeGreaterThanOrEqual(115);
});

it("a wait that the API asked one server for holds for the others", async () => {
  const [one, other] = clients;
  await Promise.all([one?.toolNames(), other?.toolNames()]);
  sandbox.addFault(sandbox.keys.all, { kind: "status", status: 429, retryAfter: 34 }, { requests: 1 });
  expect((await one?.call("setpilot_get_summary"))?.text).toContain("HTTP 429");
  sandbox.clearRequests();
  const refused = await other?.call("setpilot_get_summary");
  expect(refused?.isError).toBe(true);
  expect(refused?.text).toMatch(/Try again in 3[2-4] s/);
  expect(sandbox.requests).toEqual([]);
});
