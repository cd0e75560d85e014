import { expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { serveOverHttp } from "../../src/mcp/http.ts";
import { type Protocol, protocols, withEnvelope } from "../helpers/raw-server.ts";
import { openFakeSession } from "../scopes/fake-session.ts";
import { noQuestions } from "../tools/no-questions.ts";

/*
 * A server over HTTP runs for months, and makes a server of the SDK for each request: nothing of one may stay.
 */

it.each(protocols)("a request of %s leaves nobody behind who listens to the session", async (protocol) => {
  const { session } = openFakeSession(setpilot, async () => ({ status: 200, body: "{}" }));
  const listeners = new Set<symbol>();
  const mcp = serveOverHttp(
    { session: { ...session, onGrantChanged: listen }, questions: noQuestions },
    {
      onListChanged: () => undefined,
      onDefect: (error) => expect.unreachable(String(error)),
      onError: () => undefined,
    },
  );

  function listen(): () => void {
    const id = Symbol();
    listeners.add(id);
    return () => listeners.delete(id);
  }

  const bodies = [
    { id: 1, method: "tools/list", params: {} },
    { id: 2, method: "tools/call", params: { name: "no_such_tool" } },
    { id: 3, method: "no/such/method", params: {} },
    { method: "notifications/initialized", params: {} },
  ].map((message) => ({ jsonrpc: "2.0", ...message, params: withEnvelope(protocol, message.params) }));
  for (const body of bodies) {
    for (const accept of ["application/json, text/event-stream", "text/html"]) {
      const answer = await mcp.answer(requestOf(protocol, body, accept), body);
      await answer.text();
    }
  }
  await expect.poll(() => listeners.size, { interval: 5 }).toBe(1);
  mcp.retire();
  expect(listeners.size).toBe(0);
});

function requestOf(
  protocol: Protocol,
  { method, params }: { method: string; params: object },
  accept: string,
): Request {
  const name = "name" in params ? { "mcp-name": String(params.name) } : {};
  const headers = { "content-type": "application/json", "mcp-protocol-version": protocol, "mcp-method": method };
  return new Request("http://localhost/mcp", { method: "POST", headers: { accept, ...headers, ...name } });
}
