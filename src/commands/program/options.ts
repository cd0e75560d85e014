import { type Command, Option } from "commander";
import { KEYRINGS } from "../../app/serve-arguments.ts";

/** What the help says of the API, where the command can choose one of those that have a key. */
export const API = "the API (default: the one that you have a key for)";

/** Adds the options that choose a key, shared by the commands that use one. */
export function withKeyOptions(command: Command): Command {
  return command
    .option("--profile <name>", "which stored key, when there are several (default: default)")
    .addOption(keyringOption());
}

/** `--keyring`, which Linux has. */
export function keyringOption(): Option {
  const meaning = "Linux: use the kernel's keyring, which forgets at reboot";
  return new Option("--keyring <kind>", meaning).choices([...KEYRINGS]);
}

/** `--privacy`. */
export function privacyOption(): Option {
  const meaning = "whether personal data in answers is hidden from the assistant";
  return new Option("--privacy <mode>", meaning).choices(["masked", "shown"]);
}
