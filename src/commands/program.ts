import { Command, CommanderError } from "commander";
import { CommandError, ExitCode } from "../app/exit-code.ts";
import { refuseKeys } from "../app/key-on-command-line.ts";
import { hideLongWords } from "../credentials/looks-secret.ts";
import { VERSION } from "../utils/version.ts";
import { endWhenOutputFails, endWhenWritten } from "./end-process.ts";
import { addAnswerCommands } from "./program/answer-commands.ts";
import { addClientCommands } from "./program/client-commands.ts";
import { addConnectorCommands } from "./program/connector-commands.ts";
import { helpWidth } from "./program/help.ts";
import { addKeyCommands } from "./program/key-commands.ts";
import { addPeopleCommands } from "./program/people-commands.ts";
import { output, run } from "./program/run.ts";
import { addServerCommands } from "./program/server-commands.ts";

/** All commands, in the order in which the help lists them. */
function createProgram(): Command {
  const program = new Command("keyscope")
    .description("Shows an AI assistant exactly the tools that your API key allows. The key stays in the keychain.")
    .version(VERSION, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    // Listed only: `translate` makes the option of it, which also explains commands inside commands.
    .helpCommand("help [command]", "explain a command")
    // So that -v behind a command is not the program's.
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

  addServerCommands(program);
  addKeyCommands(program);
  addAnswerCommands(program);
  addClientCommands(program);
  addConnectorCommands(program);
  addPeopleCommands(program);

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

/**
 * What people type besides options: `help`, `help connectors add`, `version`, -V, which -v was before, and `connectors` and
 * `people` without a command of theirs.
 */
function translate(argv: readonly string[], program: Command): readonly string[] {
  const [first = "help", ...words] = argv;
  if (first === "version" || first === "-V") return ["--version"];
  if (first === "connectors" && words.every((word) => word === "--json")) return [first, "list", ...words];
  if (first === "people" && words.length === 0) return [first, "--help"];
  if (first !== "help") return argv;
  const named = words.reduce<Command | undefined>(findCommand, program);
  // commander says of an unknown one that it is, with the nearest name.
  return named === undefined ? words : [...words, "--help"];
}

function findCommand(within: Command | undefined, name: string): Command | undefined {
  return within?.commands.find((command) => command.name() === name);
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
