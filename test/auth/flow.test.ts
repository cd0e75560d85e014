import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { type Generation, generations } from "../helpers/clients.ts";
import { endProcesses, type Running, startCommand } from "../helpers/command.ts";
import { answerBytes } from "../helpers/fake-api.ts";
import { freePort, serveRaw } from "../helpers/loopback.ts";
import { openPlace } from "../helpers/place.ts";
import { connectByLogin, type LoggedIn } from "./oauth-clients.ts";
import { startRealProvider } from "./real-provider.ts";

const { sandbox, home, withKey } = await openPlace();
const provider = await openForFile(startRealProvider());
const people = join(home, "people.json");
const GROUPS = { sales: { scopes: ["orders"], privacy: "masked" }, board: { scopes: ["*"] } };
await writePeople(people, GROUPS);
const ALL_TOOLS = 12;

afterEach(endProcesses);

interface Team {
  readonly url: URL;
  readonly running: Running;
}

async function writePeople(file: string, groups: object): Promise<void> {
  await writeFile(file, JSON.stringify({ claim: "groups", contact: "Dora, dora@example.com", groups }));
}

/** Starts the built program for a team, and waits until it listens. */
async function serveTeam(
  environment: Record<string, string>,
  { issuer = provider.issuer, peopleFile = people } = {},
): Promise<Team> {
  const url = new URL(`http://127.0.0.1:${await freePort()}/mcp`);
  const options = [
    "--http",
    url.host,
    "--issuer",
    issuer,
    "--public-url",
    url.href,
    "--people",
    peopleFile,
    "--ask-scopes",
    "openid shop",
  ];
  const running = startCommand(["serve", "setpilot", ...options], { env: environment });
  await running.until("Ctrl-C ends it.");
  return { url, running };
}

/** Lets somebody log in from a client of their own. */
async function logInAs(person: string, url: URL, generation: Generation = "client 2.x, 2026-07-28") {
  const login = await connectByLogin(url, generation, person);
  await openForTest(Promise.resolve(login.client));
  return login;
}

async function callTool({ client }: LoggedIn, name: string): Promise<string> {
  return JSON.stringify((await client.callTool({ name, arguments: {} })).content);
}

const callOrders = (login: LoggedIn) => callTool(login, "setpilot_list_orders");

async function namesOf({ client }: LoggedIn): Promise<string[]> {
  return (await client.listTools()).tools.map(({ name }) => name);
}

describe.each(generations)("a client of %s that knows nothing but the address", (generation) => {
  it("finds the provider, logs in there, and lists and calls with its token", async () => {
    const { url, running } = await serveTeam(withKey(sandbox.keys.all, { KEYSCOPE_LOG_LEVEL: "debug" }));
    const login = await logInAs("anna", url, generation);
    const { searchParams, origin } = login.sentTo;
    expect(origin).toBe(provider.issuer);
    expect(searchParams.get("resource")).toBe(url.href);
    expect(searchParams.get("code_challenge_method")).toBe("S256");
    expect(await namesOf(login)).toContain("setpilot_list_orders");
    expect(await callOrders(login)).toContain("Waldkauz Kaffee");
    expect(login.token.split(".")).toHaveLength(3);
    for (const part of login.token.split(".")) expect(running.output()).not.toContain(part);
  });

  it("shows each person what their groups give, and refuses them the rest", async () => {
    const { url } = await serveTeam(withKey(sandbox.keys.all));
    const anna = await logInAs("anna", url, generation);
    const bob = await logInAs("bob", url, generation);
    const carl = await logInAs("carl", url, generation);

    expect(await namesOf(anna)).toHaveLength(ALL_TOOLS);
    expect(await callOrders(anna)).not.toContain("masked");
    expect(await callTool(anna, "setpilot_check_access")).toContain("Your groups here: board");

    expect(await namesOf(bob)).toEqual([
      "setpilot_list_orders",
      "setpilot_list_tables",
      "setpilot_query",
      "setpilot_check_access",
    ]);
    const orders = await callOrders(bob);
    expect(orders).toContain("Personal data is masked for you");
    expect(orders).toMatch(/person_[a-z2-7]{10},returning/);
    expect(await callTool(bob, "setpilot_list_products")).toContain(
      "none of your groups here (sales) includes it. If you need it, ask Dora, dora@example.com.",
    );
    expect(await callTool(bob, "setpilot_check_access")).toMatch(/Your groups here: sales.*masked for you/);

    expect(await namesOf(carl)).toEqual(["setpilot_check_access"]);
    expect(await callOrders(carl)).toContain("setpilot_list_orders is not open to you");
    const access = await callTool(carl, "setpilot_check_access");
    expect(access).toContain("Nothing of Setpilot is open to you");
    expect(access).toContain("ask Dora, dora@example.com.");
    expect(`${orders}${access}`).not.toMatch(/board|keyscope (?:login|status|settings)/);
  });
});

it("people.json counts as it stands at somebody's next request, and one that is broken changes nothing", async () => {
  const peopleFile = join(home, "changing.json");
  await writePeople(peopleFile, GROUPS);
  const { url, running } = await serveTeam(withKey(sandbox.keys.all, { KEYSCOPE_LOG_LEVEL: "info" }), { peopleFile });
  const anna = await logInAs("anna", url);
  expect(await namesOf(anna)).toHaveLength(ALL_TOOLS);

  /** Asks until the server has looked at the file, which it does once a second at most. */
  async function namesWhenLogged(what: string): Promise<string[]> {
    while (!running.output().includes(what)) await namesOf(anna);
    return namesOf(anna);
  }
  await writePeople(peopleFile, { board: { scopes: ["orders"], privacy: "masked" } });
  const narrowed = await namesWhenLogged("people: the file was read again");
  expect(narrowed).not.toContain("setpilot_list_products");
  expect(narrowed).toContain("setpilot_list_orders");
  expect(await callTool(anna, "setpilot_list_products")).toContain("none of your groups here (board) includes it");
  expect(await callOrders(anna)).toContain("masked for you");

  await writePeople(peopleFile, { board: { scopes: ["ordrs"] } });
  expect(await namesWhenLogged("people: the file changed and is not used")).toEqual(narrowed);
  expect(running.output()).toContain('Did you mean "orders"?');
  const readiness = await fetch(new URL("/readyz", url));
  expect(await readiness.json()).toMatchObject({
    people: expect.stringContaining("what it said before holds"),
  });
  expect(readiness.status).toBe(200);
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
  const login = await logInAs("anna", url);
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
    const elsewhere = await logInAs("anna", other.url);
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
    const { url, running } = await serveTeam(withKey(sandbox.keys.all), {
      issuer: `http://127.0.0.1:${port}`,
    });
    const answer = await post(url, "a.b.c");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "10"]);
    await running.until(
      `The keys of the identity provider could not be had. 127.0.0.1:${port} refused the connection.`,
    );
  });
});
