import { Client as Client2 } from "@modelcontextprotocol/client";
import { StdioClientTransport as Transport2 } from "@modelcontextprotocol/client/stdio";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as Transport1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHART_DATA, CHART_PAGE, type ChartData } from "../../src/charts/data.ts";
import { openForFile } from "../helpers/cleanup.ts";
import { clientEnvironment, PROGRAM, temporaryHome } from "../helpers/clients.ts";
import { endProcesses } from "../helpers/command.ts";
import { answer, startFakeApi } from "../helpers/fake-api.ts";
import { isForAllRows } from "../helpers/own-tools.ts";
import { openPlace } from "../helpers/place.ts";
import { line, type Message, type Protocol, protocols, type RawServer, startRaw } from "../helpers/raw-server.ts";

/*
 * Charts for clients that declare the extension MCP Apps, over bare pipes: what they get, and that nobody else gets a byte more.
 */

const MIME_TYPE = "text/html;profile=mcp-app";
const DRAWS = { extensions: { "io.modelcontextprotocol/ui": { mimeTypes: [MIME_TYPE] } } };
const OTHERS = [
  ["nothing", {}],
  ["another extension", { extensions: { "com.example/ui": { mimeTypes: [MIME_TYPE] } } }],
  ["another kind of page", { extensions: { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html"] } } }],
  ["no kind of page", { extensions: { "io.modelcontextprotocol/ui": {} } }],
] as const;

/** With a chart of their own: those that report figures. Lists, single records, the tables and the access have none. */
const CHARTED = [
  "setpilot_get_summary",
  "setpilot_get_daily",
  "setpilot_get_cost_breakdown",
  "setpilot_get_top_products",
  "setpilot_get_customer_metrics",
  "setpilot_get_marketing",
  "setpilot_query",
];

/** A question whose table is one request. */
const sql = "SELECT category, count(*) AS placed, 12.50 AS fee FROM inventory GROUP BY category ORDER BY category";

const { sandbox, withKey } = await openPlace();
const api = await openForFile(startFakeApi());
const { path: home } = await openForFile(temporaryHome());

/** A connected client of one protocol that can do this. */
interface Client {
  readonly hello: Message;
  ask(method: string, params?: object): Promise<Message>;
}

let ids = 0;

async function connect(server: RawServer, protocol: Protocol, capabilities: object): Promise<Client> {
  const info = { name: "raw", version: "1.0.0" };
  const envelope = {
    "io.modelcontextprotocol/protocolVersion": protocol,
    "io.modelcontextprotocol/clientInfo": info,
    "io.modelcontextprotocol/clientCapabilities": capabilities,
  };
  const ask = (method: string, params: object = {}) => {
    ids += 1;
    return server.ask(ids, method, protocol === "2026-07-28" ? { ...params, _meta: envelope } : params);
  };
  if (protocol === "2026-07-28") return { hello: await ask("server/discover"), ask };
  const hello = await ask("initialize", { protocolVersion: protocol, capabilities, clientInfo: info });
  server.write(line({ jsonrpc: "2.0", method: "notifications/initialized" }));
  return { hello, ask };
}

const open = (protocol: Protocol, capabilities: object = DRAWS) =>
  connect(startRaw(withKey(sandbox.keys.all)), protocol, capabilities);

/** One of each protocol that draws charts, and one that does not. */
const drawing = new Map<Protocol, Client>();
const plain = new Map<Protocol, Client>();
/** One whose API answers as `answerWith` says. */
let told: Client;

beforeAll(async () => {
  for (const protocol of protocols) {
    drawing.set(protocol, await open(protocol));
    plain.set(protocol, await open(protocol, {}));
  }
  told = await openTold({});
});
afterAll(endProcesses);

function from(clients: ReadonlyMap<Protocol, Client>, protocol: Protocol = protocols[0]): Client {
  const client = clients.get(protocol);
  if (client === undefined) throw new Error(`No client of ${protocol}`);
  return client;
}

function openTold(added: Record<string, string>): Promise<Client> {
  const key = { SETPILOT_API_KEY: "spa_sk_of_the_test_of_charts", SETPILOT_BASE_URL: api.baseUrl };
  return connect(startRaw(clientEnvironment(home, { ...key, ...added })), protocols[0], DRAWS);
}

/** From now on its API answers everything with these data, or with this text. */
function answerWith(data: unknown, meta: object = META): void {
  api.react("", [answer(200, typeof data === "string" ? data : JSON.stringify({ data, meta }))]);
}

const META = { shop: "Teapots", currency: "EUR", timezone: "UTC", generated_at: "2026-03-31T12:00:00Z" };

function call(client: Client, name: string, given: object = {}): Promise<Message> {
  return client.ask("tools/call", { name, arguments: given });
}

interface Called {
  readonly result: {
    readonly content: readonly { readonly text: string }[];
    readonly isError: boolean;
    readonly _meta?: { readonly [CHART_DATA]?: ChartData };
  };
}

interface Listed {
  readonly result: { readonly tools: readonly { readonly name: string; readonly [member: string]: unknown }[] };
}

function isCalled(message: Message | Called): message is Called {
  return "result" in message;
}

function called(message: Message): Called["result"] & { readonly text: string } {
  if (!isCalled(message)) throw new Error(JSON.stringify(message));
  return { ...message.result, text: message.result.content[0]?.text ?? "" };
}

function isListed(message: Message | Listed): message is Listed {
  return "result" in message;
}

async function toolsOf(client: Client) {
  const message = await client.ask("tools/list");
  if (!isListed(message)) throw new Error(JSON.stringify(message));
  return message.result.tools;
}

/** The rows beside an answer, which must be one. */
async function drawn(client: Client, name: string, given: object = {}): Promise<ChartData> {
  const result = called(await call(client, name, given));
  expect(result.isError, result.text).toBe(false);
  const data = result._meta?.[CHART_DATA];
  if (data === undefined) throw new Error(`Nothing to draw beside ${result.text}`);
  return data;
}

describe.each(protocols)("a client that draws charts, in %s", (protocol) => {
  it("is told of pages, and which tools have one", async () => {
    const client = from(drawing, protocol);
    expect(client.hello).toMatchObject({
      result: { capabilities: { tools: {}, resources: {}, extensions: { "io.modelcontextprotocol/ui": {} } } },
    });
    const tools = await toolsOf(client);
    const linked = tools.filter((tool) => "_meta" in tool);
    expect(linked.map(({ name }) => name)).toEqual(CHARTED);
    const link = { ui: { resourceUri: CHART_PAGE }, "ui/resourceUri": CHART_PAGE };
    for (const tool of linked) expect(tool["_meta"]).toEqual(link);
  });

  it("reads the page, and nothing else", async () => {
    const client = from(drawing, protocol);
    const [list, templates, page] = [
      await client.ask("resources/list"),
      await client.ask("resources/templates/list"),
      await client.ask("resources/read", { uri: CHART_PAGE }),
    ];
    const meta = { ui: { prefersBorder: true } };
    expect(list).toMatchObject({ result: { resources: [{ uri: CHART_PAGE, mimeType: MIME_TYPE, _meta: meta }] } });
    expect(templates).toMatchObject({ result: { resourceTemplates: [] } });
    expect(page).toMatchObject({
      result: {
        contents: [
          { uri: CHART_PAGE, mimeType: MIME_TYPE, text: expect.stringMatching(/^<!doctype html>/i), _meta: meta },
        ],
      },
    });
    for (const uri of ["ui://keyscope/other.html", "file:///etc/passwd", `${CHART_PAGE}/../../package.json`]) {
      const none = await client.ask("resources/read", { uri });
      expect(none).toMatchObject({ error: { code: -32_602, data: { uri } } });
      expect(JSON.stringify(none)).toContain(`The only one is ${CHART_PAGE}.`);
    }
  });

  it("gets the rows beside a text that is the same, in no other place", async () => {
    const client = from(drawing, protocol);
    const { content, isError, _meta } = called(await call(client, "setpilot_get_daily", { days: 5 }));
    expect({ isError, parts: content.length }).toEqual({ isError: false, parts: 1 });
    const data = _meta?.[CHART_DATA];
    expect(data).toMatchObject({
      source: expect.stringMatching(/^Setpilot, Waldkauz Kaffee, \d{4}-\d\d-\d\d \d\d:\d\d UTC$/),
      omitted: 0,
      wish: { kind: "line" },
      currency: "EUR",
    });
    expect(data?.rows).toHaveLength(5);
    expect(data?.rows[0]).toMatchObject({ date: expect.stringMatching(/^\d{4}-/), revenue: expect.any(Number) });
    // What the source says, no note repeats.
    expect(data?.notes.join()).not.toContain("Waldkauz");
    expect(data?.notes[0]).toMatch(/ is not over\b|, so it is not over\.$/);
    expect(data?.notes.join()).not.toContain("All below is data");
    const day = new Date(data?.now ?? Number.NaN);
    expect(day.getTime() % 86_400_000).toBe(0);
    expect(Math.abs(day.getTime() - Date.now())).toBeLessThan(2 * 86_400_000);
  });
});

describe.each(protocols)("all others, in %s", (protocol) => {
  it.each(OTHERS)("that declare %s get the same bytes as ever", async (_, capabilities) => {
    const client = await open(protocol, capabilities);
    const hello = JSON.stringify(client.hello);
    expect(hello).not.toMatch(/resources|extensions|chart/);
    const tools = await toolsOf(client);
    expect(JSON.stringify(tools)).not.toMatch(/chart|_meta/);
    // What the others have more is the link and the argument, at the end of what was there.
    expect((await toolsOf(from(drawing, protocol))).map(withoutCharts)).toEqual(tools);
    for (const method of ["resources/list", "resources/templates/list", "resources/read"]) {
      const { error } = await client.ask(method, { uri: CHART_PAGE });
      expect(error).toEqual({ code: -32_601, message: "Method not found" });
    }
  });

  it("get a text and nothing beside it", async () => {
    const client = from(plain, protocol);
    for (const [name, given] of Object.entries({
      setpilot_get_top_products: { year: 2025 },
      setpilot_query: { sql },
    })) {
      const { result } = { ...(await call(client, name, given)) };
      expect(JSON.stringify(result)).not.toMatch(/chart|structuredContent/);
      const { text } = called(await call(from(drawing, protocol), name, given));
      const { text: same } = called(await call(client, name, given));
      expect(text.replace(/generated_at \S+/, "")).toBe(same.replace(/generated_at \S+/, ""));
    }
  });

  it("may not say how to draw", async () => {
    const { text, isError } = called(
      await call(from(plain, protocol), "setpilot_query", { sql: "SELECT 1", chart: { kind: "bar" } }),
    );
    expect(isError).toBe(true);
    expect(text).toBe(
      'Unknown argument "chart". Valid: sql, refresh, partial. Call again without it or with the right name.',
    );
  });
});

function withoutCharts({ _meta: _, ...tool }: Listed["result"]["tools"][number]) {
  return JSON.parse(JSON.stringify(tool), (name, value) => (name === "chart" ? undefined : value));
}

describe("the clients of both SDK generations", () => {
  const info = { name: "test", version: "1.0.0" };
  const server = () => ({
    command: process.execPath,
    args: [PROGRAM, "serve", "setpilot"],
    env: withKey(sandbox.keys.all),
    stderr: "pipe" as const,
  });

  /** What the official package for hosts looks for, and what it shows. */
  async function look(client: Client1 | Client2) {
    expect(client.getServerCapabilities()).toMatchObject({ resources: {} });
    const read = await client.readResource({ uri: CHART_PAGE });
    expect(read.contents[0]).toMatchObject({ uri: CHART_PAGE, mimeType: MIME_TYPE });
    const result = await client.callTool({ name: "setpilot_get_daily", arguments: { days: 3 } });
    expect(result).toMatchObject({ _meta: { [CHART_DATA]: { rows: [{}, {}, {}] } } });
    await expect(client.readResource({ uri: "ui://keyscope/none.html" })).rejects.toThrow("The only one is");
    await client.close();
  }

  it("1.x reads them", async () => {
    const client = new Client1(info, { capabilities: DRAWS });
    await client.connect(new Transport1(server()));
    await look(client);
  });

  it.each(["legacy", "auto"] as const)("2.x reads them, %s", async (mode) => {
    const client = new Client2(info, { capabilities: DRAWS, versionNegotiation: { mode } });
    await client.connect(new Transport2(server()));
    await look(client);
  });
});

describe("clients that share a process", () => {
  it("of 2025 cannot be told apart, so none gets what another one did not ask for", async () => {
    const server = startRaw(withKey(sandbox.keys.all));
    await connect(server, protocols[0], {});
    const drawing = await connect(server, protocols[0], DRAWS);
    expect(JSON.stringify(drawing.hello)).not.toContain("resources");
    expect(JSON.stringify(await toolsOf(drawing))).not.toContain("chart");
  });

  it("of 2026 each have their own view, request by request", async () => {
    const server = startRaw(withKey(sandbox.keys.all));
    const [plain, drawing] = [await connect(server, protocols[1], {}), await connect(server, protocols[1], DRAWS)];
    expect(JSON.stringify(await toolsOf(drawing))).toContain(CHART_PAGE);
    expect(JSON.stringify(await toolsOf(plain))).not.toContain("chart");
    const [one, other] = await Promise.all(
      [plain, drawing].map((client) => call(client, "setpilot_get_daily", { days: 2 })),
    );
    expect([one, other].map((message) => JSON.stringify(message).includes(CHART_DATA))).toEqual([false, true]);
  });
});

describe("which answers are drawn", () => {
  it("are figures and questions, not lists, errors, tables and the access", async () => {
    const client = from(drawing);
    const without = {
      setpilot_list_orders: { page_size: 2 },
      setpilot_list_inventory: {},
      setpilot_list_tables: { tables: ["inventory"] },
      setpilot_check_access: {},
    };
    for (const [name, given] of Object.entries(without)) {
      const result = called(await call(client, name, given));
      expect({ name, isError: result.isError, data: result._meta?.[CHART_DATA] }).toEqual({ name, isError: false });
    }
    expect(called(await call(client, "setpilot_get_daily", { days: 0 }))).not.toHaveProperty("_meta");
    expect(called(await call(client, "setpilot_query", { sql: "SELECT nothing" }))).not.toHaveProperty("_meta");
  });

  it("leave the tools for questions within 700 tokens, with the argument for charts", async () => {
    const tools = (await toolsOf(from(drawing))).filter(({ name }) => isForAllRows(name));
    const shown = tools.map(({ _meta: _, ...tool }) => tool);
    expect(shown.at(-1)?.["inputSchema"]).toMatchObject({ properties: { chart: { type: "object" } } });
    expect(countTokens(JSON.stringify(shown))).toBeLessThanOrEqual(700);
  });
});

describe("how a question's rows are drawn", () => {
  const wish = async (chart: unknown) => {
    const client = from(drawing);
    const result = called(await call(client, "setpilot_query", { sql, chart }));
    return { text: result.text, isError: result.isError, wish: result._meta?.[CHART_DATA]?.wish };
  };

  it.each([
    ["every part", { kind: "bar", x: "category", y: ["placed"], series: "fee" }],
    ["nothing", {}],
  ])("may say %s", async (_, chart) => {
    const result = await wish(chart);
    expect(result).toMatchObject({ isError: false, wish: chart });
    expect(result.text).not.toContain("# chart:");
  });

  it("is read as it is meant: as text, one column for a list, in another case", async () => {
    expect(await wish('{"y":"placed"}')).toMatchObject({ wish: { y: ["placed"] } });
    expect(await wish({ x: "CATEGORY", y: '["Placed"]', kind: null })).toMatchObject({
      wish: { x: "category", y: ["placed"] },
    });
  });

  it("leaves out what the rows do not have, and says so", async () => {
    const { text, isError, wish: fitted } = await wish({ kind: "stacked", x: "categry", y: ["placed", "category"] });
    expect({ isError, fitted }).toEqual({ isError: false, fitted: { kind: "stacked", y: ["placed"] } });
    expect(text).toContain(
      "\n# chart: there is no column categry. There are category, placed, fee. Did you mean category? The rows are drawn without that.\n",
    );
    expect(text).toContain(
      "\n# chart: the column category holds more than numbers. The rows are drawn without that.\n",
    );
    // Nothing is left to draw along that axis.
    expect((await wish({ x: "placed", y: ["nothing"], series: "fee" })).wish).toEqual({});
  });

  it.each([
    [
      { kind: "pie" },
      'The argument chart.kind cannot be "pie": it must be one of line, bar, stacked, horizontal, number.',
    ],
    [{ x: ["a"] }, 'The argument chart.x cannot be ["a"]: it must be the name of one column.'],
    [{ y: [] }, "The argument chart.y cannot be []: it must be a list of 1 to 6 names of columns."],
    [{ y: [1] }, "The argument chart.y cannot be [1]"],
    [{ colour: 1 }, 'Unknown argument "chart.colour". Valid: chart.kind, chart.x, chart.y, chart.series.'],
    [{ serie: "a" }, "Did you mean chart.series?"],
    ["bar", 'The argument chart cannot be "bar": it must be an object with any of kind, x, y, series.'],
    [[], "The argument chart cannot be []"],
  ])("%j is refused before anything is asked", async (chart, said) => {
    const result = await wish(chart);
    expect(result.isError).toBe(true);
    expect(result.text).toContain(said);
  });
});

describe("what travels", () => {
  const tool = "setpilot_get_top_products";
  const hostile = {
    script: "</script><script>alert(1)</script>",
    image: "<img src=x onerror=alert(1)>",
    long: "x".repeat(10_000),
    hidden: "a\u202eb\u200bc",
  };

  it("is data whatever it looks like, no longer than an axis can show", async () => {
    const rows = [
      { name: "a", n: 1, ...hostile },
      { name: "b", n: 1e308, ...hostile },
    ];
    answerWith({ rows });
    const data = await drawn(told, tool);
    expect(data.rows.map(({ script, image }) => [script, image])).toEqual(
      rows.map(({ script, image }) => [script, image]),
    );
    expect(data.rows[0]?.["long"]).toBe(`${"x".repeat(199)}…`);
    expect(data.rows[0]?.["hidden"]).toBe("abc");
    expect(data.rows[1]?.["n"]).toBe(1e308);
  });

  it("has names that mean nothing to JavaScript, and no column that no axis can have", async () => {
    const row = '{"__proto__":{"polluted":1},"constructor":3,"deep":{"a":1},"list":[1],"n":2,"';
    const body = `{"data":{"rows":[${row}${"y".repeat(10_000)}":1},{"__proto__":5,"n":3}]},"meta":{}}`;
    answerWith(body);
    const data = await drawn(told, tool);
    expect(JSON.stringify(data.rows)).toBe('[{"constructor":3,"n":2},{"__proto__":5,"n":3}]');
  });

  it("has exact numbers as numbers, and ids that are none as texts", async () => {
    const row =
      '{"id":9007199254740993,"safe":9007199254740991,"price":0.1234567890123456789,"most":1e400,"zero":-0,"big":1e20}';
    answerWith(`{"data":{"rows":[${row},${row}]},"meta":{}}`);
    const data = await drawn(told, tool);
    expect(data.rows[0]).toEqual({
      id: "9007199254740993",
      safe: 9007199254740991,
      price: 0.12345678901234568,
      most: "1e400",
      zero: 0,
      big: 1e20,
    });
  });

  it.each([
    ["no rows", { rows: [] }, 0, 0],
    ["nothing", {}, 1, 0],
    ["texts", { rows: ["a", "b"] }, 0, 2],
    ["one row", { rows: [{ a: 1 }] }, 1, 0],
    ["500 rows of one label", { rows: Array.from({ length: 500 }, () => ({ name: "a", n: 1 })) }, 500, 0],
    ["700 rows", { rows: Array.from({ length: 700 }, (_, n) => ({ name: `${n}`, n })) }, 500, 200],
  ])("is whatever can be drawn of %s", async (_, given, shown, omitted) => {
    answerWith(given);
    const data = await drawn(told, tool);
    expect([data.rows.length, data.omitted]).toEqual([shown, omitted]);
  });

  it("weighs a quarter of a megabyte at most", async () => {
    const wide = (n: number) =>
      Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`column ${at}`, `${n} ${"ü".repeat(90)}`]));
    const rows = Array.from({ length: 480 }, (_, n) => wide(n));
    answerWith({ rows });
    const data = await drawn(told, tool);
    expect(JSON.stringify(data.rows).length).toBeLessThan(250_000);
    expect(data.rows.length).toBeGreaterThan(40);
    expect(data.rows.length + data.omitted).toBe(480);
    expect(Object.keys(data.rows[0] ?? {})).toHaveLength(40);
  });

  it("is masked as the text is", async () => {
    answerWith({ rows: [{ email: "anna.schmidt@example.com", name: "b", n: 1 }] });
    const result = called(await call(await openTold({ SETPILOT_PRIVACY: "masked" }), tool));
    expect(JSON.stringify(result)).not.toContain("anna");
    const shown = JSON.stringify(result._meta?.[CHART_DATA]?.rows[0]?.["email"]).slice(1, -1);
    expect(shown.length).toBeGreaterThan(3);
    expect(result.text).toContain(shown);
  });

  it("names no currency that is none, and a shop by what it is called", async () => {
    const rows = [{ name: "a", n: 1 }];
    answerWith({ rows }, { shop: "T\u202eea", currency: "<b>", timezone: "Nowhere" });
    const data = await drawn(told, tool);
    expect(data).toMatchObject({ source: "Setpilot, Tea" });
    expect(data).not.toHaveProperty("currency");
  });
});
