import { Client as Client2 } from "@modelcontextprotocol/client";
import { StdioClientTransport as Transport2 } from "@modelcontextprotocol/client/stdio";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as Transport1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { CHART_DATA, CHART_PAGE, type ChartData } from "../../src/charts/data.ts";
import { PROGRAM } from "../helpers/clients.ts";
import { openPlace } from "../helpers/place.ts";

/*
 * What the built server gives real clients that draw charts: the page, and whole results of the sandbox's shop.
 */

export const ERAS = ["2025-11-25", "2026-07-28"] as const;
export type Era = (typeof ERAS)[number];

/** When it is in the sandbox and in the server: the figures are the same on every day that the tests run. */
const NOW = new Date("2026-11-21T10:00:00Z");
const CLOCK = `const Real = Date, ahead = ${NOW.getTime()} - Real.now();
  globalThis.Date = class extends Real {
    constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() + ahead); }
    static now() { return Real.now() + ahead; }
  };`;

const EXTENSION = { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } };

const BY_COUNTRY =
  "SELECT date_trunc('month', created_at) AS month, country, sum(revenue) AS revenue FROM orders GROUP BY ALL ORDER BY ALL";
const COSTS = ["product_costs", "order_processing_costs", "marketing_costs", "other_costs"];

/** What a model asks for: figures day by day, a ranking, one row of figures, and two questions with a chart of their own. */
const CALLS = {
  daily: ["setpilot_get_daily", { days: 30 }],
  products: ["setpilot_get_top_products", { limit: 10 }],
  year: ["setpilot_get_summary", { year: 2026 }],
  costs: [
    "setpilot_query",
    {
      sql: `SELECT date, ${COSTS.join(", ")} FROM daily ORDER BY date DESC LIMIT 14`,
      chart: { kind: "stacked", y: COSTS },
    },
  ],
  countries: ["setpilot_query", { sql: BY_COUNTRY, chart: { kind: "stacked" } }],
} as const satisfies Record<string, readonly [tool: string, given: Readonly<Record<string, unknown>>]>;

export type AnswerName = keyof typeof CALLS;
export const ANSWERS = ["daily", "products", "year", "costs", "countries"] as const satisfies readonly AnswerName[];

/** What a client got of the server. */
export interface Received {
  /** The page, as `resources/read` gives it. */
  readonly page: string;
  readonly results: Readonly<Record<AnswerName, object>>;
}

/** Asks the built server as clients of both eras do. */
export async function receiveAnswers(): Promise<Readonly<Record<Era, Received>>> {
  const { sandbox, withKey } = await openPlace(undefined, { now: () => NOW });
  const server = {
    command: process.execPath,
    args: ["--import", `data:text/javascript,${encodeURIComponent(CLOCK)}`, PROGRAM, "serve", "setpilot"],
    env: withKey(sandbox.keys.all),
    stderr: "ignore" as const,
  };
  const [info, capabilities] = [{ name: "test", version: "1.0.0" }, { extensions: EXTENSION }];
  const [one, other] = [
    new Client1(info, { capabilities }),
    new Client2(info, { capabilities, versionNegotiation: { mode: "auto" } }),
  ];
  await Promise.all([one.connect(new Transport1(server)), other.connect(new Transport2(server))]);
  if (other.getNegotiatedProtocolVersion() !== ERAS[1]) throw new Error("The newer client speaks an older protocol.");
  const [old, now] = await Promise.all([receive(one), receive(other)]);
  return { "2025-11-25": old, "2026-07-28": now };
}

async function receive(client: Client1 | Client2): Promise<Received> {
  const { contents } = await client.readResource({ uri: CHART_PAGE });
  const call = async (name: AnswerName): Promise<object> => {
    const [tool, given] = CALLS[name];
    return { ...(await client.callTool({ name: tool, arguments: given })) };
  };
  const [daily, products, year, costs, countries] = await Promise.all([
    call("daily"),
    call("products"),
    call("year"),
    call("costs"),
    call("countries"),
  ]);
  await client.close();
  const [page] = contents;
  if (page === undefined || !("text" in page)) throw new Error("The server has no page.");
  return { page: page.text, results: { daily, products, year, costs, countries } };
}

/** The rows beside a result. */
export function dataOf(result: object): ChartData {
  const { _meta } = result as { _meta?: { [CHART_DATA]?: ChartData } };
  const data = _meta?.[CHART_DATA];
  if (data === undefined) throw new Error(`Nothing to draw: ${JSON.stringify(result).slice(0, 500)}`);
  return data;
}
