import { whyNoEngine } from "../../app/app.ts";
import { ExitCode } from "../../app/exit-code.ts";
import type { McpClient, ToolAnswer } from "../../clients/doctor/mcp-client.ts";
import { defaultConnector } from "../../connectors/catalog/index.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { explainNoEngine } from "../../messages/statement-failures.ts";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { columns, type Output } from "../../terminal/output.ts";
import { endProcess } from "../end-process.ts";
import { connectDemoClient } from "./client.ts";
import { tellCost } from "./cost.ts";
import { type Question, type Scene, scenesIn } from "./scenes.ts";

/**
 * Shows the whole program without an account: the sandbox stands in for the APIs, everything else is real. For each
 * key the real server is started by a real MCP client. Fails when anything shown is not as the scene says.
 */
export async function demo(output: Output): Promise<ExitCode> {
  const began = performance.now();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => endProcess(ExitCode.failed));
  }
  const sandbox = await startSandbox();
  output.out("Everything below comes from `keyscope serve`, started by an MCP client over stdio.");
  output.out("Only the businesses are invented: a sandbox on this machine stands in for their APIs.");
  const noEngine = whyNoEngine();
  if (noEngine !== undefined) output.out(explainNoEngine(noEngine, defaultConnector));
  const scenes = scenesIn(sandbox, new Date(), noEngine === undefined);
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
    output.out(`Next, with your own key: \`${ownCommand("login")}\`, then \`${ownCommand("install")}\`.`);
    return ExitCode.done;
  }
  for (const line of wrong) output.err(output.paint("red", line));
  return ExitCode.failed;
}

async function play(scene: Scene, sandbox: Sandbox, output: Output): Promise<string[]> {
  output.out("");
  output.out(output.paint("bold", scene.title));
  const client = await connectDemoClient(scene, sandbox.baseUrl(scene.connector));
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

async function ask(question: Question, client: McpClient, output: Output): Promise<string[]> {
  const { asked, tool, given, allRows } = question;
  const told = await client.callTool(tool, given);
  const values = Object.entries(given).map(([name, value]) => `${name}=${value}`);
  output.out("");
  output.out(`  ${output.paint("cyan", asked)}`);
  output.out(`  ${output.paint("dim", ["the assistant calls", tool, ...values].join(" "))}`);
  const mark = told.isError ? "  !" : "  |";
  const paint = (column: number, text: string) =>
    column === 0 ? output.paint(told.isError ? "red" : "green", text) : text;
  output.out(
    columns(
      told.text.split("\n").map((line) => [mark, line]),
      paint,
    ),
  );
  const wrong = differences(question, told);
  if (allRows === undefined || told.isError) return wrong;
  const cost = await tellCost(told.text, allRows, client);
  output.out(`  ${output.paint("dim", cost.line)}`);
  return [...wrong, ...cost.wrong];
}

function differences({ asked, isError = false, contains, lacks = [] }: Question, told: ToolAnswer): string[] {
  const missing = contains.filter((fragment) => !told.text.includes(fragment));
  const unwanted = lacks.filter((fragment) => told.text.includes(fragment));
  return [
    ...(told.isError === isError ? [] : [`"${asked}" should ${isError ? "" : "not "}have been refused.`]),
    ...missing.map((fragment) => `"${asked}" was answered without "${fragment}".`),
    ...unwanted.map((fragment) => `"${asked}" was answered with "${fragment}".`),
  ];
}
