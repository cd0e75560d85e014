import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { openPeople } from "../../src/app/people.ts";
import type { Connector } from "../../src/connectors/schema/connector.ts";
import type { Credential } from "../../src/credentials/credential.ts";
import { createHttpClient } from "../../src/http/client.ts";
import { createServer } from "../../src/mcp/server.ts";
import type { Claims } from "../../src/people/allowance.ts";
import { type People, readPeople } from "../../src/people/read-people.ts";
import { createMemoryStore } from "../../src/rate-limit/memory-store.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/index.ts";
import { createSession } from "../../src/scopes/session.ts";
import { systemClock } from "../../src/utils/time.ts";
import { INSTALLATION } from "../engine/open.ts";
import { credentialOf } from "../helpers/api-client.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { apiId } from "../helpers/emulated.ts";

/** What somebody of a team gets from their client. */
export interface Member {
  tools(): Promise<{ readonly name: string; readonly description?: string | undefined }[]>;
  names(): Promise<string[]>;
  /** All that came: the text, and what stands beside it. */
  call(name: string, given?: Record<string, unknown>): Promise<{ text: string; isError: boolean; beside: string }>;
  query(sql: string): Promise<string>;
  prompts(): Promise<string[]>;
  /** How often they were told that their tools changed. */
  changes(): number;
  readonly instructions: string | undefined;
  close(): Promise<void>;
}

/** A people.json that is good. */
export function peopleOf(connector: Connector, file: object): People {
  const read = readPeople(JSON.stringify(file), connector);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.people;
}

/**
 * The emulated APIs. Their clock takes a second for each look at it, so that a table of 60 pages can be read twice without
 * waiting for the API's limit of 120 a minute.
 */
export function startUnhurriedSandbox(): Promise<Sandbox> {
  let now = Date.parse("2026-11-20T08:00:00Z");
  return startSandbox({
    now: () => {
      now += 600;
      return new Date(now);
    },
  });
}

/** A server with one key and many people, as the one over HTTP has it: each connection has the tools of its claims. */
export async function openTeam(
  connector: Connector,
  sandbox: Sandbox,
  {
    file,
    key,
    settings = {},
    folder,
  }: {
    readonly file: object;
    readonly key: string;
    readonly settings?: Partial<Credential["settings"]>;
    readonly folder?: string | undefined;
  },
) {
  const credential = credentialOf(connector, key, {
    baseUrl: new URL(sandbox.baseUrl(apiId(connector))),
    settings: { privacy: "shown", ...settings },
  });
  // The sandbox counts as its own clock goes.
  const unlimited: Connector = { ...connector, rateLimits: [] };
  const session = createSession({
    connector: unlimited,
    profile: "secret-profile",
    lookUpKey: async () => ({ ok: true, credential, notes: [] }),
    grants: { read: async () => undefined, write: async () => true, remove: async () => {} },
    readsQuietly: true,
    keyChanges: { stamp: () => undefined, fingerprint: () => undefined },
    openStore: (_, window) => createMemoryStore(window, systemClock),
    http: createHttpClient({}),
    clock: systemClock,
    random: Math.random,
  });
  let people = peopleOf(unlimited, file);
  const never = () => Promise.reject(new Error("the owner's questions are not asked"));
  const team = openPeople(
    {
      session,
      questions: { open: never, whyNone: INSTALLATION.whyNone },
      rowsFolder: folder,
      installation: INSTALLATION,
    },
    { current: () => people, problem: () => undefined },
  );
  await openForTest(
    Promise.resolve({
      async close() {
        session.close();
        await team.close();
      },
    }),
  );
  return {
    session,
    sourcesFor: team.sourcesFor,
    use(next: object) {
      people = peopleOf(unlimited, next);
    },
    connect: (claims: Claims) => openForTest(connectMember(team.sourcesFor(claims))),
  };
}

async function connectMember(sources: Parameters<typeof createServer>[0]): Promise<Member> {
  let changes = 0;
  const defects: unknown[] = [];
  const server = createServer(sources, { onListChanged: () => {}, onDefect: (error) => defects.push(error) });
  const [near, far] = InMemoryTransport.createLinkedPair();
  const client = new Client(
    { name: "test", version: "1.0.0" },
    {
      capabilities: { extensions: { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } } },
      listChanged: {
        tools: {
          autoRefresh: false,
          debounceMs: 0,
          onChanged: () => {
            changes += 1;
          },
        },
      },
    },
  );
  await Promise.all([server.connect(far), client.connect(near)]);
  const call: Member["call"] = async (name, given = {}) => {
    const { content, isError, _meta } = await client.callTool({ name, arguments: given });
    if (defects.length > 0) throw defects[0];
    const [part] = content;
    if (part?.type !== "text" || content.length !== 1) throw new Error("A result must be one text.");
    return { text: part.text, isError: isError === true, beside: JSON.stringify(_meta ?? {}) };
  };
  return {
    instructions: client.getInstructions(),
    tools: async () => (await client.listTools()).tools,
    names: async () => (await client.listTools()).tools.map(({ name }) => name),
    call,
    query: async (sql) => (await call(`${sources.session.connector.id}_query`, { sql })).text,
    prompts: async () => (await client.listPrompts()).prompts.map(({ name }) => name),
    changes: () => changes,
    close: () => client.close(),
  };
}
