import { engineHere } from "../../app/app.ts";
import { ExitCode } from "../../app/exit-code.ts";
import type { McpClient, ToolAnswer } from "../../clients/doctor/mcp-client.ts";
import { defaultConnector } from "../../connectors/catalog/index.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { explainNoEngine } from "../../messages/sql/statement-failures.ts";
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
  output.out("Each key below has its own `keyscope serve`, started and asked by an MCP client.");
  output.out("Only the businesses are invented: a sandbox on this machine is their API.");
  const noEngine = engineHere().whyNone();
  const scenes = scenesIn(sandbox, new Date(), noEngine === undefined);
  const wrong: string[] = [];
  try {
    for (const scene of scenes) wrong.push(...(await play(scene, sandbox, output)));
  } finally {
    await sandbox.close();
  }
  output.out("");
  if (noEngine !== undefined) output.out(explainNoEngine(noEngine, defaultConnector));
  if (wrong.length > 0) {
    for (const line of wrong) output.err(output.paint("red", line));
    return ExitCode.failed;
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  output.out(`Each list and each answer was checked: ${scenes.length} keys, ${seconds} s.`);
  output.out(`Next, with your own key: \`${ownCommand("login")}\`, then \`${ownCommand("install")}\`.`);
  return ExitCode.done;
}

async function play(scene: Scene, sandbox: Sandbox, output: Output): Promise<string[]> {
  const client = await connectDemoClient(scene, sandbox.baseUrl(scene.connector));
  try {
    const { length: count } = await client.listTools();
    output.out("");
    output.out(output.paint("bold", `${scene.title}: ${count} ${count === 1 ? "tool" : "tools"}`));
    const wrong = count === scene.tools ? [] : [`${scene.title}: ${count} tools, not ${scene.tools}.`];
    for (const question of scene.questions) wrong.push(...(await ask(question, client, output)));
    return wrong;
  } finally {
    await client.close();
  }
}

/** Shows a question, the tool that answers it, and the lines of the answer that matter. */
async function ask(question: Question, client: McpClient, output: Output): Promise<string[]> {
  const { asked, tool, given, shown, allRows } = question;
  const told = await client.callTool(tool, given);
  output.out(`  ${output.paint("cyan", asked)} ${output.paint("dim", `(${tool})`)}`);
  if (typeof given["sql"] === "string") output.out(`  ${output.paint("dim", given["sql"])}`);
  const mark = told.isError ? "  !" : "  |";
  const lines = told.text.split("\n").flatMap((line) => partShown(line, shown));
  const paint = (column: number, text: string) =>
    column === 0 ? output.paint(told.isError ? "red" : "green", text) : text;
  output.out(
    columns(
      lines.map((line) => [mark, line.trim()]),
      paint,
    ),
  );
  const wrong = differences(question, told);
  if (allRows === undefined || told.isError) return wrong;
  const cost = await tellCost(told.text, allRows, client);
  output.out(`  ${output.paint("dim", cost.line)}`);
  return [...wrong, ...cost.wrong];
}

/** The line, or the part of it that is a group of the pattern; nothing where the pattern is not in it. */
function partShown(line: string, shown: RegExp): string[] {
  const found = shown.exec(line);
  if (found === null) return [];
  const [, part] = found;
  return [part === undefined ? line : `${part} …`];
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
