import { nearestName } from "../calls/nearest.ts";
import type { BaseUrlFault } from "../credentials/base-url.ts";
import type { KeyNote, KeyProblem, KeySource } from "../credentials/credential.ts";
import type { KeyFault } from "../credentials/key-text.ts";
import { KERNEL_KEYRING } from "../credentials/keychain.ts";
import type { KeychainTrouble, UnreachableReason } from "../credentials/keychain-outcome.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import { didYouMean } from "./phrases.ts";
import type { Place } from "./place.ts";

/** The command that stores a key for this connector and profile, and in the place of the one in use. */
export function loginCommand({ connector, profile, key }: Place): string {
  const options = [profile === DEFAULT_PROFILE ? "" : ` --profile ${profile}`];
  if (key !== undefined && key.baseUrl.href !== connector.baseUrl) options.push(` --base-url ${key.baseUrl.href}`);
  if (key?.source.kind === "keychain" && key.source.store === KERNEL_KEYRING) options.push(" --keyring kernel");
  return `npx keyscope login ${connector.id}${options.join("")}`;
}

/** How to make a new key and where to put it. */
export function newKey(place: Place): string {
  const { title, keyGuide } = place.connector;
  return `Create a new key in ${title} under ${keyGuide.menu} → ${keyGuide.create}. ${keyGuide.who} ${putKey(place)}`;
}

/** How to get a key with these scopes, and where to put it. */
export function keyWithScopes(scopes: readonly string[], place: Place): string {
  const { title, keyGuide } = place.connector;
  return `Create a key with ${scopes.join(", ")} in ${title} under ${keyGuide.menu} → ${keyGuide.create}. ${keyGuide.who} ${putKey(place)}`;
}

/** How to get a new key to where the old one was. */
function putKey(place: Place): string {
  const login = `\`${loginCommand(place)}\``;
  const source = place.key?.source;
  return source?.kind === "environment"
    ? `Then put it where ${source.variable} is set and restart the client, or remove that variable and run ${login}.`
    : `Then run ${login} in a terminal; no restart is needed.`;
}

/** Where a key came from, as in "key from the Secret Service". */
export function sourceName(source: KeySource): string {
  return source.kind === "environment" ? `the environment variable ${source.variable}` : `the ${source.store}`;
}

/** Why there is no usable key, and what to do. */
export function explainKeyProblem(problem: KeyProblem, place: Place): string {
  const { title } = place.connector;
  switch (problem.kind) {
    case "none":
      return `There is no API key for ${title}${forProfile(place)}: nothing is stored in the keychain${inEnvironment(place)}.${otherProfiles(problem.profiles ?? [], place)} ${getKey(place)}`;
    case "placeholder":
      return `${problem.variable} holds ${JSON.stringify(problem.text)} instead of a key: the program that starts Keyscope did not replace it. Nothing is stored in the keychain either. Set the variable to the key itself, or remove it and run \`${loginCommand(place)}\` in a terminal.`;
    case "unusable":
      return `The key from ${sourceName(problem.source)} cannot be sent: it ${keyFaultText(problem.reason)}. Copy the key from ${title} again and ${problem.source.kind === "environment" ? `put it into ${problem.source.variable}` : `run \`${loginCommand(place)}\` in a terminal`}.`;
    case "bad-base-url":
      return problem.source.kind === "environment"
        ? `${problem.source.variable} is not an address that a key may be sent to: ${baseUrlFaultText(problem.reason)}. Correct or remove the variable, then restart the client.`
        : `The address stored with the key in the ${problem.source.store} cannot be used: ${baseUrlFaultText(problem.reason)}. Run \`${loginCommand(place)}\` in a terminal to store the key anew.`;
    case "locked":
      return `The ${problem.store} is locked, so the API key for ${title} cannot be read. ${unlock(problem.store)} Then try again; no restart is needed.`;
    case "none-or-locked":
      return `No API key for ${title}${forProfile(place)} was found in the ${problem.store}: either none is stored or it is locked, which cannot be told apart on this machine. ${unlock(problem.store)} If that does not help, run \`${loginCommand(place)}\` in a terminal.`;
    case "unreachable":
      return `The ${problem.store} cannot be reached: ${unreachableText(problem.reason)} ${otherWays(problem.store, place)}`;
    case "library-missing":
      return `The keychain cannot be used here: its library could not be loaded in this program. ${place.profile === DEFAULT_PROFILE ? `Give the key in the environment variable ${place.connector.environment.key} instead.` : "Start Keyscope with an ordinary Node.js instead."}`;
    case "damaged":
      return problem.reason === "several-entries"
        ? `The ${problem.store} holds several entries for ${title}${forProfile(place)}, so it is not clear which key is meant. Delete the entries named "keyscope" there, then run \`${loginCommand(place)}\` in a terminal.`
        : `The entry for ${title}${forProfile(place)} in the ${problem.store} was not written by Keyscope or is damaged. Run \`${loginCommand(place)}\` in a terminal to replace it.`;
    default:
      return problem satisfies never;
  }
}

/** Why the keychain did not let a key be stored or removed, and what the person at the terminal can do. */
export function explainChangeProblem(trouble: KeychainTrouble, place: Place, change: "store" | "remove"): string {
  const again = "Then run this command again.";
  if (trouble.kind === "locked") return `The ${trouble.store} is locked. ${unlock(trouble.store)} ${again}`;
  if (change === "store") return explainKeyProblem(trouble, place);
  switch (trouble.kind) {
    case "none-or-locked":
      return `No API key for ${place.connector.title}${forProfile(place)} was found in the ${trouble.store}: either none is stored or it is locked, which cannot be told apart on this machine. ${unlock(trouble.store)} ${again}`;
    case "unreachable":
      return `The ${trouble.store} cannot be reached: ${unreachableText(trouble.reason)} Run this command again where it can be reached, such as in a terminal on the desktop.`;
    default:
      return explainKeyProblem(trouble, place);
  }
}

/** What a person should know although it does not stop the work. */
export function explainKeyNote(note: KeyNote, place: Place): string {
  switch (note.kind) {
    case "placeholder":
      return `${note.variable} holds ${JSON.stringify(note.text)}: the program that starts Keyscope did not replace it, so it is ignored. Set the variable for that program, or remove it there (in mcp.json, under env).`;
    case "base-url-ignored":
      return `${note.variable} is ignored${note.found === undefined ? "" : ` (it names ${note.found})`}: the stored key belongs to ${note.stored} and is sent nowhere else. To use another address, run \`${loginCommand({ connector: place.connector, profile: place.profile })} --base-url URL\`.`;
    case "variable-not-for-profile":
      return `${note.variable} is set, but it serves only the profile "${DEFAULT_PROFILE}", not "${note.profile}".`;
    default:
      return note satisfies never;
  }
}

/** What is wrong with a key's text, to complete "it …". */
export function keyFaultText(fault: KeyFault): string {
  switch (fault) {
    case "white-space":
      return "contains spaces or line breaks";
    case "control-character":
      return "contains control characters";
    case "not-ascii":
      return "contains characters that are not plain letters, digits and signs";
    case "too-long":
      return "is far longer than any key";
    default:
      return fault satisfies never;
  }
}

/** What is wrong with a base URL, as a clause. */
export function baseUrlFaultText(fault: BaseUrlFault): string {
  switch (fault) {
    case "not-a-url":
      return "it is not a complete address such as https://app.example.com/api/";
    case "scheme":
      return "it must begin with https://";
    case "insecure":
      return "it must begin with https://, because over http:// anyone on the way could read the key (http is allowed only for this machine itself, such as http://127.0.0.1:8080/)";
    case "user-info":
      return "it must not contain a user name or password";
    case "query":
      return "it must not contain a question mark and what follows it";
    case "fragment":
      return "it must not contain a # and what follows it";
    default:
      return fault satisfies never;
  }
}

function unreachableText(reason: UnreachableReason): string {
  switch (reason) {
    case "no-bus":
      return "there is no D-Bus session for this user, as over SSH or in a container.";
    case "no-secret-service":
      return "no program that keeps passwords (GNOME Keyring, KWallet, KeePassXC) is running in this session.";
    case "no-default-keyring":
      return "it has no default keyring yet. Create one in your system's password program (Passwords and Keys, KWallet), or log in to the desktop once.";
    case "access-denied":
      return "the system or the person refused access.";
    case "timeout":
      return "it did not answer in time; perhaps it is asking you something in a window.";
    case "failed":
      return "it answered with an error.";
    default:
      return reason satisfies never;
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
  return profile === DEFAULT_PROFILE ? `, and ${connector.environment.key} is not set` : "";
}

function getKey(place: Place): string {
  const { title, keyGuide, environment } = place.connector;
  const variable = place.profile === DEFAULT_PROFILE ? `, or set ${environment.key}` : "";
  return `Create a key in ${title} under ${keyGuide.menu} → ${keyGuide.create}, then run \`${loginCommand(place)}\` in a terminal${variable}. After a login the tools appear without a restart.`;
}

function unlock(store: string): string {
  return store === "Secret Service"
    ? "Unlock the login keyring: log in to the desktop, or open your password program (Passwords and Keys, KWallet) and unlock it."
    : `Unlock the ${store}.`;
}

function otherWays(store: string, { connector, profile }: Place): string {
  const variable =
    profile === DEFAULT_PROFILE ? `give the key in the environment variable ${connector.environment.key}` : "";
  const kernel =
    store === KERNEL_KEYRING
      ? ""
      : "on Linux use the kernel's keyring, which forgets at reboot: add --keyring kernel to `keyscope login` and to the server's arguments";
  const ways = [variable, kernel].filter((way) => way !== "");
  return ways.length === 0 ? "" : `If it cannot be had here, ${ways.join(", or ")}.`;
}
