import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { generations } from "../helpers/clients.ts";
import { endProcesses, type Running, startCommand } from "../helpers/command.ts";
import { answerBytes } from "../helpers/fake-api.ts";
import { freePort, serveRaw } from "../helpers/loopback.ts";
import { openPlace } from "../helpers/place.ts";
import { connectByLogin, type LoggedIn } from "./oauth-clients.ts";
import { startRealProvider } from "./real-provider.ts";

const { sandbox, home, withKey } = await openPlace();
const provider = await openForFile(startRealProvider());
const people = join(home, "people.json");
await writeFile(people, JSON.stringify({ claim: "groups", groups: { sales: { scopes: ["*"] } } }));

afterEach(endProcesses);

interface Team {
  readonly url: URL;
  readonly running: Running;
}

/** Starts the built program for a team, and waits until it listens. */
async function serveTeam(environment: Record<string, string>, issuer = provider.issuer): Promise<Team> {
  const url = new URL(`http://127.0.0.1:${await freePort()}/mcp`);
  const options = [
    "--http",
    url.host,
    "--issuer",
    issuer,
    "--public-url",
    url.href,
    "--people",
    people,
    "--ask-scopes",
    "openid shop",
  ];
  const running = startCommand(["serve", "setpilot", ...options], { env: environment });
  await running.until("Listening");
  return { url, running };
}

async function callOrders({ client }: LoggedIn): Promise<unknown> {
  const { content } = await client.callTool({ name: "setpilot_list_orders", arguments: {} });
  return content;
}

describe.each(generations)("a client of %s that knows nothing but the address", (generation) => {
  it("finds the provider, logs in there, and lists and calls with its token", async () => {
    const { url, running } = await serveTeam(withKey(sandbox.keys.all, { KEYSCOPE_LOG_LEVEL: "debug" }));
    const login = await connectByLogin(url, generation, "anna");
    await openForTest(Promise.resolve(login.client));
    const { searchParams, origin } = login.sentTo;
    expect(origin).toBe(provider.issuer);
    expect(searchParams.get("resource")).toBe(url.href);
    expect(searchParams.get("code_challenge_method")).toBe("S256");
    const { tools } = await login.client.listTools();
    expect(tools.map(({ name }) => name)).toContain("setpilot_list_orders");
    expect(JSON.stringify(await callOrders(login))).toContain("Waldkauz Kaffee");
    expect(login.token.split(".")).toHaveLength(3);
    for (const part of login.token.split(".")) expect(running.output()).not.toContain(part);
  });
});

it("the token of a client never reaches the API, which sees its key alone", async () => {
  const heads: string[] = [];
  const api = await openForTest(
    serveRaw((socket, head) => {
      heads.push(head);
      socket.write(answerBytes(200, JSON.stringify({ data: { orders: [] } })));
    }),
  );
  const { url } = await serveTeam(withKey(sandbox.keys.all, { SETPILOT_BASE_URL: api.url.href }));
  const login = await connectByLogin(url, "client 2.x, 2026-07-28", "anna");
  await openForTest(Promise.resolve(login.client));
  await callOrders(login);
  expect(heads.length).toBeGreaterThan(0);
  for (const head of heads) {
    expect(head).toContain(sandbox.keys.all);
    expect(head).not.toContain(login.token.slice(0, 12));
  }
});

describe("the built program", () => {
  const post = (url: URL, token: string) =>
    fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
    });

  it("refuses the API's own key, a token for another server, and what only tells who somebody is", async () => {
    const { url, running } = await serveTeam(withKey(sandbox.keys.all, { KEYSCOPE_LOG_LEVEL: "debug" }));
    const other = await serveTeam(withKey(sandbox.keys.all));
    const elsewhere = await connectByLogin(other.url, "client 2.x, 2026-07-28", "anna");
    await openForTest(Promise.resolve(elsewhere.client));
    expect(elsewhere.idToken).toMatch(/^ey/);
    for (const token of [sandbox.keys.all, elsewhere.token, elsewhere.idToken]) {
      const refused = await post(url, token);
      expect(refused.status).toBe(401);
      expect(`${await refused.text()}${running.output()}`).not.toContain(token);
    }
    expect((await post(other.url, elsewhere.token)).status).not.toBe(401);
  });

  it("starts without the provider, and says on standard error why nobody is let in", async () => {
    const port = await freePort();
    const { url, running } = await serveTeam(withKey(sandbox.keys.all), `http://127.0.0.1:${port}`);
    const answer = await post(url, "a.b.c");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "10"]);
    await running.until(
      `The keys of the identity provider could not be had. 127.0.0.1:${port} refused the connection.`,
    );
  });
});
