import type { Command } from "commander";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { defaultConnector } from "../../connectors/catalog/index.ts";
import { withKeyOptions } from "./options.ts";
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
    .action(run(loadServe, "connector"));
}

async function loadServe() {
  const [{ serve }, { serveHttp }] = await Promise.all([import("../serve.ts"), import("../serve-http.ts")]);
  return (given: Parameters<typeof serve>[0] & Partial<Parameters<typeof serveHttp>[0]>) => {
    const { http, issuer, publicUrl, people } = given;
    if (http !== undefined) return serveHttp({ ...given, http }, output);
    if (issuer === undefined && publicUrl === undefined && people === undefined) return serve(given);
    throw new CommandError("--issuer, --public-url and --people go with --http.", ExitCode.usage);
  };
}
