import { startSandbox } from "../sandbox/index.ts";
import { columns, type Output } from "../terminal/output.ts";
import { endProcess } from "./end.ts";
import { CommandError, ExitCode } from "./exit-code.ts";

/** Runs the sandbox APIs on loopback until a signal comes, and prints how to use them. */
export async function sandbox(options: { readonly port?: string | undefined }, output: Output): Promise<void> {
  const port = checkedPort(options.port ?? "0");
  const running = await startSandbox({ port }).catch((error: unknown) => {
    throw cannotListen(error, port);
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => endProcess(ExitCode.done));

  const { keys } = running;
  const baseUrl = running.baseUrl("setpilot");
  output.out(`Sandbox of Setpilot's API, with invented data: ${output.paint("bold", baseUrl)}`);
  output.out("");
  output.out(
    columns([
      [keys.all, "every scope"],
      [keys.dashboard, "dashboard only"],
      [keys.some, "orders, products and inventory"],
      [keys.revoked, "revoked: always 401"],
      [keys.limited, "over its limit: always 429"],
      [keys.slow, "every scope, two seconds for each answer"],
      [keys.broken, "every answer a proxy's page with 502"],
    ]),
  );
  output.out("");
  output.out("Store a key and ask (in another terminal):");
  output.out(`  echo ${keys.dashboard} | keyscope login setpilot --profile sandbox --base-url ${baseUrl}`);
  output.out("  keyscope call setpilot_get_summary --profile sandbox");
  output.out("Give a key other scopes, with no restart of anything:");
  output.out(
    `  curl -X PUT -H 'content-type: application/json' -d '{"scopes":["dashboard","orders"]}' ${running.controlUrl(keys.dashboard)}`,
  );
  output.out("");
  output.out("Ctrl-C ends it.");
}

function checkedPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new CommandError(`--port must be a whole number from 0 to 65535, not "${text}".`, ExitCode.usage);
}

function cannotListen(error: unknown, port: number): CommandError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return new CommandError(
      `Port ${port} is in use by another program. Choose another, or leave --port out.`,
      ExitCode.failed,
    );
  }
  if (code === "EACCES") {
    return new CommandError(
      `Port ${port} may not be used without special rights. Choose one above 1023.`,
      ExitCode.failed,
    );
  }
  return new CommandError(
    `The sandbox could not start: ${error instanceof Error ? error.message : String(error)}`,
    ExitCode.failed,
  );
}
