import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { findConnector, isConnectorId } from "../../app/find-connector.ts";
import { type Address, DEFAULT_ADDRESS, formatAddress, parseAddress } from "../../http-server/address.ts";
import { type HttpServerOptions, type RunningHttpServer, startHttpServer } from "../../http-server/server.ts";
import { codeOf } from "../../utils/error-code.ts";

/** What stands after `--http`: `true` where nothing does. */
export type GivenAddress = string | true;

/**
 * Reads where to listen. In `serve --http setpilot` the connector stands where an address may: it is taken as what it is, and so
 * is any word without a port, which is rather a connector with a slip than a host.
 * @returns `connector`: the one that was named, in whichever place
 */
export async function readAddress(
  given: GivenAddress,
  connector: string | undefined,
): Promise<{ readonly address: Address; readonly connector: string | undefined }> {
  if (given === true) return { address: DEFAULT_ADDRESS, connector };
  const isWord = /^(?!localhost$)[a-z][a-z\d-]*$/i.test(given);
  if (connector === undefined && (isWord || isConnectorId(given))) {
    await findConnector(given).catch((error: unknown) => {
      throw withHostHint(error, given);
    });
    return { address: DEFAULT_ADDRESS, connector: given };
  }
  const address = parseAddress(given);
  if (address !== undefined) return { address, connector };
  throw new CommandError(
    `--http must be HOST:PORT, such as ${formatAddress(DEFAULT_ADDRESS)}, not "${given}".`,
    ExitCode.usage,
  );
}

function withHostHint(error: unknown, word: string): unknown {
  if (!(error instanceof CommandError)) return error;
  const hint = `If "${word}" is meant as the host to listen on, write --http ${word}:${DEFAULT_ADDRESS.port}.`;
  return new CommandError(error.message, error.exitCode, [hint]);
}

/** Starts to listen, or ends the command with what stands in the way. */
export async function listen(options: HttpServerOptions): Promise<RunningHttpServer> {
  try {
    return await startHttpServer(options);
  } catch (error) {
    throw new CommandError(explainNotListening(error, options.address), ExitCode.failed);
  }
}

function explainNotListening(error: unknown, address: Address): string {
  const { host, port } = address;
  const other = `such as --http ${formatAddress({ host, port: port + 1 })}`;
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return `Port ${port} of ${host} is in use by another program, perhaps another Keyscope. End that, or choose another port, ${other}.`;
    case "EACCES":
      return `Port ${port} may not be used without special rights. Choose one above 1023, such as --http ${formatAddress({ host, port: DEFAULT_ADDRESS.port })}.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `This machine does not have the address ${host}. Use ${DEFAULT_ADDRESS.host} for programs of this machine only, 0.0.0.0 for all networks.`;
    default:
      return `The server could not start on ${formatAddress(address)}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
