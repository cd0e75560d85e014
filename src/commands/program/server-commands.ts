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
    .option("--audit <file>", "write one JSON line for each call over HTTP; - is standard output")
    .action(run(loadServe, "connector"));
}

async function loadServe() {
  const [{ serve }, { serveHttp }] = await Promise.all([import("../serve.ts"), import("../serve-http.ts")]);
  return (given: Parameters<typeof serve>[0] & { readonly http?: string | true; readonly audit?: string }) => {
    if (given.http !== undefined) return serveHttp({ ...given, http: given.http }, output);
    if (given.audit === undefined) return serve(given);
    throw new CommandError("--audit is for calls over HTTP. Add --http, or leave it out.", ExitCode.usage);
  };
}
