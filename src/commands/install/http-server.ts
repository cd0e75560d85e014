import { parseOrNothing } from "../../answers/json.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { METADATA_PATH } from "../../auth/authenticator.ts";
import { parsePublicUrl } from "../../auth/public-url.ts";
import type { BaseUrlFailure } from "../../credentials/base-url.ts";
import { createHttpClient } from "../../http/client.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { getMember } from "../../utils/own.ts";

/** A server over HTTP that answers. */
export interface HttpServer {
  /** As clients are given it. */
  readonly url: string;
  /** The address at which its users sign in; undefined where there is one token. */
  readonly signIn: string | undefined;
}

/** Milliseconds for each of two small answers. */
const PATIENCE_MS = 10_000;

/** A larger one is not what is looked for. */
const MOST_BYTES = 100_000;

/** Reads the address that a person gives. Ends the command where it cannot be one. */
export function parseServerUrl(text: string): string {
  const parsed = parsePublicUrl(text);
  if (!parsed.ok) throw new CommandError(FAILURES[parsed.reason], ExitCode.usage);
  return parsed.url.href;
}

const EXAMPLE = "such as http://127.0.0.1:8787/mcp or https://keyscope.example.com/mcp";

const FAILURES: Readonly<Record<BaseUrlFailure, string>> = {
  "not-a-url": `--http must be the address of the server, ${EXAMPLE}.`,
  scheme: `--http must begin with https://, or with http:// on this machine, ${EXAMPLE}.`,
  insecure: `Over http:// others on the way could read the token. Use https://, or http:// on this machine, ${EXAMPLE}.`,
  "user-info": "--http must hold no user name and no password. Leave out everything before the @.",
  query: "--http must hold no query. Leave out the ? and what comes after it.",
  fragment: "--http must hold no #. Leave it out, with what comes after it.",
};

/** Asks a server how its users are let in (RFC 9728). Ends the command where no such server answers. */
export async function findHttpServer(url: string): Promise<HttpServer> {
  const { origin, pathname } = new URL(url);
  const metadata = await get(`${origin}${METADATA_PATH}${pathname}`);
  const signIn = metadata.status === 200 ? signInOf(metadata.body) : undefined;
  if (signIn !== undefined) return { url, signIn };
  // A server of MCP takes only POST there, and nobody without a token.
  const { status } = await get(url);
  if (status === 405 || status === 401) return { url, signIn: undefined };
  throw new CommandError(
    `No MCP server answers at ${url} (HTTP ${status}). Nothing was changed. Check the address: Keyscope's ends in /mcp.`,
    ExitCode.unavailable,
  );
}

function signInOf(body: string): string | undefined {
  const servers = getMember(parseOrNothing(body), "authorization_servers");
  const [first]: unknown[] = Array.isArray(servers) ? servers : [];
  return typeof first === "string" && URL.canParse(first) ? new URL(first).host : undefined;
}

async function get(url: string): Promise<{ readonly status: number; readonly body: string }> {
  const client = createHttpClient(process.env, MOST_BYTES);
  const outcome = await client.get(new URL(url), {}, PATIENCE_MS, new AbortController().signal);
  if (outcome.kind === "answer") return outcome;
  const why = outcome.kind === "failure" ? (outcome.code ?? outcome.reason) : "the answer is too large";
  throw new CommandError(
    `Nothing answers at ${new URL(url).host} (${why}). Nothing was changed. Start the server first, with \`${ownCommand("serve --http")}\`, then run the command again.`,
    ExitCode.unavailable,
  );
}
