import { ExitCode } from "../../app/exit-code.ts";
import { allConnectors } from "../../app/find-connector.ts";
import { thisMachine } from "../../clients/client.ts";
import { redact } from "../../credentials/redact.ts";
import { ownCommand } from "../../messages/own-command.ts";
import type { Output } from "../../terminal/output.ts";
import { canAsk } from "../../terminal/prompt.ts";
import { withoutKeys } from "../redact-output.ts";
import { moveKeys, offerToShred } from "./apply.ts";
import { type FileWithKeys, type Findings, findKeys, movesIn } from "./find.ts";
import { printFindings, printNothing } from "./report.ts";

interface MigrateOptions {
  /** Without asking: change the files, and shred the backups. */
  readonly yes?: boolean | undefined;
}

/**
 * Moves plaintext keys from the configurations of MCP clients into the keychain: finds them, tries them, shows each
 * change, asks, makes it, and offers to shred the backups. Exit code: 0 when no key is left in those files; 2 when it
 * could only report; otherwise why one is left.
 */
export async function migrate(options: MigrateOptions, terminal: Output): Promise<ExitCode> {
  const machine = thisMachine();
  const connectors = await allConnectors();
  const findings = await findKeys(machine, connectors);
  const { files, unread, backups } = findings;
  const output = withoutKeys(terminal, { withoutKeys: hider(files) });
  for (const why of unread.values()) output.err(why);
  if (files.length === 0 && backups.length === 0) {
    printNothing(findings, connectors, output);
    return unread.size === 0 ? ExitCode.done : ExitCode.failed;
  }
  await printFindings(files, machine, output);
  const mayAsk = canAsk() && options.yes !== true;
  if (!mayAsk && options.yes !== true) return onlyReported(findings, output);
  const exitCodes = leftCodes(findings);
  const leave = (why: string, exitCode: ExitCode = ExitCode.failed) => {
    output.err(why);
    exitCodes.push(exitCode);
  };
  const run = { machine, output, mayAsk, leave };
  const made = await moveKeys(files, run);
  await offerToShred([...new Set([...made, ...backups])], run);
  return worst(exitCodes);
}

/** Takes every key that was found out of a text. */
function hider(files: readonly FileWithKeys[]): (text: string) => string {
  const secrets = files.flatMap(({ servers }) => servers.flatMap(({ keys }) => keys.map(({ secret }) => secret)));
  return (text) => secrets.reduce(redact, text);
}

function onlyReported({ files, backups }: Findings, output: Output): ExitCode {
  for (const backup of backups) output.err(`${backup} is a backup, and holds a key too.`);
  const canMove = movesIn(files).length > 0 || backups.length > 0;
  output.err(
    canMove
      ? `Nothing was changed. Run \`${ownCommand("migrate")}\` in a terminal, where it shows every change and asks, or \`${ownCommand("migrate --yes")}\`.`
      : "Nothing was changed.",
  );
  return ExitCode.usage;
}

/** Keys that this command leaves alone are left all the same. */
function leftCodes({ files, unread }: Findings): ExitCode[] {
  const isLeft = files.some(({ servers }) =>
    servers.some(({ serves, keys }) => serves === undefined || keys.some(({ kind }) => kind === "part")),
  );
  return isLeft || unread.size > 0 ? [ExitCode.failed] : [];
}

/** A rejected key tells most, then a network that was not there. */
function worst(codes: readonly ExitCode[]): ExitCode {
  const order = [ExitCode.noKey, ExitCode.unavailable, ExitCode.failed];
  return order.find((code) => codes.includes(code)) ?? ExitCode.done;
}
