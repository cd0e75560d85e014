import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client as Client2, StreamableHTTPClientTransport as HttpTransport2 } from "@modelcontextprotocol/client";
import { StdioClientTransport as Transport2 } from "@modelcontextprotocol/client/stdio";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as Transport1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as HttpTransport1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  PromptListChangedNotificationSchema,
  ToolListChangedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { openInstallation } from "../../src/engine/installation.ts";

/** The built program, as clients start it. */
export const PROGRAM = join(import.meta.dirname, "../../dist/keyscope.cjs");

/** How it names its commands when it is started so. */
export const COMMAND = `node ${PROGRAM}`;

/** The clients of both SDK generations, and the second also in the protocol of 2026-07-28. */
export const generations = ["sdk 1.x, 2025-11-25", "client 2.x, 2025-11-25", "client 2.x, 2026-07-28"] as const;

export type Generation = (typeof generations)[number];

export interface ListedTool {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema: object;
  readonly annotations?: object | undefined;
}

export interface ListedPrompt {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly arguments?:
    | { readonly name: string; readonly description?: string | undefined; readonly required?: boolean | undefined }[]
    | undefined;
}

interface Completion {
  readonly values: string[];
  readonly total?: number | undefined;
  readonly hasMore?: boolean | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: { readonly progress: number; readonly message?: string | undefined }) => void;
}

/** A connected client of any generation, reduced to what the tests use. */
export interface TestClient {
  readonly pid: number;
  readonly instructions: string | undefined;
  tools(): Promise<ListedTool[]>;
  toolNames(): Promise<string[]>;
  call(
    name: string,
    given?: Record<string, unknown>,
    options?: CallOptions,
  ): Promise<{ text: string; isError: boolean }>;
  prompts(): Promise<ListedPrompt[]>;
  /** The text of a prompt. Rejects with what the server says where it is refused. */
  prompt(name: string, given?: Record<string, string>): Promise<string>;
  complete(prompt: string, argument: string, typed: string): Promise<Completion>;
  /** Resolves at the next notice that the list of tools changed. */
  nextListChange(): Promise<void>;
  /** The same of the list of prompts. */
  nextPromptsChange(): Promise<void>;
  /** What the server wrote to standard error so far. */
  stderr(): string;
  close(): Promise<void>;
}

/** The environment that MCP clients pass, with a home of its own, and whatever is added. */
export function clientEnvironment(home: string, added: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    HOME: home,
    LOGNAME: "shopkeeper",
    PATH: process.env["PATH"] ?? "",
    SHELL: "/bin/sh",
    TERM: "xterm",
    USER: "shopkeeper",
    ...added,
  };
}

/** An empty home folder, and how to remove it. */
export async function temporaryHome(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "keyscope-test-"));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * Makes a home folder that of a person whose engine was started today, which a look at the access does otherwise: half of
 * what such a look takes. For files that look in many homes and are about something else. On Linux; elsewhere it is only slower.
 */
export async function rememberEngine(home: string): Promise<void> {
  const memory = join(home, ".cache/keyscope/engine.json");
  await openInstallation(join(dirname(PROGRAM), "engine.cjs"), memory).learn(undefined);
}

/** Starts `keyscope serve` with exactly this environment and connects to it. */
export function connect(
  generation: Generation,
  environment: Record<string, string>,
  args: readonly string[] = ["serve", "setpilot"],
  program = PROGRAM,
): Promise<TestClient> {
  const server = { command: process.execPath, args: [program, ...args], env: environment, stderr: "pipe" as const };
  return generation === "sdk 1.x, 2025-11-25" ? connect1(server) : connect2(server, generation);
}

interface ServerCommand {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly stderr: "pipe";
}

/** Connects to `keyscope serve --http` with its token. */
export async function connectHttp(generation: Generation, url: URL, token: string): Promise<TestClient> {
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  if (generation !== "sdk 1.x, 2025-11-25") {
    const { client, changes } = makeClient2(generation);
    await client.connect(new HttpTransport2(url, { requestInit }));
    return testClient(client, null, changes, () => "");
  }
  const { client, changes } = makeClient1();
  // Its types do not tell an absent property from one that is undefined, which our compiler does.
  const transport = new HttpTransport1(url, { requestInit }) as Parameters<Client1["connect"]>[0];
  await client.connect(transport);
  return testClient(client, null, changes, () => "");
}

type Changes = readonly [tools: () => Promise<void>, prompts: () => Promise<void>];

function makeClient1(): { readonly client: Client1; readonly changes: Changes } {
  const client = new Client1({ name: "test", version: "1.0.0" });
  const [tools, prompts] = [listChanges(), listChanges()];
  client.setNotificationHandler(ToolListChangedNotificationSchema, tools.announce);
  client.setNotificationHandler(PromptListChangedNotificationSchema, prompts.announce);
  return { client, changes: [tools.next, prompts.next] };
}

async function connect1(server: ServerCommand): Promise<TestClient> {
  const { client, changes } = makeClient1();
  const transport = new Transport1(server);
  const stderr = collected(transport.stderr);
  await client.connect(transport);
  return testClient(client, transport.pid, changes, stderr);
}

function makeClient2(generation: Generation): { readonly client: Client2; readonly changes: Changes } {
  const [tools, prompts] = [listChanges(), listChanges()];
  const once = { autoRefresh: false, debounceMs: 0 };
  const client = new Client2(
    { name: "test", version: "1.0.0" },
    {
      versionNegotiation: { mode: generation === "client 2.x, 2026-07-28" ? "auto" : "legacy" },
      listChanged: {
        tools: { ...once, onChanged: tools.announce },
        prompts: { ...once, onChanged: prompts.announce },
      },
    },
  );
  return { client, changes: [tools.next, prompts.next] };
}

async function connect2(server: ServerCommand, generation: Generation): Promise<TestClient> {
  const { client, changes } = makeClient2(generation);
  const transport = new Transport2(server);
  const stderr = collected(transport.stderr);
  await client.connect(transport);
  return testClient(client, transport.pid, changes, stderr);
}

interface AnyClient {
  getInstructions(): string | undefined;
  listTools(): Promise<{ tools: ListedTool[] }>;
  listPrompts(): Promise<{ prompts: ListedPrompt[] }>;
  getPrompt(request: {
    name: string;
    arguments: Record<string, string>;
  }): Promise<{ messages: { role: string; content: unknown }[] }>;
  complete(request: {
    ref: { type: "ref/prompt"; name: string };
    argument: { name: string; value: string };
  }): Promise<{ completion: Completion }>;
  close(): Promise<void>;
}

function testClient(
  client: Client1 | Client2,
  pid: number | null,
  [nextListChange, nextPromptsChange]: Changes,
  stderr: () => string,
): TestClient {
  const any: AnyClient = client;
  const tools = async () => (await any.listTools()).tools;
  return {
    pid: pid ?? 0,
    instructions: any.getInstructions(),
    tools,
    toolNames: async () => (await tools()).map(({ name }) => name),
    call: async (name, given = {}, options = {}) => {
      const request = { name, arguments: given };
      const result =
        client instanceof Client1
          ? await client.callTool(request, undefined, options)
          : await client.callTool(request, options);
      return { text: onlyText(result.content), isError: result.isError === true };
    },
    prompts: async () => (await any.listPrompts()).prompts,
    prompt: async (name, given = {}) => {
      const { messages } = await any.getPrompt({ name, arguments: given });
      return onlyText(messages.map(({ content }) => content));
    },
    complete: async (name, argument, value) => {
      const ref = { type: "ref/prompt", name } as const;
      return (await any.complete({ ref, argument: { name: argument, value } })).completion;
    },
    nextListChange,
    nextPromptsChange,
    stderr,
    close: () => any.close(),
  };
}

function onlyText(content: unknown): string {
  if (!Array.isArray(content) || content.length !== 1) throw new Error("A result must be one text.");
  const part: unknown = content[0];
  if (typeof part !== "object" || part === null || !("text" in part) || typeof part.text !== "string") {
    throw new Error("A result must be one text.");
  }
  return part.text;
}

function listChanges() {
  let waiting: (() => void)[] = [];
  let unseen = 0;
  return {
    announce: () => {
      if (waiting.length === 0) unseen += 1;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    next: () => {
      if (unseen > 0) {
        unseen = 0;
        return Promise.resolve();
      }
      return new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

function collected(stream: { on(event: "data", listener: (chunk: unknown) => void): unknown } | null): () => string {
  let text = "";
  stream?.on("data", (chunk) => {
    text += String(chunk);
  });
  return () => text;
}
