import { type Command, Option } from "commander";
import { explainBelow } from "./help.ts";
import { withKeyOptions } from "./options.ts";
import { run } from "./run.ts";

/** The catalog of clients is loaded by those commands only. */
const CLIENTS_HELP = [
  "Clients: claude-desktop, claude-code, cursor, vscode, windsurf, codex, gemini, opencode, copilot-cli, qwen, cline,",
  "continue, amp, zed, goose, kiro, lm-studio, roo, junie.",
].join("\n");

/** What puts Keyscope into people's MCP clients, and takes it out again: `install`, `uninstall`, and `migrate`. */
export function addClientCommands(program: Command): void {
  const scope = () => new Option("--scope <scope>", "for all you do, or only here").choices(["user", "project"]);
  withKeyOptions(program.command("install").description("put Keyscope into MCP clients, such as Cursor"))
    .argument("[names...]", "clients, such as `cursor codex`, and last an API (default: asks)")
    .addOption(scope())
    .option("--name <name>", "what the server is called there (default: the connector, with the profile)")
    .option("--http <url>", "a server that runs already (serve --http), instead of one that the client starts")
    .option("--print", "only print the entry, for pasting")
    .option("-y, --yes", "make the change without asking")
    .action(run(async () => (await import("../install/install.ts")).install, "names"))
    .addHelpText("after", `\n${CLIENTS_HELP}`);
  program
    .command("uninstall")
    .description("take Keyscope out of an MCP client")
    .argument("[client]", "such as cursor (default: asks)")
    .argument("[connector]", "only this API's server (default: all that are Keyscope's)")
    .option("--profile <name>", "only the server of this stored key")
    .option("--http <url>", "only the server at this address")
    .addOption(scope())
    .option("-y, --yes", "make the change without asking")
    .action(run(async () => (await import("../install/uninstall.ts")).uninstall, "client", "connector"));
  program
    .command("migrate")
    .description("move plaintext API keys from MCP clients' configurations into the keychain")
    .option("-y, --yes", "without asking: change the files, and shred the backups, which hold the keys")
    .addHelpText("after", () =>
      explainBelow(
        "Looks into the configurations of all clients, yours and the project's in this folder. Ends with 0 when no key is left there. Through a pipe and without --yes it only reports, and ends with 2 when it found a key.",
      ),
    )
    .action(run(async () => (await import("../migrate/migrate.ts")).migrate));
}
