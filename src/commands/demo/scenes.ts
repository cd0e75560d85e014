import { ownCommand } from "../../messages/own-command.ts";
import type { ExampleKey, Sandbox } from "../../sandbox/index.ts";
import { addDays, dayInUtc, mondayOf } from "../../utils/calendar.ts";
import type { AllRows } from "./cost.ts";

/** A question of a person, the tool that an assistant would choose, and what the answer must contain to be right. */
export interface Question {
  readonly asked: string;
  readonly tool: string;
  readonly given: Readonly<Record<string, string | number | boolean>>;
  /** The answer is to be an error; false when left out. */
  readonly isError?: boolean;
  readonly contains: readonly string[];
  readonly lacks?: readonly string[];
  /** The lines of the answer that a person is shown, or what its first group is of one: what was asked for stands there. */
  readonly shown: RegExp;
  /** It is answered from all rows, and what that cost is told. */
  readonly allRows?: AllRows;
}

/** One key and what a client must see with it. */
export interface Scene {
  readonly title: string;
  readonly connector: keyof Sandbox["examples"];
  readonly key: ExampleKey;
  /** Personal data is masked. */
  readonly isMasked?: true;
  readonly tools: number;
  readonly questions: readonly Question[];
}

/** The tools of a key that permits a list: two more where all rows can be asked. */
type CountTools = (others: number) => number;

/**
 * Setpilot with four keys, for what a key can be; a question to each of the others of which Keyscope knows endpoints; and at
 * last one over all rows.
 * @param hasEngine whether questions over all rows can be asked here
 */
export function scenesIn({ examples }: Sandbox, now: Date, hasEngine: boolean): readonly Scene[] {
  const withLists: CountTools = (others) => others + (hasEngine ? 2 : 0);
  return [
    ...setpilotScenes(examples.setpilot, now, withLists),
    ...otherScenes(examples, withLists),
    ...(hasEngine ? [allRowsScene(examples.setpilot.all, withLists(10))] : []),
  ];
}

function setpilotScenes(keys: Sandbox["examples"]["setpilot"], now: Date, withLists: CountTools): readonly Scene[] {
  const connector = "setpilot";
  return [
    {
      title: "A key with every scope",
      connector,
      key: keys.all,
      tools: withLists(10),
      questions: [
        {
          asked: "Was last week profitable?",
          tool: "setpilot_get_daily",
          given: lastWeek(now),
          contains: ["Waldkauz Kaffee", "EUR", "[7]", lastWeek(now).end_date],
          shown: /^ {2}(?:revenue|marketing_costs|profit):/,
        },
        {
          asked: "What runs out of stock first?",
          tool: "setpilot_list_inventory",
          given: { include_low_stock_only: true, limit: 3, fields: "name,stock,days_left" },
          contains: ["Waldkauz Kaffee", "[3]"],
          shown: /^rows|^ {2}/,
        },
      ],
    },
    {
      title: "A key without the scope dashboard",
      connector,
      key: keys.some,
      tools: withLists(4),
      questions: [
        {
          asked: "Was the year profitable?",
          tool: "setpilot_get_summary",
          given: {},
          isError: true,
          contains: ["`dashboard`", "HTTP 403", "Settings → API Keys", ownCommand("login setpilot")],
          shown: /^(.*New API key\.)/,
        },
      ],
    },
    {
      title: "A revoked key",
      connector,
      key: keys.revoked,
      tools: 1,
      questions: [
        {
          asked: "Why is there nothing?",
          tool: "setpilot_check_access",
          given: {},
          contains: ["HTTP 401", "revoked", "Settings → API Keys"],
          shown: /^(Problem: .*New API key\.)/,
        },
      ],
    },
    {
      title: "A key over its limit",
      connector,
      key: keys.limited,
      tools: withLists(10),
      questions: [
        {
          asked: "Which orders came in today?",
          tool: "setpilot_list_orders",
          given: { page_size: 5 },
          isError: true,
          contains: ["120 requests a minute", "Try again in", "s (at "],
          shown: /Try again/,
        },
      ],
    },
  ];
}

function otherScenes(examples: Sandbox["examples"], withLists: CountTools): readonly Scene[] {
  return [
    {
      title: "SendPilot",
      connector: "sendpilot",
      key: examples.sendpilot.all,
      tools: withLists(11),
      questions: [
        {
          asked: "Which campaigns are running?",
          tool: "sendpilot_list_campaigns",
          given: { status: "STARTED", fields: "name,status,totalLeads" },
          contains: ["SendPilot", "STARTED"],
          shown: /STARTED/,
        },
      ],
    },
    {
      title: "Setora",
      connector: "setora",
      key: examples.setora.read,
      tools: withLists(4),
      questions: [
        {
          asked: "Where are the shops?",
          tool: "setora_list_locations",
          given: { fields: "name,city,timezone" },
          contains: ["Setora", "Europe/London"],
          shown: /Europe\/London/,
        },
      ],
    },
    {
      title: "e-biz, personal data masked",
      connector: "ebiz",
      key: examples.ebiz.read,
      isMasked: true,
      tools: withLists(17),
      questions: [
        {
          asked: "Who bought lately, and for how much?",
          tool: "ebiz_list_orders",
          given: { limit: 3, fields: "order_number,total,currency,status,customer.id,customer.email" },
          contains: ["ORD-", "KES", "email_", "masked"],
          lacks: ["@example.co.ke"],
          shown: /ORD-/,
        },
      ],
    },
  ];
}

function allRowsScene(key: ExampleKey, tools: number): Scene {
  return {
    title: "A question over all rows",
    connector: "setpilot",
    key,
    tools,
    questions: [
      {
        asked: "Which five customers brought the most revenue?",
        tool: "setpilot_query",
        given: {
          sql: "SELECT customer_name, sum(revenue) AS revenue FROM orders GROUP BY ALL ORDER BY revenue DESC LIMIT 5",
        },
        contains: ["Waldkauz Kaffee", "EUR", "orders: all ", "[5]{customer_name,revenue}"],
        shown: /^# orders:|^\[|^ {2}/,
        allRows: { table: "orders", listTool: "setpilot_list_orders", pageSize: 100 },
      },
    ],
  };
}

/** Monday to Sunday of the week before the one of that moment. */
function lastWeek(now: Date): { readonly start_date: string; readonly end_date: string } {
  const monday = mondayOf(dayInUtc(now));
  return { start_date: addDays(monday, -7), end_date: addDays(monday, -1) };
}
