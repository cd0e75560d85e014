import type { Machine } from "../../clients/client.ts";
import { type GitState, gitState } from "../../clients/config/git-state.ts";
import { spotName } from "../../clients/config/plaintext-keys.ts";
import { readServedKey } from "../../clients/keyscope-server.ts";
import type { Connector } from "../../connectors/schema/connector.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import { redact } from "../../credentials/redact.ts";
import { keyMenu, loginCommand, type Place } from "../../messages/key.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { columns, type Output } from "../../terminal/output.ts";
import { quoted } from "../../utils/clean-text.ts";
import { showDifference } from "../install/change.ts";
import { type PlacedMove, placedIn } from "./edit.ts";
import type { FileWithKeys, Findings, ServerWithKeys } from "./find.ts";
import { type Change, keyTitle } from "./plan.ts";

/** Prints which keys are where, never the keys, and which of them Keyscope leaves alone. */
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

/** Prints that there was nothing, and where it was looked for. */
export function printNothing({ looked, unread }: Findings, connectors: readonly Connector[], output: Output): void {
  const keys = `No key of ${connectors.map(({ title }) => title).join(", ")} stands in plain text`;
  const there = [...looked].flatMap(([file, isThere]) => (isThere ? [file] : []));
  const rows = there.map((file) => [`  ${file}`, unread.has(file) ? "not looked into, see above" : ""]);
  output.out(there.length === 0 ? `${keys}.` : `${keys} in these files:`);
  output.out(columns(rows));
  const whose = there.length === 0 ? "clients" : "other clients";
  output.out(`The ${looked.size - there.length} files in which ${whose} keep their servers are not there.`);
}

/** Prints where each key goes, and what becomes of the files. */
export function printPlan(placed: readonly PlacedMove[], changes: readonly Change[], output: Output): void {
  for (const one of placed) output.out(destinationText(one));
  for (const change of changes) printChange(change, placed, output);
}

/** Asks for what the plan comes to. */
export function question(placed: readonly PlacedMove[], changes: readonly Change[]): string {
  const keys = placed.filter(({ credential }) => credential !== undefined).length;
  const files = changes.length === 1 ? "change this file" : `change these ${changes.length} files`;
  if (keys === 0) return `Take the key out: ${files}?`;
  return `Move ${keys === 1 ? "the key" : `${keys} keys`} into the keychain and ${files}?`;
}

/** Prints what the person has to do now that these files were changed. */
export function printNextSteps(files: readonly FileWithKeys[], kept: readonly PlacedMove[], output: Output): void {
  if (files.length === 0) return;
  const servers = files.flatMap((file) => file.servers).filter(({ serves }) => serves !== undefined);
  const steps = new Set(servers.map(({ client, scope }) => client.afterwards(scope)));
  output.out("");
  output.out(output.paint("bold", "Next"));
  for (const step of steps) output.out(`- ${step}`);
  output.out(
    `- If one of these files was ever committed, synced or sent to somebody, ${replaceKeys(placedIn(servers, kept).map(placeOf))}`,
  );
}

/** Tells how to replace keys that others may have seen. `login` stores a new one where the old one is. */
function replaceKeys(places: readonly Place[]): string {
  const each = places.map(
    (one) =>
      `create a new one in ${keyMenu(one.connector)}, store it with \`${loginCommand(one)}\`, and revoke the old one`,
  );
  return `replace the key: ${[...new Set(each)].join("; ")}.`;
}

function destinationText({ move, app, credential, works }: PlacedMove): string {
  const { connector, isStrange } = move;
  const { profile, keychain } = app;
  const place = `the ${keychain.store} as ${connector.id}:${profile}`;
  if (credential === undefined) return `${keyTitle(move)}: is in ${place} already.`;
  const why = isStrange
    ? ", a profile of its own because the project's file names an address of its own,"
    : `, because ${connector.id}:default has another key,`;
  return `${keyTitle(move)}: ${works ? "works" : "was not tried"}. It goes into ${place}${profile === DEFAULT_PROFILE ? "" : why} and is sent to ${credential.baseUrl.host} and nowhere else.`;
}

/** The key is hidden. */
function printChange({ file: { config, servers }, text }: Change, placed: readonly PlacedMove[], output: Output): void {
  const secrets = servers.flatMap(({ keys }) => keys.map(({ secret }) => secret));
  const shown = (whole: string) => secrets.reduce(redact, whole);
  output.out("");
  showDifference(config.file, shown(config.text), shown(text), output);
  const ofProject = servers.filter(({ scope }) => scope === "project");
  const logins = new Set(placedIn(ofProject, placed).map((one) => `\`${loginCommand(placeOf(one))}\``));
  if (logins.size === 0) return;
  output.err(
    `${config.file} belongs to the project: whoever else uses it needs a key of their own afterwards (${[...logins].join(", ")}).`,
  );
}

/** Where another key is to go in the place of this one, which is not always profile `default`. */
function placeOf({ move: { connector, address }, app: { profile, keychain } }: PlacedMove): Place {
  const source = { kind: "keychain", store: keychain.store } as const;
  return { connector, profile, key: address.kind === "url" ? { source, baseUrl: address.url } : undefined };
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

function leftAlone({ name, serves, entry, keys, client, scope }: ServerWithKeys, { config }: FileWithKeys): string[] {
  const where = `The server ${quoted(name)} in ${config.file}`;
  if (serves !== undefined) {
    const parts = keys.filter(({ kind }) => kind === "part");
    return parts.map(
      ({ connector: { id, title } }) =>
        `${where} has only a part of a key for ${title}, which Keyscope leaves as it is. Store the whole key with \`${ownCommand(`login ${id}`)}\`, then delete the part there.`,
    );
  }
  if (readServedKey(entry) !== undefined) {
    return [
      `${where} starts Keyscope in a container or on another machine, where this keychain cannot be reached: it needs the key there, and is left as it is.`,
    ];
  }
  const scopeOption = scope === "project" ? " --scope project" : "";
  const installs = [...new Set(keys.map(({ connector }) => connector.id))].map(
    (id) => `\`${ownCommand(`install ${client.id} ${id}${scopeOption}`)}\``,
  );
  return [
    `${where} is another program's, which may need the key there: it is left as it is. To let Keyscope answer in its place, run ${installs.join(" and ")}, then remove that server.`,
  ];
}

function gitText({ config: { file }, servers }: FileWithKeys, state: GitState): string | undefined {
  // Where a key will go is not known yet.
  const keys = servers.flatMap((server) =>
    server.keys.map(({ connector }) => ({ connector, profile: DEFAULT_PROFILE })),
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
