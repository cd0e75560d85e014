import { type Command, Option } from "commander";
import { explainBelow } from "./help.ts";
import { API, privacyOption, withKeyOptions } from "./options.ts";
import { run } from "./run.ts";

/** A stored key: `login`, `logout`, `settings`, and what it is good for: `status`, `tools`. */
export function addKeyCommands(program: Command): void {
  withKeyOptions(program.command("login").description("ask for an API key, try it, and store it in the keychain"))
    .argument("[connector]", "the API (default: asks)")
    .option("--base-url <url>", "another address of the API; the key is sent only there")
    .addOption(privacyOption())
    .option("--requests-per-minute <n>", "the limit that you set for the key, where the API lets you")
    .option("--untested", "store the key even if it cannot be tried now")
    .addHelpText("after", () =>
      explainBelow(
        "The key is asked for without echo, or read from a pipe: a key of two parts as two lines. It is never taken from the command line.",
      ),
    )
    .action(run(async () => (await import("../login/login.ts")).login, "connector"));

  withKeyOptions(program.command("logout").description("remove the stored key"))
    .argument("[connector]", API)
    .action(run(async () => (await import("../logout.ts")).logout, "connector"));

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
    .action(run(async () => (await import("../settings.ts")).settings, "connector"));

  withKeyOptions(
    program.command("status").description("which keys and assistants work, and what to do about the others"),
  )
    .argument("[connector]", "only this API, with all that its key may do (default: one look at everything)")
    .option("--json", "print one JSON document")
    .action(run(async () => (await import("../status/status.ts")).status, "connector"));

  withKeyOptions(program.command("tools").description("the tools that a key unlocks, and those it does not"))
    .argument("[connector]", API)
    .option("--scopes <list>", "for these scopes instead of the stored key, such as orders,products; needs no network")
    .option("--json", "print one JSON document")
    .action(run(async () => (await import("../tools.ts")).listTools, "connector"));
}
