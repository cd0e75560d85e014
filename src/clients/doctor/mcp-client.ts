import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { Client, deserializeMessage, serializeMessage, type Transport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { VERSION } from "../../utils/version.ts";

/** An MCP client that is connected to a server, reduced to what Keyscope asks. */
export interface McpClient {
  /** The tools' names; none when the server says that it has no tools at all. */
  listTools(): Promise<string[]>;
  callTool(tool: string, given: Readonly<Record<string, unknown>>): Promise<ToolAnswer>;
  close(): Promise<void>;
}

/** What a tool answered: its text, and `meta`, which is for programs. */
export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
  readonly meta: Readonly<Record<string, unknown>> | undefined;
}

/** Starts a server with these variables and the ones that the SDK hands on, and connects to it. */
export function startServer(
  name: string,
  server: { readonly command: string; readonly args: string[]; readonly env: Record<string, string> },
): Promise<McpClient> {
  return connect(name, new StdioClientTransport(server));
}

/** Connects to a process. `onStray` hears the lines on its standard output that are not of the protocol. */
export function connectTo(child: ChildProcess, name: string, onStray: (line: string) => void): Promise<McpClient> {
  return connect(name, transportTo(child, onStray));
}

async function connect(name: string, transport: Transport): Promise<McpClient> {
  const client = new Client({ name, version: VERSION });
  await client.connect(transport);
  return {
    async listTools() {
      // The SDK would print that there are none.
      if (client.getServerCapabilities()?.tools === undefined) return [];
      const { tools } = await client.listTools();
      return tools.map((tool) => tool.name);
    },
    async callTool(tool, given) {
      const { content, isError, _meta: meta } = await client.callTool({ name: tool, arguments: given });
      const text = content.map((part) => (part.type === "text" ? part.text : "")).join("\n");
      return { text, isError: isError === true, meta };
    },
    close: () => client.close(),
  };
}

/** The SDK's own transport adds variables, keeps the exit code to itself, and passes over stray lines. */
function transportTo(child: ChildProcess, onStray: (line: string) => void): Transport {
  const transport: Transport = {
    async start() {
      child.once("close", () => transport.onclose?.());
      if (child.stdout === null) return;
      createInterface({ input: child.stdout }).on("line", (line) => {
        const message = readMessage(line);
        if (message !== undefined) transport.onmessage?.(message);
        else if (line.trim() !== "") onStray(line);
      });
    },
    async send(message) {
      child.stdin?.write(serializeMessage(message));
    },
    async close() {
      child.stdin?.end();
    },
  };
  return transport;
}

function readMessage(line: string): ReturnType<typeof deserializeMessage> | undefined {
  try {
    return deserializeMessage(line);
  } catch {
    return undefined;
  }
}
