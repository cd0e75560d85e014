import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ClientId } from "../../src/clients/client.ts";
import type { PretendedModel } from "./pretended-model.ts";
import { linesOf, run } from "./run.ts";

/** What a client made of the server. */
export interface Listed {
  /** In its own word. */
  readonly says: string;
  readonly tools: readonly string[];
  /** What a tool answered that the pretended model called; undefined where that model cannot drive the client. */
  readonly answer?: string | undefined;
}

/** Where a client runs: a home of its own, and the model that only pretends. */
export interface Place {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly model: PretendedModel;
}

/** A client that runs without an account as far as its list of tools. */
export interface RealClient {
  readonly id: ClientId;
  readonly title: string;
  readonly npmName: string;
  readonly program: string;
  /** Before Keyscope is installed in it. */
  prepare?(place: Place): void | Promise<void>;
  list(place: Place): Promise<Listed>;
}

const TOOL = /setpilot_(?:(?:get|list|check)_\w+|query)/g;

export const realClients: readonly RealClient[] = [
  {
    id: "claude-code",
    title: "Claude Code",
    npmName: "@anthropic-ai/claude-code",
    program: "claude",
    async list({ env, folder }) {
      const { text } = await run("claude", ["mcp", "list"], env, folder);
      // Its first message tells the tools, before it finds that nobody is logged in and ends with 1.
      const args = ["-p", "hello", "--output-format", "stream-json", "--verbose"];
      const [first = ""] = await linesOf("claude", args, { ...env, MCP_CONNECTION_NONBLOCKING: "0" }, folder);
      return { says: wordAfter(text, "setpilot"), tools: toolsIn(first) };
    },
  },
  {
    id: "codex",
    title: "Codex",
    npmName: "@openai/codex",
    program: "codex",
    async list({ env, folder }) {
      const child = spawn("codex", ["app-server"], { cwd: folder, env, stdio: ["pipe", "pipe", "ignore"] });
      const send = (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`);
      send({ id: 1, method: "initialize", params: { clientInfo: { name: "keyscope", version: "1" } } });
      for await (const line of createInterface({ input: child.stdout })) {
        if (line.startsWith('{"id":1,')) {
          send({ method: "initialized" });
          send({ id: 2, method: "mcpServerStatus/list", params: {} });
        }
        if (!line.startsWith('{"id":2,')) continue;
        child.kill();
        return { says: "mcpServerStatus/list", tools: toolsIn(line) };
      }
      return { says: "nothing", tools: [] };
    },
  },
  {
    id: "gemini",
    title: "Gemini CLI",
    npmName: "@google/gemini-cli",
    program: "gemini",
    prepare({ home }) {
      mkdirSync(join(home, ".gemini"));
      const settings = { security: { folderTrust: { enabled: false }, auth: { selectedType: "gemini-api-key" } } };
      writeFileSync(join(home, ".gemini/settings.json"), JSON.stringify(settings, undefined, 2));
    },
    async list({ env, folder }) {
      const { text } = await run("gemini", ["mcp", "list"], env, folder);
      return { says: wordAfter(text, "setpilot"), tools: await offeredByGemini(env, folder) };
    },
  },
];

/** Gemini CLI shows its tools to its model only: a stand-in for that, here on this machine, which answers nothing. */
async function offeredByGemini(env: Readonly<Record<string, string>>, folder: string): Promise<readonly string[]> {
  let asked = "";
  const model = createServer((request, response) => {
    request.setEncoding("utf8").on("data", (chunk: string) => {
      asked += chunk;
    });
    request.on("end", () => response.writeHead(400).end("{}"));
  });
  model.listen(0, "127.0.0.1");
  await once(model, "listening");
  const address = model.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const stand = { GEMINI_API_KEY: "none", GOOGLE_GEMINI_BASE_URL: `http://127.0.0.1:${port}` };
  // Without approval of everything it leaves out, when nobody can be asked, what it would have to ask about.
  const args = ["-p", "hello", "--approval-mode", "yolo", "--model", "gemini-2.5-pro"];
  await linesOf("gemini", args, { ...env, ...stand }, folder);
  model.close();
  return toolsIn(asked.match(/"name":"mcp_setpilot_\w+"/g)?.join() ?? "");
}

/** The tools of Keyscope's that a text names, each once. */
export function toolsIn(text: string): string[] {
  return [...new Set(text.match(TOOL))].sort();
}

/** The last word of the line about a server, such as "Connected". */
function wordAfter(text: string, name: string): string {
  const line = text.split("\n").find((candidate) => candidate.includes(`${name}:`)) ?? "";
  return line.trim().split(/\s+/).at(-1) ?? "nothing";
}
