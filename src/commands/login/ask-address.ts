import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { type Connector, usualBaseUrl } from "../../connectors/schema/connector.ts";
import { parseAddress } from "../../credentials/base-url.ts";
import { BASE_URL_CLAUSES } from "../../messages/key-failures.ts";
import type { Output } from "../../terminal/output.ts";
import { askText, canAsk } from "../../terminal/prompt.ts";

/**
 * Chooses the address that the key will be bound to: the one given with --base-url, else the usual one. Where every customer
 * has an address of their own, the person is asked for it; without a terminal it has to be given.
 */
export async function chooseAddress(connector: Connector, given: string | undefined, output: Output): Promise<URL> {
  const { address } = connector;
  if (given !== undefined) {
    const parsed = parseAddress(address, given);
    if (!parsed.ok) {
      throw new CommandError(`--base-url cannot be used: ${BASE_URL_CLAUSES[parsed.reason]}.`, ExitCode.usage);
    }
    return tell(parsed.url, given, output);
  }
  const usual = usualBaseUrl(connector);
  if (usual !== undefined) return new URL(usual);
  if (canAsk()) return askAddress(connector, output);
  throw new CommandError(
    `Everyone's ${connector.title} has an address of its own, and it cannot be asked for through a pipe. Add yours with --base-url${exampleOf(connector)}. Nothing was stored.`,
    ExitCode.usage,
  );
}

async function askAddress(connector: Connector, output: Output): Promise<URL> {
  const { address, title } = connector;
  const question = address.kind === "own" ? address.question : `Address of ${title}`;
  for (;;) {
    const typed = await askText(`${question}${exampleOf(connector)}`);
    if (typed === undefined) throw new CommandError("No address was given. Nothing was stored.", ExitCode.failed);
    const parsed = parseAddress(address, typed);
    if (parsed.ok) return tell(parsed.url, typed, output);
    output.err(`That cannot be used: ${BASE_URL_CLAUSES[parsed.reason]}.`);
  }
}

/** Says what was made of an address that was given in short. */
function tell(url: URL, given: string, output: Output): URL {
  const bare = (text: string) => text.trim().replace(/\/$/, "").toLowerCase();
  if (bare(url.href) !== bare(given)) output.err(`The address is taken as ${url.href}`);
  return url;
}

function exampleOf({ address }: Connector): string {
  return address.kind === "own" ? `, such as ${address.example}` : "";
}
