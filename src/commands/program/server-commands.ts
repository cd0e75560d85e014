import type { Command } from "commander";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { defaultConnector } from "../../connectors/catalog/index.ts";
import type { ServeHttpOptions } from "../serve-http/serve-http.ts";
import { explainBelow } from "./help.ts";
import { API, withKeyOptions } from "./options.ts";
import { output, run } from "./run.ts";

/** Serving tools to assistants: over stdio, as clients start it, and over HTTP. */
export function addServerCommands(program: Command): void {
  withKeyOptions(program.command("serve").description("run the MCP server on stdio (what mcp.json runs), or over HTTP"))
    .argument("[connector]", `the API (default: ${defaultConnector.id})`)
    .option("--http [address]", "serve over HTTP instead, on HOST:PORT (default: 127.0.0.1:8787)")
    .option("--issuer <url>", "with --http: take the tokens of this identity provider, as it names itself")
    .option("--public-url <url>", "with --http: the address that clients are given; tokens must be for it")
    .option("--people <file>", "with --issuer: what each group may see")
    .option("--audience <text>", "with --issuer: what tokens have as audience, if not the public address (Entra)")
    .option("--ask-scopes <names>", "with --issuer: what clients ask the provider for, separated by spaces")
    .option("--store <url>", "with --http: count together with other servers in this Valkey or Redis")
    .option("--audit <file>", "with --http: write one JSON line for each call; - is standard output")
    .addHelpText("after", () => explainBelow(OVER_HTTP))
    .action(run(loadServe, "connector"));

  withKeyOptions(program.command("http-token").description("print the token that clients of serve --http send"))
    .argument("[connector]", API)
    .option("--renew", "make another; servers that are running take no other from then on")
    .action(run(async () => (await import("../serve-http/http-token.ts")).httpToken, "connector"));
}

const OVER_HTTP =
  "Over HTTP clients ask at /mcp and send a token: the one that `keyscope http-token` prints, or the one in KEYSCOPE_HTTP_TOKEN, or in the file that KEYSCOPE_HTTP_TOKEN_FILE names. With --issuer everybody sends their own, which they get by logging in there. To be reached from other machines, such as on 0.0.0.0, the server needs --issuer or one of these variables. /healthz and /readyz tell whoever runs the server how it is.";

async function loadServe() {
  const [{ serve }, { serveHttp }] = await Promise.all([import("../serve.ts"), import("../serve-http/serve-http.ts")]);
  return (given: Parameters<typeof serve>[0] & Partial<ServeHttpOptions>) => {
    const { http, issuer, publicUrl, people, store, audit } = given;
    if (http !== undefined) return serveHttp({ ...given, http }, output);
    if ([issuer, publicUrl, people, store, audit].every((option) => option === undefined)) return serve(given);
    throw new CommandError("--issuer, --public-url, --people, --store and --audit go with --http.", ExitCode.usage);
  };
}
