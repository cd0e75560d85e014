import type { Machine } from "../../clients/client.ts";
import { type GitState, gitState } from "../../clients/config/git-state.ts";
import { spotName } from "../../clients/config/plaintext-keys.ts";
import { readServedKey } from "../../clients/keyscope-server.ts";
import type { Connector } from "../../connectors/schema/connector.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import { keyMenu, loginCommand } from "../../messages/key.ts";
import { columns, type Output } from "../../terminal/output.ts";
import { quoted } from "../../utils/clean-text.ts";
import { explainConfig, refuseToEdit } from "../install/config-failure.ts";
import type { FileWithKeys, Findings, ServerWithKeys, Unread } from "./find.ts";
import { keyTitle } from "./moves.ts";

/** Which keys are where, never the keys, and which of them Keyscope leaves alone. */
export async function printFindings(files: readonly FileWithKeys[], machine: Machine, output: Output): Promise<void> {
  if (files.length > 0) output.out("These API keys stand in plain text in configurations of your assistants:");
  for (const file of files) {
    output.out("");
    output.out(output.paint("bold", `${file.config.file} (${clientsOf(file)})`));
    output.out(columns(file.servers.flatMap(rowsOf)));
  }
  output.out("");
  for (const file of files) {
    const git = gitText(file, await gitState(file.config.file, machine));
    if (git !== undefined) output.err(git);
    for (const server of file.servers) for (const text of leftAlone(server, file)) output.err(text);
  }
}

/** That there was nothing, and where it was looked for. */
export function printNothing({ looked, unread }: Findings, connectors: readonly Connector[], output: Output): void {
  output.out(`No key of ${connectors.map(({ title }) => title).join(", ")} stands in plain text in these files:`);
  const stateOf = ({ file, isThere }: Findings["looked"][number]) => {
    if (unread.some((one) => one.file === file)) return "not looked into, see above";
    return isThere ? "" : "not there";
  };
  output.out(columns(looked.map((one) => [`  ${one.file}`, stateOf(one)])));
}

/** Why a file could not be looked into. */
export function unreadText(unread: Unread): string {
  if (unread.kind === "trouble") return explainConfig(unread);
  return refuseToEdit(unread.file, unread, "Correct that line, then run this again.").message;
}

/** How to replace keys that others may have seen. `login` is the command that stores a new one where the old one is. */
export function replaceKeys(keys: readonly { readonly connector: Connector; readonly login: string }[]): string {
  const each = keys.map(
    ({ connector, login }) =>
      `create a new one in ${keyMenu(connector)}, store it with \`${login}\`, and revoke the old one`,
  );
  return `replace the key: ${[...new Set(each)].join("; ")}.`;
}

function clientsOf({ servers }: FileWithKeys): string {
  const names = servers.map(({ client, scope }) =>
    scope === "project" ? `${client.title}, this project` : client.title,
  );
  return [...new Set(names)].join("; ");
}

function rowsOf({ name, keys }: ServerWithKeys): string[][] {
  return keys.flatMap((key) => {
    const what =
      key.kind === "key" ? keyTitle(key) : `${key.connector.title}, a part of a key: its ${key.missing} is not there`;
    return key.spots.map((spot) => [`  line ${spot.line}`, `server ${quoted(name)}`, spotName(spot), what]);
  });
}

function leftAlone({ name, own, entry, keys, client, scope }: ServerWithKeys, { config }: FileWithKeys): string[] {
  const where = `The server ${quoted(name)} in ${config.file}`;
  if (own !== undefined) {
    return keys.flatMap((key) =>
      key.kind === "key"
        ? []
        : [
            `${where} has only a part of a key for ${key.connector.title}, which Keyscope leaves as it is. Store the whole key with \`keyscope login ${key.connector.id}\`, then delete the part there.`,
          ],
    );
  }
  if (readServedKey(entry) !== undefined) {
    return [
      `${where} starts Keyscope in a container or on another machine, where this keychain cannot be reached: it needs the key there, and is left as it is.`,
    ];
  }
  const scopeOption = scope === "project" ? " --scope project" : "";
  const installs = [...new Set(keys.map(({ connector }) => connector.id))].map(
    (id) => `\`keyscope install ${client.id} ${id}${scopeOption}\``,
  );
  return [
    `${where} is another program's, which may need the key there: it is left as it is. To let Keyscope answer in its place, run ${installs.join(" and ")}, then remove that server.`,
  ];
}

function gitText({ config: { file }, servers }: FileWithKeys, state: GitState): string | undefined {
  // Where a key will go is not known yet.
  const keys = servers.flatMap((server) =>
    server.keys.map(({ connector }) => ({ connector, login: loginCommand({ connector, profile: DEFAULT_PROFILE }) })),
  );
  switch (state) {
    case "outside":
      return undefined;
    case "known-to-git":
      return `${file} is in git, so the key may be in the history of the repository, which others may have. Whatever happens to the file now, ${replaceKeys(keys)}`;
    case "unknown-to-git":
      return `${file} lies in a git repository, but git does not have it: the key is not in the history.`;
    case "cannot-tell":
      return `${file} lies in a git repository, and git could not be asked about it. If the file was ever committed, ${replaceKeys(keys)}`;
    default:
      return state satisfies never;
  }
}
