import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/index.ts";
import { clientEnvironment, temporaryHome } from "../helpers/clients.ts";
import { endAll, open, type Protocol, protocols, type RawServer, startRaw, withEnvelope } from "./raw-server.ts";

let sandbox: Sandbox;
let home: Awaited<ReturnType<typeof temporaryHome>>;

beforeAll(async () => {
  sandbox = await startSandbox();
  home = await temporaryHome();
});

afterEach(endAll);

afterAll(async () => {
  await sandbox.close();
  await home.remove();
});

/** A server on which Node has warned of too many listeners has written so by the time it is gone. */
async function stderrAtTheEnd(server: RawServer): Promise<string> {
  server.child.stdin?.end();
  await server.ended;
  return server.stderr();
}

function start(): RawServer {
  const environment = { SETPILOT_API_KEY: sandbox.keys.all, SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
  return startRaw(clientEnvironment(home.path, environment));
}

function callMany(server: RawServer, protocol: Protocol, times: number, given: object) {
  const params = withEnvelope(protocol, { name: "setpilot_list_orders", arguments: given });
  return Promise.all(Array.from({ length: times }, (_, at) => server.ask(at, "tools/call", params)));
}

it.each(protocols)(
  "no warning when a client reads late: more answers wait than Node allows listeners, %s",
  async (p) => {
    const server = start();
    await open(server, p);
    server.child.stdout?.pause();
    const answers = callMany(server, p, 40, { page_size: 100 });
    // Once the API was asked, all forty are answered together; a fifth of a second is plenty to fill the pipe.
    await expect.poll(() => sandbox.requests.length).toBeGreaterThan(0);
    setTimeout(() => server.child.stdout?.resume(), 200);
    expect(await answers).toHaveLength(40);
    expect(await stderrAtTheEnd(server)).toBe("");
  },
);

it("no warning when a client with a known grant begins with many calls at once", async () => {
  const first = start();
  await open(first, "2025-11-25");
  await first.ask("list", "tools/list");
  first.child.stdin?.end();
  await first.ended;
  const server = start();
  await open(server, "2025-11-25");
  await server.ask("list", "tools/list");
  await callMany(server, "2025-11-25", 30, { page_size: 2 });
  expect(await stderrAtTheEnd(server)).toBe("");
});
