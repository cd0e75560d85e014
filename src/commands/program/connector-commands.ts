import type { Command } from "commander";
import { keyringOption } from "./options.ts";
import { run } from "./run.ts";

/** The APIs that there are, and what a person brings. */
export function addConnectorCommands(program: Command): void {
  const connectors = program.command("connectors").description("the APIs that Keyscope knows, and those that you add");
  connectors
    .command("list")
    .description("all of them, with the scopes of each")
    .option("--json", "print one JSON document")
    .action(run(async () => (await import("../connectors/list.ts")).listConnectors));
  connectors
    .command("show")
    .description("one of them: address, scopes, tools with their arguments")
    .argument("<connector>", "the API, such as setora")
    .option("--json", "print one JSON document")
    .action(run(async () => (await import("../connectors/show.ts")).showConnector, "connector"));
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
    .action(run(async () => (await import("../connectors/add.ts")).addConnector, "source"));
  connectors
    .command("check")
    .description("what adding a file would do, or all its mistakes")
    .argument("<file-or-url>", "a definition (JSON), or an OpenAPI 3 document (JSON or YAML)")
    .action(run(async () => (await import("../connectors/add.ts")).checkSource, "source"));
  connectors
    .command("remove")
    .description("take away what you added")
    .argument("<connector>", "the API, such as my-shop")
    .option("--with-key", "its stored key too, without asking")
    .addOption(keyringOption())
    .action(run(async () => (await import("../connectors/remove.ts")).removeConnector, "connector"));
}
