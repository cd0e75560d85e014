import { Command, CommanderError, Option } from "commander";
import type { Selection } from "../app/app.ts";
import { CommandError, ExitCode } from "../app/exit-code.ts";
import { refuseKeys } from "../app/key-on-command-line.ts";
import { KEYRINGS } from "../app/serve-arguments.ts";
import { defaultConnector } from "../connectors/catalog/index.ts";
import { hideLongWords } from "../credentials/looks-secret.ts";
import { terminalOutput } from "../terminal/output.ts";
import { VERSION } from "../utils/version.ts";
import type { InstallOptions } from "./install/install.ts";
import type { UninstallOptions } from "./install/uninstall.ts";
import type { SettingsOptions } from "./login/key-settings.ts";
import type { LoginOptions } from "./login/login.ts";
import type { MigrateOptions } from "./migrate/migrate.ts";

const output = terminalOutput();

const API = `the API (default: ${defaultConnector.id})`;

/** The options that choose a key, shared by the commands that use one. */
function withKeyOptions(command: Command): Command {
  return command
    .option("--profile <name>", "which stored key, when there are several (default: default)")
    .addOption(
      new Option("--keyring <kind>", "Linux: use the kernel's keyring, which forgets at reboot").choices([...KEYRINGS]),
    );
}

function privacyOption(): Option {
  const meaning = "whether personal data in answers is hidden from the assistant";
  return new Option("--privacy <mode>", meaning).choices(["masked", "shown"]);
}

/** Commands end the process themselves: open connections would keep it alive. */
async function finish(work: Promise<ExitCode> | ExitCode): Promise<void> {
  const { endWhenWritten } = await import("./end-process.ts");
  endWhenWritten(await work);
}

function createProgram(): Command {
  const program = new Command("keyscope")
    .description("Shows an AI assistant exactly the tools that your API key allows. The key stays in the keychain.")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    // So that the --json of `connectors list --json` is that of list, although `connectors` has one too.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeErr: (text) => output.err(hideLongWords(text.trimEnd())) });

  withKeyOptions(program.command("serve").description("run the MCP server on stdio (what mcp.json runs)"))
    .argument("[connector]", API)
    .action(async (connector: string | undefined, options: Selection) => {
      const { serve } = await import("./serve.ts");
      await serve({ ...options, connector });
    });

  withKeyOptions(program.command("login").description("ask for an API key, try it, and store it in the keychain"))
    .argument("[connector]", API)
    .option("--base-url <url>", "another address of the API; the key is sent only there")
    .addOption(privacyOption())
    .option("--requests-per-minute <n>", "the limit that you set for the key, where the API lets you")
    .option("--untested", "store the key even if it cannot be tried now")
    .addHelpText(
      "after",
      "\nThe key is asked for without echo, or read from a pipe: a key of two parts as two lines. It is never taken from\nthe command line.",
    )
    .action(async (connector: string | undefined, options: LoginOptions) => {
      const { login } = await import("./login/login.ts");
      await finish(login({ ...options, connector }, output));
    });

  withKeyOptions(program.command("logout").description("remove the stored key"))
    .argument("[connector]", API)
    .action(async (connector: string | undefined, options: Selection) => {
      const { logout } = await import("./logout.ts");
      await finish(logout({ ...options, connector }, output));
    });

  withKeyOptions(program.command("settings").description("show or change what was decided for a stored key"))
    .argument("[connector]", API)
    .addOption(privacyOption())
    .option("--requests-per-minute <n>", 'the limit that you set for the key, where the API lets you, or "default"')
    .action(async (connector: string | undefined, options: Selection & SettingsOptions) => {
      const { settings } = await import("./settings.ts");
      await finish(settings({ ...options, connector }, output));
    });

  withKeyOptions(program.command("status").description("what the key may do, and what to do about each problem"))
    .argument("[connector]", API)
    .option("--json", "print one JSON document")
    .action(async (connector: string | undefined, options: Selection & { json?: boolean }) => {
      const { status } = await import("./status.ts");
      await finish(status({ ...options, connector }, output));
    });

  withKeyOptions(program.command("tools").description("the tools that a key unlocks, and those it does not"))
    .argument("[connector]", API)
    .option("--scopes <list>", "for these scopes instead of the stored key, such as orders,products; needs no network")
    .option("--json", "print one JSON document")
    .action(async (connector: string | undefined, options: Selection & { scopes?: string; json?: boolean }) => {
      const { listTools } = await import("./tools.ts");
      await finish(listTools({ ...options, connector }, output));
    });

  withKeyOptions(program.command("call").description("call one tool, as the assistant would"))
    .argument("<tool>", "the tool, such as setpilot_get_summary")
    .argument("[name=value...]", "its arguments, such as year=2026")
    .option("--connector <id>", "the API (default: the one the tool belongs to)")
    .action(async (tool: string, assignments: string[], options: Selection) => {
      const { call } = await import("./call.ts");
      await finish(call(tool, assignments, options, output));
    });

  addClientCommands(program);
  addConnectorCommands(program);

  program
    .command("sandbox")
    .description("run invented APIs on this machine, with keys to try")
    .option("--port <n>", "the port (default: a free one)")
    .action(async (options: { port?: string }) => {
      const { sandbox } = await import("./sandbox.ts");
      await sandbox(options, output);
    });

  program
    .command("demo")
    .description("the whole thing in a minute, without an account")
    .action(async () => {
      const { demo } = await import("./demo/demo.ts");
      await finish(demo(output));
    });

  return program;
}

/** What puts Keyscope into people's MCP clients, and takes it out again. */
function addClientCommands(program: Command): void {
  const scope = () => new Option("--scope <scope>", "for all you do, or only here").choices(["user", "project"]);
  withKeyOptions(program.command("install").description("put Keyscope into an MCP client, such as Cursor"))
    .argument("[client]", "claude-desktop, claude-code, cursor, vscode, windsurf, codex, gemini (default: asks)")
    .argument("[connector]", API)
    .addOption(scope())
    .option("--name <name>", "what the server is called there (default: the connector, with the profile)")
    .option("--print", "only print the entry, for pasting")
    .option("-y, --yes", "make the change without asking")
    .action(async (client: string | undefined, connector: string | undefined, options: InstallOptions) => {
      const { install } = await import("./install/install.ts");
      await finish(install(client, { ...options, connector }, output));
    });
  program
    .command("uninstall")
    .description("take Keyscope out of an MCP client")
    .argument("[client]", "such as cursor (default: asks)")
    .argument("[connector]", "only this API's server (default: all that are Keyscope's)")
    .option("--profile <name>", "only the server of this stored key")
    .addOption(scope())
    .option("-y, --yes", "make the change without asking")
    .action(async (client: string | undefined, connector: string | undefined, options: UninstallOptions) => {
      const { uninstall } = await import("./install/uninstall.ts");
      await finish(uninstall(client, { ...options, connector }, output));
    });
  program
    .command("migrate")
    .description("move plaintext API keys from MCP clients' configurations into the keychain")
    .option("-y, --yes", "without asking: change the files, and shred the backups, which hold the keys")
    .addHelpText(
      "after",
      "\nLooks into the configurations of all clients, yours and the project's in this folder. Ends with 0 when no key is\nleft there. Through a pipe and without --yes it only reports, and ends with 2 when it found a key.",
    )
    .action(async (options: MigrateOptions) => {
      const { migrate } = await import("./migrate/migrate.ts");
      await finish(migrate(options, output));
    });
}

/** `keyscope connectors` lists, and has commands of its own for what a person brings. */
function addConnectorCommands(program: Command): void {
  const list = async (options: { json?: boolean }) => {
    const { listConnectors } = await import("./connectors/list.ts");
    await finish(listConnectors(options, output));
  };
  const connectors = program
    .command("connectors")
    .description("the APIs that Keyscope knows, and those that you add")
    .option("--json", "print one JSON document")
    .action(list);
  connectors
    .command("list")
    .description("all of them, with the scopes of each")
    .option("--json", "print one JSON document")
    .action(list);
  connectors
    .command("show")
    .description("one of them: address, scopes, tools with their arguments")
    .argument("<connector>", "the API, such as setora")
    .option("--json", "print one JSON document")
    .action(async (id: string, options: { json?: boolean }) => {
      const { showConnector } = await import("./connectors/show.ts");
      await finish(showConnector(id, options, output));
    });
  connectors
    .command("add")
    .description("add an API of your own, or endpoints to one that Keyscope knows")
    .argument("<file-or-url>", "a definition (JSON), or an OpenAPI 3 document (JSON or YAML)")
    .option("--id <name>", "OpenAPI: the connector's name (default: made from the document's title)")
    .option(
      "--include <list>",
      "OpenAPI: only these operations, tags or paths, such as listCharges,tag:Refunds,/v1/disputes*",
    )
    .option("--replace", "in place of what was added under this name before")
    .action(async (source: string, options: { id?: string; include?: string; replace?: boolean }) => {
      const { addConnector } = await import("./connectors/add.ts");
      await finish(addConnector(source, options, output));
    });
  connectors
    .command("check")
    .description("what adding a file would do, or all its mistakes")
    .argument("<file-or-url>", "a definition (JSON), or an OpenAPI 3 document (JSON or YAML)")
    .action(async (source: string) => {
      const { checkSource } = await import("./connectors/check.ts");
      await finish(checkSource(source, output));
    });
  connectors
    .command("remove")
    .description("take away what you added")
    .argument("<connector>", "the API, such as my-shop")
    .action(async (id: string) => {
      const { removeConnector } = await import("./connectors/remove.ts");
      await finish(removeConnector(id, output));
    });
}

/** Runs the command that the arguments name, and ends the process with its exit code. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  const { endWhenOutputFails } = await import("./end-process.ts");
  endWhenOutputFails();
  try {
    refuseKeys(argv);
    await createProgram().parseAsync(argv.length === 0 ? ["--help"] : argv, { from: "user" });
  } catch (error) {
    await finish(explainEnd(error));
  }
}

function explainEnd(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    // commander has said what is wrong; help and version come out of here too, with 0.
    return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  }
  if (error instanceof CommandError) {
    output.err(hideLongWords(error.message));
    return error.exitCode;
  }
  output.err(`Keyscope failed: ${error instanceof Error ? error.message : String(error)}`);
  return ExitCode.failed;
}
