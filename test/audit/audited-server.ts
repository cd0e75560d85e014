import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { startCommand } from "../helpers/command.ts";
import { postHeaders } from "../helpers/raw-server.ts";

export const TOKEN = "a-token-of-sufficient-length-0123456789";

/** A line of an audit. */
export type Line = Readonly<Record<string, unknown>>;

/** The built program, which serves Setpilot over HTTP. */
export async function startAudited(env: Readonly<Record<string, string>>, audit: string) {
  const running = startCommand(["serve", "setpilot", "--http", "127.0.0.1:0", "--audit", audit], {
    env: { ...env, KEYSCOPE_HTTP_TOKEN: TOKEN },
  });
  await running.until("Ctrl-C ends it.");
  const url = /http:\S+\/mcp/.exec(running.output())?.[0] ?? "";

  async function send(body: string, headers: Readonly<Record<string, string>> = {}) {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...postHeaders(TOKEN), ...headers },
      body,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  return {
    ...running,
    url,
    send,
    /** Calls a tool as a client of 2026-07-28 does. */
    call(name: string, given: object = {}, client: object = { name: "tester", version: "2.1" }, headers = {}) {
      const _meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": client,
        "io.modelcontextprotocol/clientCapabilities": {},
      };
      const params = { name, arguments: given, _meta };
      return send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }), {
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": name,
        ...headers,
      });
    },
    /** The same as one of 2025-11-25. */
    callAsBefore(name: string, given: object = {}, headers = {}) {
      const params = { name, arguments: given };
      return send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }), headers);
    },
    async close() {
      running.kill("SIGKILL");
      await running.ended;
    },
  };
}

/** The lines of a file, when there are so many of a kind. Each must be whole. */
export async function readLines(file: string, least: number, kind?: string): Promise<Line[]> {
  for (;;) {
    const text = await readFile(file, "utf8");
    const lines = text.split("\n").slice(0, -1).map(parseLine);
    const wanted = kind === undefined ? lines : lines.filter((line) => line["kind"] === kind);
    if (text.endsWith("\n") && wanted.length >= least) return wanted;
    // Lines are written while the server goes on, and a test that waits in vain ends by its own time limit.
    await delay(10);
  }
}

function parseLine(line: string): Line {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== "object" || parsed === null) throw new Error(`no record: ${line}`);
  return { ...parsed };
}
