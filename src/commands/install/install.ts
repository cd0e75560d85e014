import { type App, openApp, type Selection } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { refuseKeys } from "../../app/key-on-command-line.ts";
import { clients } from "../../clients/catalog/index.ts";
import { type Client, type InstallScope, type Machine, thisMachine } from "../../clients/client.ts";
import { serverCommand, serverName, thisInstallation } from "../../clients/keyscope-server.ts";
import type { Output } from "../../terminal/output.ts";
import { chooseConnector } from "../choose-key.ts";
import { GaveUp } from "./change.ts";
import { checkInstalled } from "./check-installed.ts";
import { checkedName, checkedScope, chosenClients, clientsAndConnector } from "./choose-client.ts";
import { entryIn, type Installing, installIn } from "./install-client.ts";
import { installHttp } from "./install-http.ts";
import { findMissingKey, type Installed, printNextSteps } from "./next-steps.ts";
import { printEntry } from "./print-entry.ts";

interface InstallOptions extends Selection {
  /** Clients, and last perhaps an API. */
  readonly names: readonly string[];
  readonly scope?: InstallScope | undefined;
  /** The server's name in the client. */
  readonly name?: string | undefined;
  /** Only print the entry. */
  readonly print?: boolean | undefined;
  /** Without asking. */
  readonly yes?: boolean | undefined;
  /** The address of a server that runs, in the place of one that the client starts. */
  readonly http?: string | undefined;
}

/**
 * Puts Keyscope into MCP clients: shows each exact change, asks, and makes it, then starts the servers as `status` does.
 * All else in a client's file stays as it is, byte for byte.
 */
export async function install(options: InstallOptions, output: Output): Promise<ExitCode> {
  const { http } = options;
  if (http !== undefined) return installHttp({ ...options, http }, output);
  refuseKeys([...options.names, options.name ?? ""]);
  const machine = thisMachine();
  const words = clientsAndConnector(options.names);
  const selection = { ...options, connector: words.connector };
  const verb = ["install", ...words.clients.map(({ id }) => id)].join(" ");
  const app = await openApp(await chooseConnector(selection, verb, "if-several"));
  const offered = clients.filter((client) => client.isInstalled(machine));
  const chosen = words.clients.length > 0 ? words.clients : await chosenClients(offered, output, words.connector);
  const all = chosen.map((client) => toInstall(client, options, app, machine));
  if (options.print === true) return printEntry(all.map(entryIn), output);
  const { installed, exitCode } = await installAll(all, options.yes === true, output);
  if (installed.length === 0) return exitCode;
  const missing = await findMissingKey(app);
  await checkInstalled(installed, { isKeyMissing: missing !== undefined, yes: options.yes === true }, output);
  printNextSteps(installed, missing, output);
  return exitCode;
}

function toInstall(client: Client, options: InstallOptions, app: App, machine: Machine): Installing {
  const scope = checkedScope(client, options.scope);
  const [place] = client.places(machine, scope);
  const serves = { connector: app.connector.id, profile: app.profile, keyring: options.keyring };
  const { command, notes } = serverCommand(serves, scope, thisInstallation(), machine);
  const name = options.name === undefined ? serverName(serves.connector, serves.profile) : checkedName(options.name);
  const wanted = { serves, command, name, isNamed: options.name !== undefined };
  return { client, scope, place, machine, app, wanted, notes };
}

/** One that cannot be changed does not keep the others from it. By itself it ends the command. */
async function installAll(all: readonly Installing[], yes: boolean, output: Output) {
  const installed: Installed[] = [];
  let exitCode: ExitCode = ExitCode.done;
  for (const installing of all) {
    const { client, machine } = installing;
    if (!client.isInstalled(machine)) {
      output.err(`${client.title} was not found on this machine. When you install it, it will find the entry.`);
    }
    try {
      installed.push(await installIn(installing, yes, output));
    } catch (error) {
      if (all.length === 1 || !(error instanceof CommandError)) throw error;
      output.err(`${client.title}: ${error.message}`);
      exitCode = error.exitCode;
      if (error instanceof GaveUp) break;
    }
  }
  return { installed, exitCode };
}
