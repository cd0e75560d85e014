import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeKey, type Provider, signWith, startProvider, writeToken } from "../auth/provider.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";
import { type Running, startCommand } from "../helpers/command.ts";
import { freePort } from "../helpers/loopback.ts";
import { postHeaders } from "../helpers/raw-server.ts";

/** A message of JSON-RPC that a member sends, in the words of 2026-07-28 unless something else is said. */
export interface Sent {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly id?: string | number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Somebody of the team, with a token of their own. */
export interface TeamMember {
  readonly subject: string;
  readonly token: string;
  /** Sends a message; the answer as it comes, before its body. */
  open(sent: Sent): Promise<Response>;
  /** The whole answer as text: one document of JSON, or events. */
  send(sent: Sent): Promise<string>;
  call(tool: string, given?: object, more?: Partial<Sent>): Promise<string>;
  /** The names of the tools that they are shown. */
  names(): Promise<string[]>;
}

/** The built program as it runs for a team, and those who are in it. */
export interface TeamProgram {
  readonly url: URL;
  readonly running: Running;
  readonly audit: string;
  readonly provider: Provider;
  member(subject: string, groups: readonly string[], claims?: Readonly<Record<string, unknown>>): TeamMember;
}

/** Starts it with an identity provider of its own. `env`: with the key of the API. */
export async function startTeamProgram(
  env: Readonly<Record<string, string>>,
  people: object,
  {
    options = [],
    opening = openForTest,
  }: { readonly options?: readonly string[]; readonly opening?: typeof openForTest } = {},
): Promise<TeamProgram> {
  const key = makeKey("ES256");
  const provider = await opening(startProvider([key]));
  const { path } = await opening(temporaryHome());
  const [peopleFile, audit] = [join(path, "people.json"), join(path, "audit.jsonl")];
  await writeFile(peopleFile, JSON.stringify(people));
  const url = new URL(`http://127.0.0.1:${await freePort()}/mcp`);
  const login = ["--issuer", provider.issuer, "--public-url", url.href, "--people", peopleFile, "--audit", audit];
  const running = startCommand(["serve", "setpilot", "--http", url.host, ...login, ...options], { env });
  await opening(Promise.resolve({ close: () => endOf(running) }));
  await running.until("Ctrl-C ends it.");
  return {
    url,
    running,
    audit,
    provider,
    member(subject, groups, claims = {}) {
      const now = Math.floor(Date.now() / 1000);
      const all = { iss: provider.issuer, aud: url.href, sub: subject, iat: now, exp: now + 3600, groups, ...claims };
      const header = { alg: key.alg, kid: key.kid, typ: "at+jwt" };
      return memberOf(url, subject, writeToken(header, all, signWith(key)));
    },
  };
}

async function endOf(running: Running): Promise<void> {
  running.kill("SIGKILL");
  await running.ended;
}

function memberOf(url: URL, subject: string, token: string): TeamMember {
  const open: TeamMember["open"] = ({ method, params = {}, id = 1, headers = {}, signal }) =>
    fetch(url, {
      method: "POST",
      headers: {
        ...postHeaders(token),
        "mcp-protocol-version": PROTOCOL,
        "mcp-method": method,
        ...(typeof params["name"] === "string" && { "mcp-name": params["name"] }),
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id, method, params: { ...params, _meta: metaOf(subject, params) } }),
      ...(signal && { signal }),
    });
  const send = async (sent: Sent) => (await open(sent)).text();
  return {
    subject,
    token,
    open,
    send,
    call: (name, given = {}, more = {}) =>
      send({ method: "tools/call", ...more, params: { name, arguments: given, ...more.params } }),
    async names() {
      const answer = await send({ method: "tools/list" });
      return [...answer.matchAll(/"name":"(setpilot_[a-z_]+)"/g)].map(([, name = ""]) => name);
    },
  };
}

const PROTOCOL = "2026-07-28";

function metaOf(subject: string, params: Readonly<Record<string, unknown>>): object {
  const given = params["_meta"];
  return {
    "io.modelcontextprotocol/protocolVersion": PROTOCOL,
    "io.modelcontextprotocol/clientInfo": { name: `desk of ${subject}`, version: "1.0.0" },
    "io.modelcontextprotocol/clientCapabilities": {},
    ...(typeof given === "object" ? given : {}),
  };
}
