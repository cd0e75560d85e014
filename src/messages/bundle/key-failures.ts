import type { Connector } from "../../connectors/schema/connector.ts";
import type { KeyFailure, KeyNote } from "../../credentials/credential.ts";
import { beginning, LONGEST_QUOTE, quoted } from "../../utils/clean-text.ts";
import { keyName, makeKey } from "../key.ts";
import { BASE_URL_CLAUSES, explainKeyNote, KEY_TEXT_CLAUSES } from "../key-failures.ts";
import { explainNoEngine } from "../sql/statement-failures.ts";
import { fieldNames, formPlace, PRIVACY_FIELD, putIntoForm } from "./form.ts";

/** Whoever looks after the computer can do something about what its programs are started with; a form cannot. */
const ASK = "If you do not know why, ask whoever looks after this computer.";

/** Says why the form has no usable key, and what to enter where. */
export function explainFormFailure(failure: KeyFailure, connector: Connector): string {
  const { title, address, environment } = connector;
  const name = keyName(connector);
  switch (failure.kind) {
    case "unusable":
      return `The ${name} for ${title} cannot be sent: it ${KEY_TEXT_CLAUSES[failure.reason]}. Copy it from ${title} again. ${putIntoForm(connector)}`;
    case "bad-base-url":
      return `The address of ${title} cannot be used: ${BASE_URL_CLAUSES[failure.reason]}. Correct ${fieldNames(connector, [environment.baseUrl])} in ${formPlace(connector)}, and save.`;
    case "no-base-url": {
      const example = address.kind === "own" ? `, such as ${address.example}` : "";
      return `The key for ${title} has no address to go to, because everyone's ${title} has an address of its own. Fill in ${fieldNames(connector, [environment.baseUrl])}${example}, in ${formPlace(connector)}, and save.`;
    }
    default:
      // There is no keychain in a bundle, so whatever else it is: the form has no whole key.
      return `Claude Desktop has no ${name} for ${title}, or only a part of one. ${makeKey(connector)} ${putIntoForm(connector)}`;
  }
}

/** Says what a person should know although it does not stop the work. */
export function explainFormNote(note: KeyNote, place: Parameters<typeof explainKeyNote>[1]): string {
  const { connector } = place;
  const form = formPlace(connector);
  switch (note.kind) {
    case "placeholder":
      return `${fieldNames(connector, [note.variable])} is empty: ${JSON.stringify(note.text)} came in its place, so it is ignored. If you have it, fill it in: ${form}.`;
    case "incomplete":
      return `${fieldNames(connector, note.set)} is filled in, but ${fieldNames(connector, note.missing)}, which belongs to the same key, is not, so it is not used. Fill in all of them in ${form}, or none.`;
    case "privacy-variable":
      return `Whether personal data is hidden was not understood, so it is, to be safe. Choose again with "${PRIVACY_FIELD}" in ${form}.`;
    case "proxy":
      return `Requests go through the proxy ${beginning(note.host, LONGEST_QUOTE)}, as this computer is set up. It can read them, key and answers, only with a certificate that this machine trusts.`;
    case "trusted-certificates":
      return `This computer is set up to trust the certificates in ${quoted(note.path)}: whoever made them can read the key and the answers on the way, as a company's proxy does. ${ASK}`;
    case "unchecked-certificates":
      return `This computer is set up not to check who answers: anyone on the way can read the key and the answers. Ask whoever looks after it to change that.`;
    case "code-variable":
      return `This computer is set up to change how Keyscope runs (${quoted(note.value)}): that can bring other code into it, or have it write down what it sends. ${ASK}`;
    case "no-engine":
      return explainNoEngine(note, place.connector, true);
    case "base-url-ignored":
    case "variable-not-for-profile":
      // Of stored keys and other profiles, which a bundle does not have.
      return explainKeyNote(note, place);
    default:
      return note satisfies never;
  }
}
