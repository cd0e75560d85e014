import { type Sandbox, startSandbox } from "../sandbox/index.ts";
import type { Output } from "../terminal/output.ts";
import { connectDemoClient, type DemoClient, type Told } from "./demo-client.ts";
import { endProcess } from "./end.ts";
import { ExitCode } from "./exit-code.ts";

/** A question of a person, the tool that an assistant would choose, and what the answer must contain to be right. */
interface Question {
  readonly asked: string;
  readonly tool: string;
  readonly given: Readonly<Record<string, string | number | boolean>>;
  readonly isError: boolean;
  readonly contains: readonly string[];
}

/** One key and what a client must see with it. */
interface Scene {
  readonly title: string;
  readonly key: keyof Sandbox["keys"];
  readonly tools: number;
  readonly questions: readonly Question[];
}

const checkAccess = "setpilot_check_access";

const scenes: readonly Scene[] = [
  {
    title: "A key with every scope",
    key: "all",
    tools: 10,
    questions: [
      {
        asked: "Was last week profitable?",
        tool: "setpilot_get_daily",
        given: lastWeek(new Date()),
        isError: false,
        contains: ["Waldkauz Kaffee", "EUR", "[7]", lastWeek(new Date()).end_date],
      },
      {
        asked: "And this year so far?",
        tool: "setpilot_get_summary",
        given: { year: new Date().getUTCFullYear() },
        isError: false,
        contains: ["Waldkauz Kaffee", "profit", "not over"],
      },
      {
        asked: "What runs out of stock first?",
        tool: "setpilot_list_inventory",
        given: { include_low_stock_only: true, limit: 5 },
        isError: false,
        contains: ["Waldkauz Kaffee", "[5]"],
      },
    ],
  },
  {
    title: "A key with the scopes orders, products and inventory",
    key: "some",
    tools: 4,
    questions: [
      {
        asked: "Was the year profitable? (the tool is hidden, and called all the same)",
        tool: "setpilot_get_summary",
        given: {},
        isError: true,
        contains: ["`dashboard`", "HTTP 403", "Settings → API Keys", "keyscope login setpilot"],
      },
      {
        asked: "What can you see with my key?",
        tool: checkAccess,
        given: {},
        isError: false,
        contains: ["Scopes held: orders, products, inventory", "Tools hidden (6)"],
      },
    ],
  },
  {
    title: "A revoked key",
    key: "revoked",
    tools: 1,
    questions: [
      {
        asked: "Why is there nothing?",
        tool: checkAccess,
        given: {},
        isError: false,
        contains: ["HTTP 401", "revoked", "Settings → API Keys"],
      },
    ],
  },
  {
    title: "A key over its limit",
    key: "limited",
    tools: 10,
    questions: [
      {
        asked: "Which orders came in today?",
        tool: "setpilot_list_orders",
        given: { page_size: 5 },
        isError: true,
        contains: ["120 requests a minute", "Try again in", "s (at "],
      },
    ],
  },
];

/**
 * Shows the whole program without an account: the sandbox stands in for Setpilot, everything else is real. For each
 * key the real server is started by a real MCP client. Fails when anything shown is not as the scene says.
 */
export async function demo(output: Output): Promise<ExitCode> {
  const began = performance.now();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => endProcess(ExitCode.failed));
  }
  const sandbox = await startSandbox();
  output.out("Everything below comes from `keyscope serve`, started by an MCP client over stdio.");
  output.out("Only the shop is invented: a sandbox on this machine stands in for Setpilot's API.");
  const wrong: string[] = [];
  try {
    for (const scene of scenes) wrong.push(...(await play(scene, sandbox, output)));
  } finally {
    await sandbox.close();
  }
  const questions = scenes.reduce((sum, scene) => sum + scene.questions.length, 0);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  output.out("");
  output.out(output.paint("bold", "Summary"));
  output.out(
    `${scenes.length} keys, ${scenes.length} servers started, ${questions} questions, ${sandbox.requests.length} requests to the sandbox, ${seconds} s.`,
  );
  if (wrong.length === 0) {
    output.out("Each list and each answer was checked and is what it should be.");
    output.out("Next, with your own key: `npm link` puts keyscope on the PATH, then `keyscope login setpilot`.");
    return ExitCode.done;
  }
  for (const line of wrong) output.err(output.paint("red", line));
  return ExitCode.failed;
}

/** Monday to Sunday of the week before the one of that moment. */
function lastWeek(now: Date): { readonly start_date: string; readonly end_date: string } {
  const day = 86_400_000;
  const sinceMonday = (now.getUTCDay() + 6) % 7;
  const sunday = now.getTime() - (sinceMonday + 1) * day;
  const date = (time: number) => new Date(time).toISOString().slice(0, 10);
  return { start_date: date(sunday - 6 * day), end_date: date(sunday) };
}

async function play(scene: Scene, sandbox: Sandbox, output: Output): Promise<string[]> {
  output.out("");
  output.out(output.paint("bold", scene.title));
  const client = await connectDemoClient(sandbox.keys[scene.key], sandbox.baseUrl("setpilot"));
  try {
    const tools = await client.listTools();
    output.out(`The client lists ${tools.length} ${tools.length === 1 ? "tool" : "tools"}: ${tools.join(", ")}`);
    const wrong = tools.length === scene.tools ? [] : [`${scene.title}: ${tools.length} tools, not ${scene.tools}.`];
    for (const question of scene.questions) wrong.push(...(await ask(question, client, output)));
    return wrong;
  } finally {
    await client.close();
  }
}

async function ask(question: Question, client: DemoClient, output: Output): Promise<string[]> {
  const { asked, tool, given } = question;
  const told = await client.call(tool, given);
  const values = Object.entries(given).map(([name, value]) => `${name}=${value}`);
  output.out("");
  output.out(`  ${output.paint("cyan", asked)}`);
  output.out(`  ${output.paint("dim", ["the assistant calls", tool, ...values].join(" "))}`);
  const mark = told.isError ? output.paint("red", "!") : output.paint("green", "|");
  for (const line of told.text.split("\n")) output.out(`  ${mark} ${line}`);
  return differences(question, told);
}

function differences({ asked, isError, contains }: Question, told: Told): string[] {
  const missing = contains.filter((fragment) => !told.text.includes(fragment));
  return [
    ...(told.isError === isError ? [] : [`"${asked}" should ${isError ? "" : "not "}have been refused.`]),
    ...missing.map((fragment) => `"${asked}" was answered without "${fragment}".`),
  ];
}
