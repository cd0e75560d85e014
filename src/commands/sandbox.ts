import { CommandError, ExitCode } from "../app/exit-code.ts";
import { ownCommand } from "../messages/own-command.ts";
import { type ApiId, apiIds, type ExampleKey, type Sandbox, startSandbox } from "../sandbox/index.ts";
import { columns, type Output } from "../terminal/output.ts";
import { codeOf } from "../utils/error-code.ts";
import { endProcess } from "./end-process.ts";

/** Runs the sandbox APIs on loopback until a signal comes, and prints how to use them. */
export async function sandbox(options: { readonly port?: string | undefined }, output: Output): Promise<void> {
  const port = readPort(options.port ?? "0");
  const running = await startSandbox({ port }).catch((error: unknown) => {
    throw listenFailure(error, port);
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => endProcess(ExitCode.done));

  output.out("Sandbox of five APIs, with invented data. Below each, keys to try, and how to store one.");
  for (const id of apiIds) printApi(id, running, output);
  const { parts } = running.examples.setpilot.dashboard;
  output.out("");
  output.out("Then ask, in another terminal:");
  output.out([`  ${ownCommand("call setpilot_get_summary --profile sandbox")}`]);
  output.out("Give a key other scopes, with no restart of anything:");
  output.out([
    `  curl -X PUT -H 'content-type: application/json' -d '{"scopes":["dashboard","orders"]}' ${running.controlUrl(parts[0])}`,
  ]);
  output.out("");
  output.out("Ctrl-C ends it.");
}

/** Prints an API: where it is, its keys, and the line that stores the first of them. */
function printApi(id: ApiId, running: Sandbox, output: Output): void {
  const keys: readonly ExampleKey[] = Object.values(running.examples[id]);
  const tried = keys.find(({ isToTry }) => isToTry) ?? running.examples[id].all;
  const baseUrl = running.baseUrl(id);
  output.out("");
  output.out(`${id}: ${output.paint("bold", baseUrl)}`);
  output.out(columns(keys.map(({ parts, about }) => [`  ${parts.join(" ")}`, about])));
  output.out([`  ${keyCommand(tried)} | ${ownCommand(`login ${id} --profile sandbox --base-url ${baseUrl}`)}`]);
}

/** Writes the command that prints each part of a key on a line of its own. */
function keyCommand({ parts: [first, second] }: ExampleKey): string {
  return second === undefined ? `echo ${first}` : `printf '%s\\n' ${first} ${second}`;
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new CommandError(`--port must be a whole number from 0 to 65535, not "${text}".`, ExitCode.usage);
}

function listenFailure(error: unknown, port: number): CommandError {
  const reasons = new Map<unknown, string>([
    ["EADDRINUSE", `Port ${port} is in use by another program. Choose another, or leave --port out.`],
    ["EACCES", `Port ${port} may not be used without special rights. Choose one above 1023.`],
  ]);
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  return new CommandError(reasons.get(code) ?? `The sandbox could not start: ${text}`, ExitCode.failed);
}
