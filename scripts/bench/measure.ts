import { request } from "undici";
import * as z from "zod";
import { open, type RawServer, startRaw } from "../../test/helpers/raw-server.ts";
import { residentMb } from "./process.ts";

/** How a server is started: arguments for this Node, and the whole environment. It is spoken to in plain JSON-RPC, so that no client's own time is measured. */
export interface ServerCommand {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export async function endServer({ child, ended }: RawServer): Promise<void> {
  child.stdin.end();
  await ended;
}

/** The handshake of the 2025 revisions and the first list, as most clients do it. */
export async function firstList(server: RawServer): Promise<readonly object[]> {
  await open(server, "2025-11-25");
  const { result } = await server.ask("list", "tools/list");
  return listSchema.parse(result).tools;
}

let calls = 0;

/** The text of a tool's result. */
export async function callTool(server: RawServer, name: string, given: object): Promise<string> {
  calls += 1;
  const answer = await server.ask(calls, "tools/call", { name, arguments: given });
  const result = resultSchema.safeParse(answer["result"]);
  if (!result.success) throw new Error(`${name} failed: ${JSON.stringify(answer).slice(0, 500)}`);
  return result.data.content[0].text;
}

const listSchema = z.object({ tools: z.array(z.looseObject({})) });
const resultSchema = z.object({
  content: z.tuple([z.object({ text: z.string() })]),
  isError: z.literal(false).optional(),
});

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Milliseconds from spawn to the answer of tools/list, for each command; medians of rounds that take turns. */
export async function startTimes(commands: readonly ServerCommand[], rounds: number): Promise<number[]> {
  const times: number[][] = commands.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, command] of commands.entries()) {
      const began = performance.now();
      const server = startRaw(command.env, command.args);
      await firstList(server);
      // The first round warms the disk's cache, and for Keyscope writes the last-known grant.
      if (round > 0) times[index]?.push(performance.now() - began);
      // Long enough for the check in the background, which must not fall into the next start.
      await new Promise((resolve) => setTimeout(resolve, round === 0 ? 1_000 : 300));
      await endServer(server);
    }
  }
  return times.map(median);
}

/** Resident memory in MB just after the first list; undefined where the system does not tell. */
export async function residentMemory(command: ServerCommand, rounds: number): Promise<number | undefined> {
  const sizes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const server = startRaw(command.env, command.args);
    await firstList(server);
    const size = residentMb(server.pid);
    if (size !== undefined) sizes.push(size);
    await endServer(server);
  }
  return sizes.length === 0 ? undefined : median(sizes);
}

/** Milliseconds that a call through Keyscope takes beyond undici's own request for the same, medians of calls that take turns. */
export async function addedCallTime(
  command: ServerCommand,
  { tool, given }: { readonly tool: string; readonly given: object },
  { url, key }: { readonly url: string; readonly key: string },
  times: number,
): Promise<number> {
  const server = startRaw(command.env, command.args);
  await firstList(server);
  const through: number[] = [];
  const plain: number[] = [];
  for (let call = 0; call < times; call += 1) {
    const began = performance.now();
    await callTool(server, tool, given);
    const between = performance.now();
    await fetchJson(url, key);
    const ended = performance.now();
    // The first few warm both up.
    if (call < 5) continue;
    through.push(between - began);
    plain.push(ended - between);
  }
  await endServer(server);
  return median(through) - median(plain);
}

/** The API's own answer, as undici gives it. */
export async function fetchJson(url: string, key: string): Promise<string> {
  const { statusCode, body } = await request(url, { headers: { authorization: `Bearer ${key}` } });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
  return text;
}
