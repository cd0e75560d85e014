import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLines } from "../audit/audited-server.ts";
import { openForFile } from "../helpers/cleanup.ts";
import { openPlace } from "../helpers/place.ts";
import { startUnhurriedSandbox } from "./team.ts";
import { startTeamProgram, type TeamMember } from "./team-program.ts";

/* The built program, people with tokens of their own, and requests of theirs at the same time. */

const { withKey } = await openPlace();
const sandbox = await openForFile(startUnhurriedSandbox());

const people = {
  contact: "Dora, dora@example.com",
  callsPerMinute: 10_000,
  groups: {
    sales: { scopes: ["orders"], privacy: "masked" },
    buyers: { scopes: ["products"] },
    board: { scopes: ["*"] },
  },
};
const GROUPS = ["sales", "buyers", "board"] as const;
type Group = (typeof GROUPS)[number];

/** What the API itself answers, of which somebody must not see a part. */
async function valuesOf(path: string, name: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${sandbox.keys.all}` };
  const answer = await fetch(`${sandbox.baseUrl("setpilot")}${path}/?page_size=100`, { headers });
  const body: { data: { rows: Record<string, unknown>[] } } = JSON.parse(await answer.text());
  return [...new Set(body.data.rows.map((row) => String(row[name])))];
}

const customers = await valuesOf("orders", "customer_name");
const numbers = await valuesOf("orders", "number");
const skus = await valuesOf("products", "sku");
const seenIn = (text: string, values: readonly string[]) => values.filter((value) => text.includes(value));

const env = withKey(sandbox.keys.all, { SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") });
const team = await startTeamProgram(env, people, { opening: openForFile });
const members: Readonly<Record<Group, TeamMember>> = {
  sales: team.member("sue", ["sales"]),
  buyers: team.member("ben", ["buyers"]),
  board: team.member("bea", ["board"]),
};

type Ask = (member: TeamMember) => Promise<string>;

/** With the same ids, session and progress token, whoever asks. */
const asks: Readonly<Record<string, Ask>> = {
  list: (member) => member.send({ method: "tools/list" }),
  prompts: (member) => member.send({ method: "prompts/list" }),
  orders: (member) => member.call("setpilot_list_orders", { page_size: 20 }, SAME),
  products: (member) => member.call("setpilot_list_products", { page_size: 20 }, SAME),
  access: (member) => member.call("setpilot_check_access", {}, SAME),
  tables: (member) => member.call("setpilot_list_tables", { tables: ["products"] }, SAME),
  goods: (member) => member.call("setpilot_query", { sql: "SELECT sku FROM products LIMIT 50" }, SAME),
  prompt: (member) => member.send({ method: "prompts/get", params: { name: "weekly_review" } }),
  complete: (member) =>
    member.send({
      method: "completion/complete",
      params: { ref: { type: "ref/prompt", name: "weekly_review" }, argument: { name: "week", value: "" } },
    }),
  listen: (member) => listenBriefly(member),
};
const SAME = {
  id: "the-same",
  headers: { "mcp-session-id": "the-same" },
  params: { _meta: { progressToken: "the-same" } },
};

/** What a stream of news says at its beginning. */
async function listenBriefly(member: TeamMember): Promise<string> {
  const gone = new AbortController();
  const params = { notifications: { toolsListChanged: true, promptsListChanged: true } };
  const response = await member.open({ method: "subscriptions/listen", params, id: "the-same", signal: gone.signal });
  const first = await response.body?.getReader().read();
  gone.abort();
  return Buffer.from(first?.value ?? []).toString();
}

/** Whatever somebody asked, what came says nothing of what is another's. */
function expectOnlyTheirs(group: Group, ask: string, text: string): void {
  const mayOrders = group !== "buyers";
  const mayProducts = group !== "sales";
  const strange = [
    ...(group === "board" ? [] : seenIn(text, customers)),
    ...(mayOrders ? [] : seenIn(text, numbers)),
    ...(mayProducts ? [] : seenIn(text, skus)),
    ...(group === "sales" ? [] : (text.match(/masked for you/g) ?? [])),
    ...GROUPS.filter((other) => other !== group && text.includes(`groups here: ${other}`)),
    ...(ask === "list" && !mayOrders ? (text.match(/setpilot_list_orders/g) ?? []) : []),
    ...(ask === "list" && !mayProducts ? (text.match(/setpilot_list_products/g) ?? []) : []),
    ...(text.match(/The tools changed|list_changed/g) ?? []),
  ];
  expect({ group, ask, strange }).toEqual({ group, ask, strange: [] });
}

describe("people at the same time, over HTTP", () => {
  it("never see each other's rows, notes, tools or news, and the audit knows whose call each was", async () => {
    const names = Object.keys(asks);
    const step = fc.record({ group: fc.constantFrom(...GROUPS), ask: fc.constantFrom(...names) });
    const called: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        const answers = await Promise.all(
          steps.map(async ({ group, ask }) => ({ group, ask, text: (await asks[ask]?.(members[group])) ?? "" })),
        );
        for (const { group, ask, text } of answers) {
          expectOnlyTheirs(group, ask, text);
          const tool = TOOLS.get(ask);
          if (tool !== undefined) called.push(`${members[group].subject} ${tool}`);
        }
      }),
      { numRuns: 15 },
    );
    const lines = await readLines(team.audit, called.length, "call");
    expect(lines.map(({ subject, tool }) => `${subject} ${tool}`).sort()).toEqual(called.sort());
  }, 120_000);
});

const TOOLS = new Map([
  ["orders", "setpilot_list_orders"],
  ["products", "setpilot_list_products"],
  ["access", "setpilot_check_access"],
  ["tables", "setpilot_list_tables"],
  ["goods", "setpilot_query"],
]);
