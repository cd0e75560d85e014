import { type Connector, usualBaseUrl } from "../connectors/schema/connector.ts";
import type { KeyFailure, KeyNote } from "../credentials/credential.ts";
import type { KeychainFailure } from "../credentials/keychain/keychain.ts";
import { KERNEL_KEYRING } from "../credentials/keychain/keychain.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { baseUrlFailureClause, keyTextFailureClause, unreachableText } from "./key-faults.ts";
import { allOf, didYouMean } from "./phrases.ts";
import type { Place } from "./place.ts";
import { sourceName } from "./source-name.ts";

/** The command that stores a key for this connector and profile, and in the place of the one in use. */
export function loginCommand(place: Place): string {
  const { connector, key } = place;
  const isElsewhere = key !== undefined && key.baseUrl.href !== usualBaseUrl(connector);
  const address = isElsewhere ? ` --base-url ${key.baseUrl.href}` : "";
  return `npx keyscope login ${connector.id}${profileOption(place)}${address}${keyringOption(place)}`;
}

/** The command that changes what was decided for the stored key; `change` is an option of it, such as "--privacy masked". */
export function settingsCommand(place: Place, change: string): string {
  return `npx keyscope settings ${place.connector.id}${profileOption(place)}${keyringOption(place)} ${change}`;
}

function profileOption({ profile }: Place): string {
  return profile === DEFAULT_PROFILE ? "" : ` --profile ${profile}`;
}

function keyringOption({ key }: Place): string {
  return key?.source.kind === "keychain" && key.source.store === KERNEL_KEYRING ? " --keyring kernel" : "";
}

/** How to make a new key and where to put it. */
export function newKey(place: Place): string {
  return sentences(`Create a new key in ${keyMenu(place.connector)}.`, place.connector.keyGuide.who, putKey(place));
}

/** How to get a key with these scopes, and where to put it. Of a connector without scopes: any key. */
export function keyWithScopes(scopes: readonly string[], place: Place): string {
  const { connector } = place;
  const which = scopes.length === 0 ? "" : ` with the ${scopeNoun(connector, scopes.length)} ${scopes.join(", ")}`;
  return sentences(`Create a key${which} in ${keyMenu(connector)}.`, connector.keyGuide.who, putKey(place));
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

/** Where to make a first key and with what care, as sentences. */
export function makeKey(connector: Connector): string {
  return sentences(`Create a key in ${keyMenu(connector)}.`, connector.keyGuide.who);
}

/** Other addresses that the API's documents name, each with the reason and the command; empty when there are none. */
export function otherAddresses(place: Place): string {
  const { connector, profile, key } = place;
  const { address, title } = connector;
  if (address.kind === "own") return "";
  const all = [{ url: address.url, why: "the usual one" }, ...(address.others ?? [])];
  const others = all.filter(({ url }) => url !== (key?.baseUrl.href ?? address.url));
  const command = (url: string) =>
    `\`${loginCommand({ connector, profile })}${url === address.url ? "" : ` --base-url ${url}`}\``;
  const named = others.map(({ url, why }) => `${url} (${why}): ${command(url)}`);
  return named.length === 0 ? "" : `${title}'s documents also name ${named.join("; ")}.`;
}

/** How to get a new key to where the old one was. */
function putKey(place: Place): string {
  const login = `\`${loginCommand(place)}\``;
  const source = place.key?.source;
  if (source?.kind !== "environment") return `Then run ${login} in a terminal; no restart is needed.`;
  const [is, those] = source.variables.length === 1 ? ["is", "that variable"] : ["are", "those variables"];
  return `Then put it where ${allOf(source.variables)} ${is} set and restart the client, or remove ${those} and run ${login}.`;
}

/** Why there is no usable key, and what to do. */
export function explainKeyFailure(problem: KeyFailure, place: Place): string {
  const { title } = place.connector;
  switch (problem.kind) {
    case "none":
      return `There is no ${keyName(place.connector)} for ${title}${forProfile(place)}: nothing is stored in the keychain${inEnvironment(place)}.${otherProfiles(problem.profiles ?? [], place)} ${getKey(place)}`;
    case "placeholder":
      return `${problem.variable} holds ${JSON.stringify(problem.text)} instead of a key: the program that starts Keyscope did not replace it. Nothing is stored in the keychain either. Set the variable to the key itself, or remove it and run \`${loginCommand(place)}\` in a terminal.`;
    case "incomplete":
      return `${incompleteText(problem)} Nothing is stored in the keychain either. Set ${allOf([...problem.set, ...problem.missing])}, or remove what is set and run \`${loginCommand(place)}\` in a terminal.`;
    case "no-base-url":
      return `The key for ${title} from the environment has no address to go to, because everyone's ${title} has an address of its own: ${problem.variable} is not set. Set it to yours${exampleAddress(place.connector)} and restart the client, or remove ${allOf(problem.key)} and run \`${loginCommand(place)}\` in a terminal, which asks for it.`;
    case "unusable":
      return `The key from ${sourceName(problem.source)} cannot be sent: it ${keyTextFailureClause(problem.reason)}. Copy the key from ${title} again and ${problem.source.kind === "environment" ? `put it into ${allOf(problem.source.variables)}` : `run \`${loginCommand(place)}\` in a terminal`}.`;
    case "bad-base-url":
      return problem.source.kind === "environment"
        ? `${allOf(problem.source.variables)} is not an address that a key may be sent to: ${baseUrlFailureClause(problem.reason)}. Correct or remove the variable, then restart the client.`
        : `The address stored with the key in the ${problem.source.store} cannot be used: ${baseUrlFailureClause(problem.reason)}. Run \`${loginCommand(place)}\` in a terminal to store the key anew.`;
    case "locked":
      return `The ${problem.store} is locked, so the ${keyName(place.connector)} for ${title} cannot be read. ${unlock(problem.store)} Then try again; no restart is needed.`;
    case "none-or-locked":
      return `No ${keyName(place.connector)} for ${title}${forProfile(place)} was found in the ${problem.store}: either none is stored or it is locked, which cannot be told apart on this machine. ${unlock(problem.store)} If that does not help, run \`${loginCommand(place)}\` in a terminal.`;
    case "unreachable":
      return sentences(
        `The ${problem.store} cannot be reached: ${unreachableText(problem.reason)}`,
        otherWays(problem.store, place),
      );
    case "library-missing":
      return `The keychain cannot be used here: its library could not be loaded in this program. ${place.profile === DEFAULT_PROFILE ? `Give the key in the environment variable${plural(usualVariables(place.connector))} ${allOf(usualVariables(place.connector))} instead.` : "Start Keyscope with an ordinary Node.js instead."}`;
    case "damaged":
      return problem.reason === "several-entries"
        ? `The ${problem.store} holds several entries for ${title}${forProfile(place)}, so it is not clear which key is meant. Delete the entries named "keyscope" there, then run \`${loginCommand(place)}\` in a terminal.`
        : `The entry for ${title}${forProfile(place)} in the ${problem.store} was not written by Keyscope or is damaged. Run \`${loginCommand(place)}\` in a terminal to replace it.`;
    default:
      return problem satisfies never;
  }
}

/** Why the keychain did not let a key be stored or removed, and what the person at the terminal can do. */
export function explainChangeFailure(trouble: KeychainFailure, place: Place, change: "store" | "remove"): string {
  const again = "Then run this command again.";
  if (trouble.kind === "locked") return `The ${trouble.store} is locked. ${unlock(trouble.store)} ${again}`;
  if (change === "store") return explainKeyFailure(trouble, place);
  switch (trouble.kind) {
    case "none-or-locked":
      return `No ${keyName(place.connector)} for ${place.connector.title}${forProfile(place)} was found in the ${trouble.store}: either none is stored or it is locked, which cannot be told apart on this machine. ${unlock(trouble.store)} ${again}`;
    case "unreachable":
      return `The ${trouble.store} cannot be reached: ${unreachableText(trouble.reason)} Run this command again where it can be reached, such as in a terminal on the desktop.`;
    default:
      return explainKeyFailure(trouble, place);
  }
}

/** What a person should know although it does not stop the work. */
export function explainKeyNote(note: KeyNote, place: Place): string {
  switch (note.kind) {
    case "placeholder":
      return `${note.variable} holds ${JSON.stringify(note.text)}: the program that starts Keyscope did not replace it, so it is ignored. Set the variable for that program, or remove it there (in mcp.json, under env).`;
    case "incomplete":
      return `${incompleteText(note)} A part is no key, so it is not used: set all of them, or remove what is set.`;
    case "privacy-variable":
      return note.reason === "not-understood"
        ? `${note.variable} is neither "masked" nor "shown", so personal data is masked, to be safe. Correct or remove the variable, then restart the client.`
        : `${note.variable} says "shown", but the stored key says "masked", and a variable can only hide more. To show personal data run \`${settingsCommand(place, "--privacy shown")}\` in a terminal.`;
    case "base-url-ignored":
      return `${note.variable} is ignored${note.found === undefined ? "" : ` (it names ${note.found})`}: the stored key belongs to ${note.stored} and is sent nowhere else. To use another address, run \`${loginCommand({ connector: place.connector, profile: place.profile })} --base-url URL\`.`;
    case "variable-not-for-profile":
      return `${note.variable} is set, but it serves only the profile "${DEFAULT_PROFILE}", not "${note.profile}".`;
    default:
      return note satisfies never;
  }
}

/** Where a profile was perhaps misspelt. */
function otherProfiles(profiles: readonly string[], { profile }: Place): string {
  if (profiles.length === 0) return "";
  const nearest = nearestName(profile, profiles);
  const hint = didYouMean(nearest && `--profile ${nearest}`);
  return `${hint} Profiles with a key: ${profiles.join(", ")}.`;
}

function forProfile({ profile }: Place): string {
  return profile === DEFAULT_PROFILE ? "" : `, profile ${profile}`;
}

function inEnvironment({ connector, profile }: Place): string {
  if (profile !== DEFAULT_PROFILE) return "";
  const variables = connector.keyForms.flatMap(({ parts }) => parts.map(({ variable }) => variable));
  return variables.length === 1 ? `, and ${variables.join()} is not set` : `, and none of ${allOf(variables)} is set`;
}

function getKey(place: Place): string {
  const variable = place.profile === DEFAULT_PROFILE ? `, or set ${allOf(usualVariables(place.connector))}` : "";
  return `${makeKey(place.connector)} Then run \`${loginCommand(place)}\` in a terminal${variable}. After a login the tools appear without a restart.`;
}

/** The variables that the usual kind of key needs, the address among them where there is no usual one. */
function usualVariables({ keyForms, environment, address }: Connector): string[] {
  const parts = keyForms[0].parts.map(({ variable }) => variable);
  return address.kind === "own" ? [...parts, environment.baseUrl] : parts;
}

function incompleteText({ set, missing }: { set: readonly string[]; missing: readonly string[] }): string {
  return `${allOf(set)} is set, but ${allOf(missing)}, which belongs to the same key, is not.`;
}

/** What an address looks like where everybody has an own one. */
function exampleAddress({ address }: Connector): string {
  return address.kind === "own" ? `, such as ${address.example},` : "";
}

function plural(names: readonly string[]): string {
  return names.length === 1 ? "" : "s";
}

function sentences(...all: readonly string[]): string {
  return all.filter((sentence) => sentence !== "").join(" ");
}

function unlock(store: string): string {
  return store === "Secret Service"
    ? "Unlock the login keyring: log in to the desktop, or open your password program (Passwords and Keys, KWallet) and unlock it."
    : `Unlock the ${store}.`;
}

function otherWays(store: string, { connector, profile }: Place): string {
  const variable =
    profile === DEFAULT_PROFILE
      ? `give the key in the environment variable${plural(usualVariables(connector))} ${allOf(usualVariables(connector))}`
      : "";
  const kernel =
    store === KERNEL_KEYRING
      ? ""
      : "on Linux use the kernel's keyring, which forgets at reboot: add --keyring kernel to `npx keyscope login` and to the server's arguments";
  const ways = [variable, kernel].filter((way) => way !== "");
  if (ways.length === 0) return `Only the profile "${DEFAULT_PROFILE}" can have its key in the environment instead.`;
  return `If it cannot be had here, ${ways.join(", or ")}.`;
}
