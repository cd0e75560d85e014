import type { BaseUrlFailure } from "../credentials/base-url.ts";
import type { KeyFailure, KeyNote } from "../credentials/credential.ts";
import { isFileVariable } from "../credentials/environment/secret-file.ts";
import type { KeyTextFailure } from "../credentials/key-text.ts";
import {
  KERNEL_KEYRING,
  type KeychainFailure,
  type UnreachableReason,
  type WriteOutcome,
} from "../credentials/keychain/keychain.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import { allOf, beginning, LONGEST_QUOTE, quoted } from "../utils/clean-text.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { explainFilePlaceholder, explainSecretFile } from "./environment/secret-file.ts";
import { inVariables, usualVariables } from "./environment/variables.ts";
import {
  keyName,
  loginCommand,
  makeKey,
  type Place,
  settingsCommand,
  sourceName,
  statusCommand,
  variablesName,
} from "./key.ts";
import { didYouMean } from "./phrases.ts";

import { explainNoEngine } from "./sql/statement-failures.ts";

/** What is wrong with a key's text, to complete "it …". */
export const KEY_TEXT_CLAUSES: Readonly<Record<KeyTextFailure, string>> = {
  "white-space": "contains spaces or line breaks",
  "control-character": "contains control characters",
  "not-ascii": "contains characters that are not plain letters, digits and signs",
  "too-long": "is far longer than any key",
};

/** What is wrong with a base URL, as a clause. */
export const BASE_URL_CLAUSES: Readonly<Record<BaseUrlFailure, string>> = {
  "not-a-url": "it is not a complete address such as https://app.example.com/api/",
  scheme: "it must begin with https://",
  insecure:
    "it must begin with https://, because over http:// anyone on the way could read the key (http is allowed only for this machine itself, such as http://127.0.0.1:8080/)",
  "user-info": "it must not contain a user name or password",
  query: "it must not contain a question mark and what follows it",
  fragment: "it must not contain a # and what follows it",
};

/** Why the keychain cannot be reached, to follow a colon. A sentence, or two with a remedy. */
const UNREACHABLE_TEXTS: Readonly<Record<UnreachableReason, string>> = {
  "no-bus": "there is no D-Bus session for this user, as over SSH or in a container.",
  "no-secret-service":
    "no program that keeps passwords (GNOME Keyring, KWallet, KeePassXC) is running in this session.",
  "no-default-keyring":
    "it has no default keyring yet. Create one in your system's password program (Passwords and Keys, KWallet), or log in to the desktop once.",
  "access-denied": "the system or the person refused access.",
  timeout: "it did not answer in time; perhaps it is asking you something in a window. Answer there first.",
  failed: "it answered with an error.",
};

/** Says why there is no usable key, and what to do. */
export function explainKeyFailure(failure: KeyFailure, around: Place): string {
  const place = { ...around, store: storeOf(failure) ?? around.store };
  const { connector, profile } = place;
  const { title } = connector;
  const login = `\`${loginCommand(place)}\``;
  switch (failure.kind) {
    case "none":
      return `There is no ${keyName(connector)} for ${title}${forProfile(place)}: nothing is stored in the keychain${inEnvironment(place)}.${otherProfiles(failure.profiles ?? [], place)} ${getKey(place)}`;
    case "placeholder":
      if (isFileVariable(failure.variable))
        return explainFilePlaceholder(failure, "Nothing is stored in the keychain either.");
      return `${failure.variable} holds ${JSON.stringify(failure.text)} instead of a key: the program that starts Keyscope did not replace it. Nothing is stored in the keychain either. Set the variable to the key itself, or remove it and run ${login} in a terminal.`;
    case "incomplete":
      return `${incompleteText(failure)} Nothing is stored in the keychain either. Set ${allOf([...failure.set, ...failure.missing])}, or remove what is set and run ${login} in a terminal.`;
    case "no-base-url":
      return `The key for ${title} from the environment has no address to go to, because everyone's ${title} has an address of its own: ${failure.variable} is not set. Set it to yours${connector.address.kind === "own" ? `, such as ${connector.address.example},` : ""} and restart the client, or remove ${allOf(failure.key)} and run ${login} in a terminal, which asks for it.`;
    case "unusable":
      return `The key from ${sourceName(failure.source)} cannot be sent: it ${KEY_TEXT_CLAUSES[failure.reason]}. Copy the key from ${title} again and ${failure.source.kind === "environment" ? `put it into ${variablesName(failure.source.variables)}` : `run ${login} in a terminal`}.`;
    case "bad-base-url":
      return failure.source.kind === "environment"
        ? `${allOf(failure.source.variables)} is not an address that a key may be sent to: ${BASE_URL_CLAUSES[failure.reason]}. Correct or remove the variable, then restart the client.`
        : `The address stored with the key in the ${failure.source.store} cannot be used: ${BASE_URL_CLAUSES[failure.reason]}. Run ${login} in a terminal to store the key anew.`;
    case "secret-file":
      return explainSecretFile(failure, "key", ", which a server that runs notices by itself");
    case "unchecked-certificates":
      return `${failure.variable} is 0, which switches off the check of who answers for ${title}: anyone on the way could read the key, so Keyscope uses no stored key. Remove the variable where it is set, such as under env in mcp.json, then restart the client or run the command again. For a company proxy, set NODE_EXTRA_CA_CERTS to the file with its certificate instead.`;
    case "locked":
      return `The ${failure.store} is locked, so the ${keyName(connector)} for ${title} cannot be read. ${unlock(failure.store)} Then try again; no restart is needed.`;
    case "none-or-locked":
      return `${noneOrLocked(failure.store, place)} If that does not help, run ${login} in a terminal.`;
    case "unreachable":
      return `The ${failure.store} cannot be reached: ${UNREACHABLE_TEXTS[failure.reason]} ${otherWays(failure.store, place)}`;
    case "library-missing":
      return `The keychain cannot be used here: its library could not be loaded in this program. ${profile === DEFAULT_PROFILE ? `Give the key in ${inVariables(connector)} instead.` : "Start Keyscope with an ordinary Node.js instead."}`;
    case "damaged":
      return failure.reason === "several-entries"
        ? `The ${failure.store} holds several entries for ${title}${forProfile(place)}, so it is not clear which key is meant. Delete the entries named "keyscope" there, then run ${login} in a terminal.`
        : `The entry for ${title}${forProfile(place)} in the ${failure.store} was not written by Keyscope or is damaged. Run ${login} in a terminal to replace it.`;
    default:
      return failure satisfies never;
  }
}

/** The keychain that a failure is about. */
function storeOf(failure: KeyFailure): string | undefined {
  if ("store" in failure) return failure.store;
  return "source" in failure && failure.source.kind === "keychain" ? failure.source.store : undefined;
}

/** Says what is wrong with a keychain, whichever keys are in it, and what the person at the terminal can do. */
export function explainKeychain(failure: KeychainFailure): string {
  const { kind, store } = failure;
  const again = "Then run this command again.";
  switch (kind) {
    case "locked":
      return `The ${store} is locked. ${unlock(store)} ${again}`;
    case "none-or-locked":
      return `Nothing was found in the ${store}: either nothing is stored or it is locked, which cannot be told apart on this machine. ${unlock(store)} ${again}`;
    case "unreachable":
      return `The ${store} cannot be reached: ${UNREACHABLE_TEXTS[failure.reason]} Run this command again where it can be reached, such as in a terminal on the desktop.`;
    case "library-missing":
      return "The keychain cannot be used here: its library could not be loaded in this program. Start Keyscope with an ordinary Node.js instead.";
    case "damaged":
      return `The ${store} holds entries that Keyscope did not write. Delete the entries named "keyscope" there, then log in again.`;
    default:
      return failure satisfies never;
  }
}

/** Says why the keychain did not let a key be stored or removed, and what the person at the terminal can do. */
export function explainChangeFailure(failure: KeychainFailure, place: Place, change: "store" | "remove"): string {
  const { kind, store } = failure;
  if (kind === "locked" || (change === "remove" && kind === "unreachable")) return explainKeychain(failure);
  if (change === "remove" && kind === "none-or-locked")
    return `${noneOrLocked(store, place)} Then run this command again.`;
  return explainKeyFailure(failure, place);
}

/** Says why the keychain did not take what was to be stored: a key, or new settings of the key that is there. */
export function explainWriteFailure(
  outcome: Exclude<WriteOutcome, { kind: "written" }>,
  place: Place,
  what: "key" | "settings",
): string {
  switch (outcome.kind) {
    case "too-long":
      return `The ${outcome.store} takes at most ${outcome.limit} bytes for one entry, and the key ${what === "key" ? "needs" : "with these settings needs"} ${outcome.bytes}. Nothing was stored.`;
    case "not-kept":
      return outcome.found === "nothing"
        ? `The ${outcome.store} accepted the key but did not keep it. Nothing is stored; try again.`
        : `Another login stored a different key at the same moment. Run \`${statusCommand({ ...place, store: outcome.store })}\` to see which one is there.`;
    default:
      return `The ${what} ${what === "key" ? "was" : "were"} not stored. ${explainChangeFailure(outcome, place, "store")}`;
  }
}

/** Says what a person should know although it does not stop the work. */
export function explainKeyNote(note: KeyNote, place: Place): string {
  switch (note.kind) {
    case "placeholder":
      if (isFileVariable(note.variable)) return explainFilePlaceholder(note, "It is ignored.");
      return `${note.variable} holds ${JSON.stringify(note.text)}: the program that starts Keyscope did not replace it, so it is ignored. Set the variable for that program, or remove it there (in mcp.json, under env).`;
    case "incomplete":
      return `${incompleteText(note)} A part is no key, so it is not used: set all of them, or remove what is set.`;
    case "privacy-variable":
      return note.reason === "not-understood"
        ? `${note.variable} is neither "masked" nor "shown", so personal data is masked, to be safe. Correct or remove the variable, then restart the client.`
        : `${note.variable} says "shown", but the stored key says "masked", and a variable can only hide more. To show personal data run \`${settingsCommand(place, "--privacy shown")}\` in a terminal.`;
    case "base-url-ignored":
      return `${note.variable} is ignored${note.found === undefined ? "" : ` (it names ${note.found})`}: the stored key belongs to ${note.stored} and is sent nowhere else. To use another address, run \`${otherAddressCommand(note.found, place)}\`.`;
    case "variable-not-for-profile":
      return `${note.variable} is set, but it serves only the profile "${DEFAULT_PROFILE}", not "${note.profile}".`;
    case "proxy":
      return `Requests go through the proxy ${beginning(note.host, LONGEST_QUOTE)}, set by ${note.variable}. It can read them, key and answers, only with a certificate that this machine trusts.`;
    case "trusted-certificates":
      return `${note.variable} has Keyscope trust the certificates in ${quoted(note.path)}: whoever made them can read the key and the answers on the way, as a company's proxy does.`;
    case "unchecked-certificates":
      return `${note.variable} is 0, which switches off the check of who answers: anyone on the way can read the key and the answers. A stored key would not be used; this one comes from the environment. Remove the variable; for a company proxy, set NODE_EXTRA_CA_CERTS to the file with its certificate instead.`;
    case "code-variable":
      return `${note.variable} is set (${quoted(note.value)}): it can bring other code into Keyscope, or have it write down what it sends. Keep it only if you know what it is for.`;
    case "no-engine":
      return explainNoEngine(note, place.connector);
    default:
      return note satisfies never;
  }
}

/** The login that binds the key to this address, or to one that the person puts in. */
function otherAddressCommand(found: string | undefined, place: Place): string {
  if (found === undefined || place.key === undefined)
    return `${loginCommand({ ...place, key: undefined })} --base-url URL`;
  return loginCommand({ ...place, key: { ...place.key, baseUrl: new URL(found) } });
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

function incompleteText({ set, missing }: { set: readonly string[]; missing: readonly string[] }): string {
  return `${allOf(set)} is set, but ${allOf(missing)}, which belongs to the same key, is not.`;
}

function noneOrLocked(store: string, place: Place): string {
  const { connector } = place;
  return `No ${keyName(connector)} for ${connector.title}${forProfile(place)} was found in the ${store}: either none is stored or it is locked, which cannot be told apart on this machine. ${unlock(store)}`;
}

function unlock(store: string): string {
  return store === "Secret Service"
    ? "Unlock the login keyring: log in to the desktop, or open your password program (Passwords and Keys, KWallet) and unlock it."
    : `Unlock the ${store}.`;
}

function otherWays(store: string, place: Place): string {
  const { connector, profile } = place;
  const variable = profile === DEFAULT_PROFILE ? `give the key in ${inVariables(connector)}` : "";
  const kernel =
    store === KERNEL_KEYRING
      ? ""
      : `on Linux use the kernel's keyring, which forgets at reboot: \`${loginCommand({ ...place, store: KERNEL_KEYRING })}\`, and --keyring kernel in the server's arguments too`;
  const ways = [variable, kernel].filter((way) => way !== "");
  if (ways.length === 0) return `Only the profile "${DEFAULT_PROFILE}" can have its key in the environment instead.`;
  return `If it cannot be had here, ${ways.join(", or ")}.`;
}
