import { Argument, Command, CommanderError, Option, type OptionValues } from "commander";
import { CommandError, ExitCode } from "../app/exit-code.ts";
import { refuseKeys } from "../app/key-on-command-line.ts";
import { KEYRINGS } from "../app/serve-arguments.ts";
import { CHART_KINDS } from "../charts/chart.ts";
import { defaultConnector } from "../connectors/catalog/index.ts";
import { hideLongWords } from "../credentials/looks-secret.ts";
import { type Output, terminalOutput, terminalWidth } from "../terminal/output.ts";
import { wrapLine } from "../terminal/wrap.ts";
import { VERSION } from "../utils/version.ts";
import { endWhenOutputFails, endWhenWritten } from "./end-process.ts";

const output = terminalOutput();

const SERVED = `the API (default: ${defaultConnector.id})`;
const API = "the API (default: the one that you have a key for)";
const NEW_API = "the API (default: asks)";

/** Adds the options that choose a key, shared by the commands that use one. */
function withKeyOptions(command: Command): Command {
  return command
    .option("--profile <name>", "which stored key, when there are several (default: default)")
    .addOption(keyringOption());
}

function keyringOption(): Option {
  const meaning = "Linux: use the kernel's keyring, which forgets at reboot";
  return new Option("--keyring <kind>", meaning).choices([...KEYRINGS]);
}

function privacyOption(): Option {
  const meaning = "whether personal data in answers is hidden from the assistant";
  return new Option("--privacy <mode>", meaning).choices(["masked", "shown"]);
}

/**
 * Makes the action that loads a command, hands it the options, with the arguments in order under these names, and ends
 * the process with its exit code: open connections would keep it alive. One that returns none ends by itself.
 */
function run<Given extends OptionValues>(
  load: () => Promise<(given: Given, output: Output) => Promise<ExitCode> | Promise<void>>,
  ...names: readonly string[]
) {
  return async function (this: Command): Promise<void> {
    const words = Object.fromEntries(names.map((name, at) => [name, this.processedArgs[at]]));
    const command = await load();
    const exitCode = await command({ ...this.opts<Given>(), ...words }, output);
    if (exitCode !== undefined) endWhenWritten(exitCode);
  };
}

function createProgram(): Command {
  const program = new Command("keyscope")
    .description("Shows an AI assistant exactly the tools that your API key allows. The key stays in the keychain.")
    .version(VERSION, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    // Listed only: `translate` makes the option of it, which also explains commands inside commands.
    .helpCommand("help [command]", "explain a command")
    // So that the --json of `connectors list --json` is that of list, although `connectors` has one too.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ minWidthToWrap: 20, subcommandTerm: (command) => command.name() })
    .configureOutput({
      writeErr: (text) => {
        for (const line of splitHint(hideLongWords(text.trimEnd()))) output.err(line);
      },
      getOutHelpWidth: helpWidth,
    });

  withKeyOptions(program.command("serve").description("run the MCP server on stdio (what mcp.json runs)"))
    .argument("[connector]", SERVED)
    .action(run(async () => (await import("./serve.ts")).serve, "connector"));

  withKeyOptions(program.command("login").description("ask for an API key, try it, and store it in the keychain"))
    .argument("[connector]", NEW_API)
    .option("--base-url <url>", "another address of the API; the key is sent only there")
    .addOption(privacyOption())
    .option("--requests-per-minute <n>", "the limit that you set for the key, where the API lets you")
    .option("--untested", "store the key even if it cannot be tried now")
    .addHelpText("after", () =>
      explainBelow(
        "The key is asked for without echo, or read from a pipe: a key of two parts as two lines. It is never taken from the command line.",
      ),
    )
    .action(run(async () => (await import("./login/login.ts")).login, "connector"));

  withKeyOptions(program.command("logout").description("remove the stored key"))
    .argument("[connector]", API)
    .action(run(async () => (await import("./logout.ts")).logout, "connector"));

  withKeyOptions(program.command("settings").description("show or change what was decided for a stored key"))
    .argument("[connector]", API)
    .addOption(privacyOption())
    .option("--requests-per-minute <n>", 'the limit that you set for the key, where the API lets you, or "default"')
    .addOption(
      new Option("--cache <on|off>", "whether rows that questions read may be kept on disk").choices(["on", "off"]),
    )
    .option(
      "--tools <list>",
      'show the assistant only these, such as setpilot_get_summary,setpilot_list_orders, or "all"',
    )
    .option("--scopes <list>", 'show it only what these scopes permit, such as orders,products, or "all"')
    .action(run(async () => (await import("./settings.ts")).settings, "connector"));

  withKeyOptions(
    program.command("status").description("which keys and assistants work, and what to do about the others"),
  )
    .argument("[connector]", "only this API, with all that its key may do (default: one look at everything)")
    .option("--json", "print one JSON document")
    .action(run(async () => (await import("./status/status.ts")).status, "connector"));

  withKeyOptions(program.command("tools").description("the tools that a key unlocks, and those it does not"))
    .argument("[connector]", API)
    .option("--scopes <list>", "for these scopes instead of the stored key, such as orders,products; needs no network")
    .option("--json", "print one JSON document")
    .action(run(async () => (await import("./tools.ts")).listTools, "connector"));

  withKeyOptions(program.command("call").description("call one tool, as the assistant would"))
    .argument("<tool>", "the tool, such as setpilot_get_summary")
    .argument("[name=value...]", "its arguments, such as year=2026")
    .option("--connector <id>", "the API (default: the one the tool belongs to)")
    .option("--chart [file]", CHART)
    .option("--replace", REPLACE)
    .action(run(async () => (await import("./call.ts")).call, "tool", "assignments"));

  addQuestionCommands(program);
  addExportCommand(program);
  addReportCommand(program);
  addClientCommands(program);
  addConnectorCommands(program);

  program
    .command("sandbox")
    .description("run invented APIs on this machine, with keys to try")
    .option("--port <n>", "the port (default: a free one)")
    .action(run(async () => (await import("./sandbox.ts")).sandbox));

  program
    .command("demo")
    .description("the whole thing in a minute, without an account")
    .action(async () => endWhenWritten(await (await import("./demo/demo.ts")).demo(output)));

  return program;
}

const CHART = "draw the answer instead of printing its rows: here, or into FILE.svg";
const REPLACE = "with --chart: in place of the file that is there";

/** Questions over all rows. */
function addQuestionCommands(program: Command): void {
  const connector = () => new Option("--connector <id>", API);
  withKeyOptions(
    program.command("query").description("ask all rows with one SELECT (DuckDB's SQL), as the assistant would"),
  )
    .argument("<sql>", 'such as "SELECT country, sum(revenue) FROM orders GROUP BY country"')
    .addOption(connector())
    .option("--refresh", "read all rows anew first")
    .option("--partial", "use the rows that are there while a table is still being read")
    .option("--chart [file]", CHART)
    .option("--replace", REPLACE)
    .addOption(new Option("--kind <kind>", "of the chart (default: as fits the columns)").choices(CHART_KINDS))
    .option("--x <column>", "along the chart's axis")
    .option("--y <columns>", "the numbers, with commas between")
    .option("--series <column>", "what tells the lines or bars apart")
    .action(run(async () => (await import("./query.ts")).query, "sql"));
  withKeyOptions(program.command("tables").description("the tables that query can ask, and what they hold"))
    .argument("[name...]", "only these tables")
    .addOption(connector())
    .action(run(async () => (await import("./query.ts")).tables, "names"));
}

/** Whole tables, taken elsewhere. */
function addExportCommand(program: Command): void {
  withKeyOptions(program.command("export").description("write all rows of a table to a file or to PostgreSQL"))
    .argument("<table>", "such as orders, or orders_lines for the lists in its rows; `tables` lists them")
    .requiredOption("--to <target>", "FILE.csv, FILE.ndjson, FILE.parquet, or postgres://user@host/database")
    .option("--as <table>", "PostgreSQL: the table's name there, also with a schema: sales.orders (default: its own)")
    .option("--replace", "in place of what the file or the database's table holds")
    .option("--refresh", "read all rows anew first")
    .addOption(new Option("--connector <id>", API))
    .addHelpText("after", () => explainBelow(...EXPORT_HELP))
    .action(run(async () => (await import("./export/export.ts")).exportTable, "table"));
}

const EXPORT_HELP = [
  "Waits until all rows are read; Ctrl-C stops it, and nothing is left behind. Values are exact, and what is masked for the assistant is masked here. Times are the shop's, with their offset. Objects and lists inside a row are JSON in CSV. Cells are not changed for spreadsheets, which take a text that begins with =, +, - or @ for a formula: import such columns as text.",
  "PostgreSQL: the password comes from PGPASSWORD or ~/.pgpass, never from the address. The table is made, or must have the same columns, and is filled in one transaction. ?sslmode=disable, require, verify-ca or verify-full, with &sslrootcert=FILE; require is the default, and disable on this machine. A socket: postgres:///database?host=/folder.",
];

/** Pages to keep. Of which period is said in words, because a month would ask other questions. */
function addReportCommand(program: Command): void {
  withKeyOptions(program.command("report").description("make an HTML page of a week's figures, to keep and to send"))
    .addArgument(new Argument("<period>", "a week beside the week before").choices(["weekly"]))
    .argument("[connector]", API)
    .option("--week <week>", "such as 2026-W46 (default: the last week that is over)")
    .option("--out <file>", "FILE.html (default: review-2026-W46.html in this folder)")
    .option("--replace", "in place of the file that is there")
    .addHelpText("after", () => explainBelow(REPORT_HELP))
    .action(run(async () => (await import("./report/report.ts")).weeklyReport, "period", "connector"));
}

const REPORT_HELP =
  "Reads all rows that it needs and waits for them; Ctrl-C stops it, and nothing is left behind. The page needs no network, and no script runs in it: a browser shows and prints it. A week goes from Monday to Sunday by the shop's clock. What the key does not reach is named in the page, and what is masked for the assistant is masked there. Numbers are written as LC_ALL, LC_NUMERIC or LANG says.";

/** The catalog of clients is loaded by those commands only. */
const CLIENTS_HELP = [
  "Clients: claude-desktop, claude-code, cursor, vscode, windsurf, codex, gemini, opencode, copilot-cli, qwen, cline,",
  "continue, amp, zed, goose, kiro, lm-studio, roo, junie.",
].join("\n");

/** What puts Keyscope into people's MCP clients, and takes it out again. */
function addClientCommands(program: Command): void {
  const scope = () => new Option("--scope <scope>", "for all you do, or only here").choices(["user", "project"]);
  withKeyOptions(program.command("install").description("put Keyscope into MCP clients, such as Cursor"))
    .argument("[names...]", "clients, such as `cursor codex`, and last an API (default: asks)")
    .addOption(scope())
    .option("--name <name>", "what the server is called there (default: the connector, with the profile)")
    .option("--print", "only print the entry, for pasting")
    .option("-y, --yes", "make the change without asking")
    .action(run(async () => (await import("./install/install.ts")).install, "names"))
    .addHelpText("after", `\n${CLIENTS_HELP}`);
  program
    .command("uninstall")
    .description("take Keyscope out of an MCP client")
    .argument("[client]", "such as cursor (default: asks)")
    .argument("[connector]", "only this API's server (default: all that are Keyscope's)")
    .option("--profile <name>", "only the server of this stored key")
    .addOption(scope())
    .option("-y, --yes", "make the change without asking")
    .action(run(async () => (await import("./install/uninstall.ts")).uninstall, "client", "connector"));
  program
    .command("migrate")
    .description("move plaintext API keys from MCP clients' configurations into the keychain")
    .option("-y, --yes", "without asking: change the files, and shred the backups, which hold the keys")
    .addHelpText("after", () =>
      explainBelow(
        "Looks into the configurations of all clients, yours and the project's in this folder. Ends with 0 when no key is left there. Through a pipe and without --yes it only reports, and ends with 2 when it found a key.",
      ),
    )
    .action(run(async () => (await import("./migrate/migrate.ts")).migrate));
}

/** `keyscope connectors` lists, and has commands of its own for what a person brings. */
function addConnectorCommands(program: Command): void {
  const list = run(async () => (await import("./connectors/list.ts")).listConnectors);
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
    .action(run(async () => (await import("./connectors/show.ts")).showConnector, "connector"));
  connectors
    .command("add")
    .description("add an API of your own, or endpoints to one that Keyscope knows")
    .argument("<file-or-url>", "a definition (JSON), or an OpenAPI 3 document (JSON or YAML)")
    .option("--id <name>", "OpenAPI: the connector's name (default: made from the document's title)")
    .option(
      "--include <list>",
      "OpenAPI: only these operations, tags or paths, such as listCharges,tag:Refunds,/v1/disputes*",
    )
    .option(
      "--header <header>",
      'OpenAPI: sent with every request, such as "Notion-Version: 2022-06-28"; may be given again',
      (header: string, before: readonly string[] = []) => [...before, header],
    )
    .option("--replace", "in place of what was added under this name before")
    .option("-y, --yes", "without asking")
    .action(run(async () => (await import("./connectors/add.ts")).addConnector, "source"));
  connectors
    .command("check")
    .description("what adding a file would do, or all its mistakes")
    .argument("<file-or-url>", "a definition (JSON), or an OpenAPI 3 document (JSON or YAML)")
    .action(run(async () => (await import("./connectors/add.ts")).checkSource, "source"));
  connectors
    .command("remove")
    .description("take away what you added")
    .argument("<connector>", "the API, such as my-shop")
    .option("--with-key", "its stored key too, without asking")
    .addOption(keyringOption())
    .action(run(async () => (await import("./connectors/remove.ts")).removeConnector, "connector"));
}

/** Runs the command that the arguments name, and ends the process with its exit code. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  endWhenOutputFails();
  try {
    refuseKeys(argv);
    const program = createProgram();
    await program.parseAsync(translate(argv, program), { from: "user" });
  } catch (error) {
    endWhenWritten(explainEnd(error));
  }
}

/** What people type besides options: `help`, `help connectors add`, `version`, and -V, which -v was before. */
function translate(argv: readonly string[], program: Command): readonly string[] {
  const [first = "help", ...words] = argv;
  if (first === "version" || first === "-V") return ["--version"];
  if (first !== "help") return argv;
  const named = words.reduce<Command | undefined>(findCommand, program);
  // commander says of an unknown one that it is, with the nearest name.
  return named === undefined ? words : [...words, "--help"];
}

function findCommand(within: Command | undefined, name: string): Command | undefined {
  return within?.commands.find((command) => command.name() === name);
}

/** What commander takes where nobody says how wide the terminal is. */
const USUAL_WIDTH = 80;

function helpWidth(): number {
  return terminalWidth(process.stdout) ?? USUAL_WIDTH;
}

/** Paragraphs below a command's help. */
function explainBelow(...paragraphs: readonly string[]): string {
  return paragraphs.map((text) => `\n${wrapLine(text, helpWidth()).join("\n")}`).join("\n");
}

/** commander's hint is on a line of its own. Other line ends come from the person's words, which it quotes. */
function splitHint(text: string): string[] {
  const [message = text, hint] = text.split(/\n(?=\(Did you mean [^\n]*\?\)$)/);
  return hint === undefined ? [message] : [message, hint];
}

function explainEnd(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    // commander has said what is wrong; help and version come out of here too, with 0.
    return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  }
  if (error instanceof CommandError) {
    for (const line of [error.message, ...error.details]) output.err(hideLongWords(line));
    return error.exitCode;
  }
  output.err(`Keyscope failed: ${error instanceof Error ? error.message : String(error)}`);
  return ExitCode.failed;
}
