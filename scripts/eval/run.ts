import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { queryToolName, tablesToolName } from "../../src/connectors/schema/connector.ts";
import type { Sandbox } from "../../src/sandbox/index.ts";
import { clientEnvironment, connect, type TestClient } from "../../test/helpers/clients.ts";
import { runCommand } from "../../test/helpers/command.ts";
import { keyEnvironment } from "../../test/helpers/emulated.ts";
import { whatIsWrong } from "./result.ts";
import type { Block, ReadyQuestion, Subject } from "./subject.ts";

/** What calls cost: how many, what the assistant read of them in tokens (o200k), and how long they took. */
export interface Cost {
  readonly calls: number;
  readonly tokens: number;
  readonly seconds: number;
}

/** What came of a question. `wrong` says what is; undefined where all is right. */
export interface Asked extends Cost {
  readonly ask: string;
  readonly below: number | undefined;
  readonly wrong: string | undefined;
}

/** What came of a block of questions. */
export interface PlayedBlock extends Pick<Block, "title" | "most"> {
  /** What came of list_tables, which comes first; undefined where there is none. */
  readonly tables: Asked | undefined;
  readonly asked: readonly Asked[];
}

/** Where the shops are, and a home folder for the servers. */
interface Place {
  readonly sandbox: Sandbox;
  readonly home: string;
}

/** Puts a subject's questions to a server of its own, block by block. */
export async function* playSubject(subject: Subject, { sandbox, home }: Place): AsyncGenerator<PlayedBlock> {
  const { connector, key, unanswerable, definition, blocks } = subject;
  const env = clientEnvironment(home, keyEnvironment(connector, key, sandbox));
  const serve = () => connect("client 2.x, 2026-07-28", env, ["serve", connector.id]);
  const title = (block: string) => `${connector.title}: ${block}`;
  if (unanswerable !== undefined) {
    const asked = await withClient(await serve(), (client) => askInVain(client, subject, unanswerable));
    yield { title: title("nothing is promised"), tables: undefined, asked };
  }
  if (definition !== undefined) {
    const file = join(home, `${connector.id}.json`);
    await writeFile(file, JSON.stringify(definition));
    const { exitCode, stderr } = await runCommand(["connectors", "add", file], { env });
    if (exitCode !== 0) throw new Error(stderr);
  }
  const client = await serve();
  try {
    for (const block of blocks) {
      const played = await playBlock(client, subject, block);
      yield { ...played, title: title(block.title) };
    }
  } finally {
    await client.close();
  }
}

async function withClient<T>(client: TestClient, use: (client: TestClient) => Promise<T>): Promise<T> {
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** Asks what the block asks, after the tables. */
async function playBlock(client: TestClient, subject: Subject, block: Block): Promise<PlayedBlock> {
  const tool = tablesToolName(subject.connector);
  const listed = await call(client, tool, {});
  const missing = block.told.find((words) => !listed.text.includes(words));
  const wrong = listed.isError ? listed.text : missing && `does not tell ${missing}`;
  const tables = { ...listed, ask: tool, below: undefined, wrong };
  const asked: Asked[] = [];
  for (const question of block.questions) asked.push(await ask(client, subject, question));
  return { ...block, tables, asked };
}

/** An answer of a tool, and what it cost. */
interface Answer extends Cost {
  readonly text: string;
  readonly isError: boolean;
}

/** A table of the sandbox is read in seconds: who is told so often to come back waits for something that never comes. */
const MOST_RETURNS = 10;

/** Calls a tool, and again as long as the answer says that rows are still being read and when to ask again. */
async function call(client: TestClient, tool: string, given: Record<string, unknown>): Promise<Answer> {
  const began = performance.now();
  let tokens = 0;
  for (let calls = 1; ; calls += 1) {
    const { text, isError } = await client.call(tool, given);
    tokens += countTokens(text);
    const [, wait] = /ask again in (\d+) s/.exec(isError ? text : "") ?? [];
    if (wait === undefined || calls === MOST_RETURNS) {
      return { calls, tokens, seconds: (performance.now() - began) / 1000, text, isError };
    }
    await new Promise((resolve) => setTimeout(resolve, Number(wait) * 1000));
  }
}

async function ask(client: TestClient, { connector, tables }: Subject, question: ReadyQuestion): Promise<Asked> {
  const tool = queryToolName(connector);
  const stumbled = question.stumble && (await call(client, tool, { sql: question.stumble.sql }));
  const answered = await call(client, tool, { sql: question.sql });
  const cost = addCosts(stumbled === undefined ? [answered] : [stumbled, answered]);
  const { ask, below } = question;
  const wrong =
    whatIsWrong(answered, tables, question) ?? whatWasNotTold(stumbled, question) ?? whatIsTooMuch(cost, question);
  return { ask, below, ...cost, wrong };
}

/** Whether a first attempt was told what leads to the second. */
function whatWasNotTold(stumbled: Answer | undefined, { stumble }: ReadyQuestion): string | undefined {
  if (stumbled === undefined || stumble === undefined) return undefined;
  if (stumbled.isError && stumbled.text.includes(stumble.told)) return undefined;
  return `a first attempt was not told "${stumble.told}" but: ${stumbled.text.slice(0, 200)}`;
}

function whatIsTooMuch({ tokens }: Cost, { below }: ReadyQuestion): string | undefined {
  return below === undefined || tokens < below ? undefined : `${tokens} tokens, not below ${below}`;
}

/** Asks what cannot be answered: nothing may offer to, neither a tool nor the instructions, and who tries is refused. */
async function askInVain(client: TestClient, { connector }: Subject, asks: readonly string[]): Promise<Asked[]> {
  const tool = queryToolName(connector);
  const told = JSON.stringify([await client.tools(), client.instructions]);
  const promised = [tool, tablesToolName(connector)].find((name) => told.includes(name));
  const asked: Asked[] = [];
  for (const ask of asks) {
    const cost = await call(client, tool, { sql: "SELECT count(*) FROM orders" }).catch(refused);
    const wrong = promised !== undefined ? `${promised} is promised` : cost.isError ? undefined : "it is answered";
    asked.push({ ...cost, ask, below: undefined, wrong });
  }
  return asked;
}

/** A tool that is not there is an error of the protocol. */
function refused(error: unknown): Answer {
  const text = error instanceof Error ? error.message : String(error);
  return { calls: 1, tokens: countTokens(text), seconds: 0, text, isError: true };
}

export function addCosts(costs: readonly Cost[]): Cost {
  return {
    calls: costs.reduce((sum, { calls }) => sum + calls, 0),
    tokens: costs.reduce((sum, { tokens }) => sum + tokens, 0),
    seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}
