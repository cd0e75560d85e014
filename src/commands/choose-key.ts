import { checkedProfile, type Selection } from "../app/app.ts";
import { CommandError, ExitCode } from "../app/exit-code.ts";
import { allConnectors } from "../app/find-connector.ts";
import { findKeys, type KnownKey, type KnownKeys } from "../app/find-keys.ts";
import { defaultConnector } from "../connectors/catalog/index.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import { explainKeychain } from "../messages/key-failures.ts";
import { ownCommand } from "../messages/own-command.ts";
import { askChoice, canAsk } from "../terminal/prompt.ts";

/** A selection of which the connector is known. */
type Chosen = Selection & { readonly connector: string };

/** How a person names the connector of a command: as its first word, or by an option. */
export type Naming = { readonly verb: string } | { readonly option: "--connector" };

/**
 * Completes what a person named, where they named no connector: by the one key that they have; by asking where there are
 * several. Ends the command where nobody can be asked, or where there is no key.
 */
export async function chooseKey<T extends Selection>(selection: T, naming: Naming): Promise<T & Chosen> {
  const { connector, profile, keyring } = selection;
  if (connector !== undefined) return { ...selection, connector };
  if (profile !== undefined) checkedProfile(profile);
  const known = await findKeys();
  if (known.keys.length === 0) throw new CommandError(explainNoKeys(known.failure), ExitCode.noKey);
  const meant = usualKeys(known.keys.filter((key) => isMeant(key, selection)));
  // Where there is no key of that name, the command itself says so, with the others of the same API.
  const others = known.keys.filter((key, at) => known.keys.findIndex((one) => one.connector === key.connector) === at);
  const chosen = await chooseOne(meant.length === 0 ? others : meant, naming, selection);
  return {
    ...selection,
    connector: chosen.connector,
    profile: profile ?? chosen.profile,
    keyring: keyring ?? chosen.keyring,
  };
}

/**
 * Completes what a person named for something that needs no key, in the same way; by the usual connector where they have no
 * key of any. `always` asks, where somebody can be asked: an API for which they have no key yet may be meant.
 */
export async function chooseConnector<T extends Selection>(
  selection: T,
  verb: string,
  asks: "always" | "if-several",
): Promise<T & Chosen> {
  const { connector } = selection;
  if (connector !== undefined) return { ...selection, connector };
  if (asks === "always" && canAsk()) return { ...selection, connector: await askConnector() };
  const [only = defaultConnector.id, ...others] = new Set((await findKeys()).keys.map((key) => key.connector));
  if (others.length === 0) return { ...selection, connector: only };
  if (canAsk()) return { ...selection, connector: await askConnector() };
  const commands = [only, ...others].map((id) => `\`${ownCommand(`${verb} ${id}`)}\``);
  throw new CommandError(`Say which API is meant, such as ${commands.join(" or ")}.`, ExitCode.usage);
}

async function askConnector(): Promise<string> {
  const all = await allConnectors();
  const choices = all.map(({ id, title, about }) => ({ value: id, label: `${title}: ${about}` }));
  return (await askChoice("Which API?", choices)) ?? giveUp();
}

function giveUp(): never {
  throw new CommandError("Nothing was chosen, so nothing was done.", ExitCode.failed);
}

/** Words a key as a person names it: "setpilot", "setpilot --profile outlet --keyring kernel". */
export function keyWords({ connector, profile, keyring }: Omit<KnownKey, "source">): string {
  const words = [connector];
  if (profile !== DEFAULT_PROFILE) words.push("--profile", profile);
  if (keyring !== undefined) words.push("--keyring", keyring);
  return words.join(" ");
}

function isMeant(key: KnownKey, { profile, keyring }: Selection): boolean {
  if (profile !== undefined && key.profile !== profile) return false;
  return keyring === undefined || key.source === "environment" || key.keyring === keyring;
}

/**
 * What a person can mean who names neither: each connector's key of profile `default`, where there is one, as always. One in
 * the environment comes before the one that is stored, as always.
 */
function usualKeys(keys: readonly KnownKey[]): KnownKey[] {
  return keys.filter((key, at) => {
    const same = keys.filter(({ connector }) => connector === key.connector);
    const usual = same.filter(({ profile }) => profile === DEFAULT_PROFILE);
    const [first] = usual;
    return first === undefined ? keys.indexOf(key) === at : key === first;
  });
}

async function chooseOne(keys: readonly KnownKey[], naming: Naming, selection: Selection): Promise<KnownKey> {
  const [only, ...others] = keys;
  if (only !== undefined && others.length === 0) return only;
  if (canAsk()) {
    const choices = keys.map((key, at) => ({ value: String(at), label: keyWords(key) }));
    const chosen = await askChoice("Which key?", choices);
    return keys.find((_, at) => String(at) === chosen) ?? giveUp();
  }
  const named = keys.map((key) => keyWords({ ...key, profile: selection.profile ?? key.profile }));
  const ways = named.map((words) =>
    "verb" in naming ? `\`${ownCommand(`${naming.verb} ${words}`)}\`` : `${naming.option} ${words}`,
  );
  const how = "verb" in naming ? "Run" : "Add";
  throw new CommandError(
    `You have several keys, so say which one is meant. ${how} one of these: ${ways.join(", ")}.`,
    ExitCode.usage,
  );
}

/** Says that there is no key of any API, as far as can be seen, and how to store one. */
export function explainNoKeys(failure: KnownKeys["failure"]): string {
  if (failure === undefined) {
    return `You have no key yet, neither stored nor in the environment. \`${ownCommand("login")}\` asks for one and stores it.`;
  }
  const elsewhere =
    failure.kind === "unreachable"
      ? ` Where that cannot be, \`${ownCommand("login --keyring kernel")}\` stores a key in the kernel's keyring, which forgets at reboot.`
      : "";
  return `No key is to be seen. ${explainKeychain(failure)}${elsewhere}`;
}
