import type { Authenticator, Principal } from "../../src/auth/authenticator.ts";
import type { IssuerFailure } from "../../src/auth/failure.ts";
import { MOST_ISSUER_BYTES, openIssuer } from "../../src/auth/oauth/issuer.ts";
import { createHttpClient, type HttpClient } from "../../src/http/client.ts";
import { startHttpServer } from "../../src/http-server/server.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { createFakeClock, type FakeClock } from "../helpers/fake-clock.ts";
import { makeKey, type Provider, type SigningKey, signWith, startProvider, writeToken } from "./provider.ts";

/** What a client sees of an answer. */
export interface Seen {
  readonly status: number;
  readonly challenge: string | null;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** A server over HTTP whose tokens a provider gives, both on loopback, and a clock that stands still. */
export interface World {
  readonly provider: Provider;
  readonly key: SigningKey;
  readonly clock: FakeClock;
  readonly authenticator: Authenticator;
  readonly origin: string;
  /** Who was let in, in order. */
  readonly people: readonly Principal[];
  readonly failures: readonly IssuerFailure[];
  /** What a good token says, and whatever is changed. */
  claims(changed?: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** A token with these claims and headers changed, signed with the provider's key or another. */
  token(
    changed?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
    key?: SigningKey,
  ): string;
  /** Asks the server with this header. */
  send(authorization: string | undefined): Promise<Seen>;
  /** Asks it with this token. */
  ask(token: string): Promise<Seen>;
}

/** Where clients believe that the server is. */
export const PUBLIC_URL = "https://keyscope.example.com/mcp";

interface WorldOptions {
  readonly audience?: string;
  readonly scopes?: readonly string[];
  readonly path?: string;
  readonly http?: HttpClient;
  readonly alg?: SigningKey["alg"];
  /** Done to the provider before anybody asks it. */
  readonly prepare?: (provider: Provider) => void;
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const key = makeKey(options.alg ?? "ES256");
  const provider = await openForTest(startProvider([key], options.path));
  options.prepare?.(provider);
  const clock = createFakeClock();
  const failures: IssuerFailure[] = [];
  const people: Principal[] = [];
  const authenticator = openIssuer({
    issuer: provider.issuer,
    publicUrl: new URL(PUBLIC_URL),
    audience: options.audience,
    scopes: options.scopes ?? [],
    name: "Keyscope for Teapots",
    http: options.http ?? createHttpClient({}, MOST_ISSUER_BYTES),
    clock,
    onFailure: (failure) => failures.push(failure),
  });
  const server = await openForTest(
    startHttpServer({
      address: { host: "127.0.0.1", port: 0 },
      authenticator,
      mcpFor: async (principal) => {
        people.push(principal);
        return { answer: async () => Response.json({ hello: principal.subject }), retire() {} };
      },
      requesterFor: () => ({}),
      parts: [],
      onRefused: () => undefined,
      // The test run reports it.
      onDefect: (error) => void Promise.reject(error),
    }),
  );
  const send = (authorization: string | undefined) => sendTo(server.origin, authorization);
  const claims = (changed = {}) => ({ ...goodClaims(provider.issuer, clock), ...changed });
  return {
    provider,
    key,
    clock,
    authenticator,
    origin: server.origin,
    people,
    failures,
    claims,
    token: (changed, header, signing = key) =>
      writeToken({ alg: signing.alg, kid: signing.kid, typ: "at+jwt", ...header }, claims(changed), signWith(signing)),
    send,
    ask: (token) => send(`Bearer ${token}`),
  };
}

function goodClaims(issuer: string, clock: FakeClock): Record<string, unknown> {
  const now = Math.floor(clock.wall().getTime() / 1000);
  return {
    iss: issuer,
    aud: PUBLIC_URL,
    sub: "anna",
    client_id: "desk",
    iat: now,
    exp: now + 3600,
    groups: ["sales"],
  };
}

async function sendTo(origin: string, authorization: string | undefined): Promise<Seen> {
  const response = await fetch(`${origin}/mcp`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(authorization !== undefined && { authorization }) },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
  });
  return {
    status: response.status,
    challenge: response.headers.get("www-authenticate"),
    retryAfter: response.headers.get("retry-after"),
    body: await response.text(),
  };
}
