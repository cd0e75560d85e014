import { expect, it, onTestFinished } from "vitest";
import { type Authenticator, bearerToken } from "../../src/auth/authenticator.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { createRequesters } from "../../src/http-server/requesters.ts";
import { startHttpServer } from "../../src/http-server/server.ts";
import { serveOverHttp } from "../../src/mcp/http.ts";
import { createFakeClock } from "../helpers/fake-clock.ts";
import { postHeaders } from "../helpers/raw-server.ts";
import { openFakeSession } from "../scopes/fake-session.ts";
import { noQuestions } from "../tools/no-questions.ts";

/** Lets everybody in by the name that they give as their token; "local" is whoever runs the server alone. */
const byName: Authenticator = {
  async authenticate(authorization) {
    const subject = bearerToken(authorization) ?? "";
    const claims = subject === "local" ? {} : { iss: "https://id.example" };
    return { ok: true, principal: { subject, client: undefined, claims } };
  },
};

/** A server for a team, each of whom may make so many calls a minute, and what each of their calls came to. */
async function openTeam(settings: { callsPerMinute: number }) {
  const clock = createFakeClock();
  const { session } = openFakeSession(setpilot, () => ({ status: 200, body: "{}" }));
  const fail = (error: unknown) => {
    throw error;
  };
  const events = { onListChanged() {}, onDefect: fail, onError: fail };
  const mcp = serveOverHttp({ session, questions: noQuestions }, events);
  const server = await startHttpServer({
    address: { host: "127.0.0.1", port: 0 },
    authenticator: byName,
    mcpFor: async () => mcp,
    requesterFor: createRequesters({ clock }, () => settings.callsPerMinute),
    parts: [],
    onRefused: fail,
    onDefect: fail,
  });
  onTestFinished(() => server.close());
  return {
    clock,
    async ask(who: string, method: string, params: object = {}): Promise<string> {
      const response = await fetch(`${server.origin}/mcp`, {
        method: "POST",
        headers: postHeaders(who),
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      });
      expect(response.status).toBe(200);
      return response.text();
    },
  };
}

const CALL = { name: "setpilot_no_such_tool", arguments: {} };
const TOO_MANY =
  "You have made 3 calls in the last minute, which is the limit for one person on this server. Wait 60 s.";

it("lets each person of a team make so many calls a minute, and tells the assistant when there are more", async () => {
  const settings = { callsPerMinute: 3 };
  const { ask, clock } = await openTeam(settings);
  const callAs = (who: string) => ask(who, "tools/call", CALL);
  for (let call = 0; call < 3; call++) expect(await callAs("anna")).not.toContain("You have made");
  const refused = await callAs("anna");
  expect(refused).toContain(TOO_MANY);
  expect(refused).toContain('"isError":true');
  expect(await callAs("ben")).not.toContain("You have made");
  await clock.advance(60_000);
  expect(await callAs("anna")).not.toContain("You have made");
  settings.callsPerMinute = 1;
  await callAs("anna");
  expect(await callAs("anna")).toContain("You have made 1 call in the last minute");
});

it("counts calls only, and not those of whoever runs the server alone", async () => {
  const { ask } = await openTeam({ callsPerMinute: 3 });
  for (let request = 0; request < 10; request++) {
    expect(await ask("anna", "tools/list")).toContain("setpilot_check_access");
    expect(await ask("local", "tools/call", CALL)).not.toContain("You have made");
  }
  expect(await ask("anna", "tools/call", CALL)).not.toContain("You have made");
});
