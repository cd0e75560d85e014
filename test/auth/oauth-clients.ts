import {
  Client as Client2,
  type OAuthDiscoveryState,
  StreamableHTTPClientTransport as Transport2,
} from "@modelcontextprotocol/client";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as Transport1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Generation } from "../helpers/clients.ts";
import { logIn } from "./real-provider.ts";

const CALLBACK = "http://127.0.0.1:1/callback";

/** A client of any generation that logged in by itself, and the address to which it sent the browser. */
export interface LoggedIn {
  readonly client: Client1 | Client2;
  readonly sentTo: URL;
  readonly token: string;
  readonly idToken: string;
}

interface Tokens {
  readonly access_token: string;
  readonly token_type: string;
  readonly id_token?: string | undefined;
}

/** What a client keeps of its logging in. Both generations ask for it by these names. */
function createMemory() {
  const kept: {
    client?: { client_id: string };
    tokens?: Tokens;
    verifier?: string;
    discovery?: OAuthDiscoveryState;
    sentTo?: URL;
  } = {};
  return {
    kept,
    redirectUrl: CALLBACK,
    clientMetadata: {
      redirect_uris: [CALLBACK],
      client_name: "test",
      application_type: "native",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
    clientInformation: () => kept.client,
    saveClientInformation: (client: { client_id: string }) => {
      kept.client = client;
    },
    tokens: () => kept.tokens,
    saveTokens: (tokens: Tokens) => {
      kept.tokens = tokens;
    },
    redirectToAuthorization: (url: URL) => {
      kept.sentTo = url;
    },
    saveCodeVerifier: (verifier: string) => {
      kept.verifier = verifier;
    },
    codeVerifier: () => kept.verifier ?? "",
    saveDiscoveryState: (state: OAuthDiscoveryState) => {
      kept.discovery = state;
    },
    discoveryState: () => kept.discovery,
  };
}

/** Connects a client that has no token: it is led to the provider, where this person logs in, and connects again. */
export async function connectByLogin(server: URL, generation: Generation, person: string): Promise<LoggedIn> {
  const memory = createMemory();
  const connect = () => open(server, generation, memory);
  const first = connect();
  // It fails, after it sent the browser to the provider.
  const cause: unknown = await first.start().catch((error: unknown) => error);
  const { sentTo } = memory.kept;
  if (sentTo === undefined) throw new Error("The client was not led to the provider.", { cause });
  const back = await logIn(sentTo, person, CALLBACK);
  await first.finish(back.searchParams);
  const second = connect();
  await second.start();
  const { tokens } = memory.kept;
  return { client: second.client, sentTo, token: tokens?.access_token ?? "", idToken: tokens?.id_token ?? "" };
}

function open(server: URL, generation: Generation, memory: ReturnType<typeof createMemory>) {
  const info = { name: "test", version: "1.0.0" };
  if (generation === "sdk 1.x, 2025-11-25") {
    const client = new Client1(info);
    const transport = new Transport1(server, { authProvider: memory });
    return {
      client,
      start: () => client.connect(transport),
      finish: (parameters: URLSearchParams) => transport.finishAuth(parameters.get("code") ?? ""),
    };
  }
  const mode = generation === "client 2.x, 2026-07-28" ? "auto" : "legacy";
  const client = new Client2(info, { versionNegotiation: { mode } });
  const transport = new Transport2(server, { authProvider: memory });
  return {
    client,
    start: () => client.connect(transport),
    finish: (parameters: URLSearchParams) => transport.finishAuth(parameters),
  };
}
