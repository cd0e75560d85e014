import { type Connector, usualBaseUrl } from "../connectors/schema/connector.ts";
import type { Credential, KeySource } from "../credentials/credential.ts";
import { isFileVariable } from "../credentials/environment/secret-file.ts";
import { KERNEL_KEYRING } from "../credentials/keychain/keychain.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import type { Asker } from "../scopes/access-report.ts";
import { allOf } from "../utils/clean-text.ts";
import { putIntoForm } from "./bundle/form.ts";
import { isBundle, ownCommand } from "./own-command.ts";

/** Whose text it is: texts name the product, its menu path and the command to run. */
export interface Place {
  readonly connector: Connector;
  /** Who is told, where that is not whoever has the key. */
  readonly asker?: Asker | undefined;
  readonly profile: string;
  /** Where the key in use came from and where it is sent; a new one belongs in the same place. */
  readonly key?: Pick<Credential, "source" | "baseUrl"> | undefined;
  /** The keychain that was asked, where there is no key in use. */
  readonly store?: string | undefined;
}

/** The command that stores a key for this connector and profile, and in the place of the one in use. */
export function loginCommand(place: Place): string {
  const { connector, key } = place;
  const isElsewhere = key !== undefined && key.baseUrl.href !== usualBaseUrl(connector);
  const address = isElsewhere ? ` --base-url ${key.baseUrl.href}` : "";
  return ownCommand(`login ${connector.id}${profileOption(place)}${address}${keyringOption(place)}`);
}

/** The command that shows what this key may do. */
export function statusCommand(place: Place): string {
  return ownCommand(`status ${place.connector.id}${profileOption(place)}${keyringOption(place)}`);
}

/** The command that changes what was decided for the stored key; `change` is an option of it, such as "--privacy masked". */
export function settingsCommand(place: Place, change: string): string {
  return ownCommand(`settings ${place.connector.id}${profileOption(place)}${keyringOption(place)} ${change}`);
}

function profileOption({ profile }: Place): string {
  return profile === DEFAULT_PROFILE ? "" : ` --profile ${profile}`;
}

function keyringOption({ key, store }: Place): string {
  const asked = key?.source.kind === "keychain" ? key.source.store : store;
  return asked === KERNEL_KEYRING ? " --keyring kernel" : "";
}

/** How to make a new key and where to put it. */
export function newKey(place: Place): string {
  return `${makeKey(place.connector, "a new key")} ${putKey(place)}`;
}

/** How to get a key with these scopes, and where to put it. Of a connector without scopes: any key. */
export function keyWithScopes(scopes: readonly string[], place: Place): string {
  const { connector } = place;
  const which = scopes.length === 0 ? "" : ` with the ${scopeNoun(connector, scopes.length)} ${scopes.join(", ")}`;
  return `${makeKey(connector, `a key${which}`)} ${putKey(place)}`;
}

/** What the product calls so many of its scopes. */
export function scopeNoun({ scopeWord }: Connector, count: number): string {
  const word = scopeWord ?? "scope";
  return count === 1 ? word : `${word}s`;
}

/** What a person calls the key: its name where there is one kind of one part, "key" otherwise. No article. */
export function keyName({ keyForms }: Connector): string {
  const [form, ...others] = keyForms;
  return others.length === 0 && form.parts.length === 1 ? form.name : "key";
}

/** Where keys are made, such as "Setpilot under Settings → API Keys → New API key". */
export function keyMenu({ title, keyGuide: { menu, create } }: Connector): string {
  return `${title} under ${menu}${create === undefined ? "" : ` → ${create}`}`;
}

/** Where to make a key and with what care, as sentences. */
export function makeKey(connector: Connector, which = "a key"): string {
  const { who } = connector.keyGuide;
  return `Create ${which} in ${keyMenu(connector)}.${who === "" ? "" : ` ${who}`}`;
}

/** Other addresses that the API's documents name, each with the reason and the command; empty when there are none. */
export function otherAddresses(place: Place): string {
  const { connector, profile, key } = place;
  const { address, title } = connector;
  // The form of a bundle asks for an address only where everyone has one of their own, which no document names.
  if (address.kind === "own" || isBundle()) return "";
  const all = [{ url: address.url, why: "the usual one" }, ...(address.others ?? [])];
  const others = all.filter(({ url }) => url !== (key?.baseUrl.href ?? address.url));
  const command = (url: string) =>
    `\`${loginCommand({ connector, profile })}${url === address.url ? "" : ` --base-url ${url}`}\``;
  const named = others.map(({ url, why }) => `${url} (${why}): ${command(url)}`);
  return named.length === 0 ? "" : `${title}'s documents also name ${named.join("; ")}.`;
}

/** How to get a new key to where the old one was. */
function putKey(place: Place): string {
  if (isBundle()) return putIntoForm(place.connector);
  const login = `\`${loginCommand(place)}\``;
  const source = place.key?.source;
  if (source?.kind !== "environment") return `Then run ${login} in a terminal; no restart is needed.`;
  if (source.variables.every(isFileVariable))
    return `Then put it into ${variablesName(source.variables)}; no restart is needed.`;
  const [is, those] = source.variables.length === 1 ? ["is", "that variable"] : ["are", "those variables"];
  return `Then put it where ${allOf(source.variables)} ${is} set and restart the client, or remove ${those} and run ${login}.`;
}

/** Where a key came from, as in "key from the Secret Service". */
export function sourceName(source: KeySource): string {
  if (source.kind === "environment" && isBundle()) return "Claude Desktop";
  return source.kind === "keychain" ? `the ${source.store}` : variablesName(source.variables);
}

/** Such as "the environment variables A and B", or "the file named by A_FILE". */
export function variablesName(variables: readonly string[]): string {
  const [files, values] = [variables.filter(isFileVariable), variables.filter((each) => !isFileVariable(each))];
  const names = [
    ...(values.length === 0 ? [] : [`the environment variable${values.length === 1 ? "" : "s"} ${allOf(values)}`]),
    ...files.map((variable) => `the file named by ${variable}`),
  ];
  return allOf(names);
}
