import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it, onTestFinished, vi } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { startHttpServer } from "../../src/http-server/server.ts";
import { serveOverHttp } from "../../src/mcp/http.ts";
import { postHeaders, withEnvelope } from "../helpers/raw-server.ts";
import { openFakeSession } from "../scopes/fake-session.ts";
import { noQuestions } from "../tools/no-questions.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** Gives memory back, and whatever waits for that its turn. */
async function clearMemory(): Promise<void> {
  for (let time = 0; time < 5; time += 1) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function startServer() {
  const { session } = openFakeSession(setpilot, () => ({ status: 200, body: "{}" }));
  const fail = (error: unknown) => {
    throw error;
  };
  const mcp = serveOverHttp({ session, questions: noQuestions }, { onListChanged() {}, onDefect: fail, onError: fail });
  const principal = { subject: "anna", client: undefined, claims: {} };
  const server = await startHttpServer({
    address: { host: "127.0.0.1", port: 0 },
    authenticator: { authenticate: async () => ({ ok: true, principal }) },
    mcpFor: async () => mcp,
    requesterFor: () => ({}),
    parts: [],
    onRefused: fail,
    onDefect: fail,
  });
  onTestFinished(() => server.close());
  return {
    server,
    post: (method: string, asked: object = {}) =>
      fetch(`${server.origin}/mcp`, {
        method: "POST",
        headers: { ...postHeaders("x"), "mcp-protocol-version": "2026-07-28", "mcp-method": method },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: withEnvelope("2026-07-28", asked) }),
      }),
  };
}

it("a stream of news can be ended however often memory was cleared since it began", async () => {
  const { server, post } = await startServer();
  const stream = await post("subscriptions/listen", { notifications: { toolsListChanged: true } });
  expect(stream.status).toBe(200);
  await clearMemory();
  server.endStreams();
  expect(await stream.text()).toContain("subscriptions/acknowledged");
}, 5_000);

it("nothing is kept of a request that was answered", async () => {
  const { post } = await startServer();
  const made: WeakRef<Request>[] = [];
  vi.stubGlobal(
    "Request",
    class extends Request {
      constructor(...given: ConstructorParameters<typeof Request>) {
        super(...given);
        made.push(new WeakRef(this));
      }
    },
  );
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  for (let time = 0; time < 30; time += 1) expect(await (await post("tools/list")).text()).toContain("check_access");
  await clearMemory();
  expect(made.length).toBeGreaterThanOrEqual(30);
  // The last of them may still be on their way out.
  expect(made.filter((request) => request.deref() !== undefined).length).toBeLessThan(5);
});
