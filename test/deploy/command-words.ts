import { clientEnvironment } from "../helpers/clients.ts";
import { runCommand } from "../helpers/command.ts";

const helps = new Map<string, Promise<string>>();

/** What the built program prints for `keyscope COMMAND --help`, each asked once. */
function helpOf(command: string): Promise<string> {
  const known = helps.get(command);
  if (known !== undefined) return known;
  const words = command === "" ? [] : [command];
  const asked = runCommand([...words, "--help"], { env: clientEnvironment("/nowhere") }).then(({ stdout }) => stdout);
  helps.set(command, asked);
  return asked;
}

/** Of a command line without `keyscope`: the command and the options that the built program does not have. */
export async function findUnknownWords([command = "", ...words]: readonly string[]): Promise<string[]> {
  const options = words.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0] ?? "");
  const help = `${await helpOf("")} ${await helpOf(command)}`;
  return [command, ...options].filter((word) => !new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(help));
}

/** The command lines of a document, without `keyscope`: those in blocks, with broken lines joined, and those inside a sentence or quotes. */
export function commandsIn(text: string): string[] {
  const joined = text.replace(/ \\\n\s*/g, " ");
  const found = joined.matchAll(/(?:^[ ]*|^ExecStart=\S+ |^[ ]*podman run .* |[`"])keyscope ([a-z][^`"\n]*)/gm);
  return [...found].map(([, words]) => (words ?? "").trim());
}
