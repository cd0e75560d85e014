import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Connector, KeyForm, KeyPart } from "../../connectors/schema/connector.ts";
import type { KeyText } from "../../credentials/key-text.ts";
import type { Secret } from "../../credentials/secret.ts";
import { makeKey } from "../../messages/key.ts";
import { KEY_TEXT_CLAUSES } from "../../messages/key-failures.ts";

/** A key as a person gave it: which kind it is, and its parts. */
export interface GivenKey {
  readonly form: KeyForm;
  readonly first: Secret;
  readonly second?: Secret | undefined;
}

/** Takes the key out of what a person gave, or ends the command. `label` is what the product calls this part of it. */
export function requireKey(read: KeyText, connector: Connector, label = "key"): Secret {
  const where = makeKey(connector);
  switch (read.kind) {
    case "key":
      return read.secret;
    case "absent":
      throw noKey(`No ${label} was given. ${where} Then run this again and paste it, or pipe it in.`);
    case "placeholder":
      throw noKey(`"${read.text}" is a placeholder, not a key. ${where} Nothing was stored.`);
    case "unusable": {
      const what = label === "key" ? "a key" : `the ${label}`;
      throw noKey(`That cannot be ${what}: it ${KEY_TEXT_CLAUSES[read.reason]}. Copy it again. Nothing was stored.`);
    }
    default:
      return read satisfies never;
  }
}

/** Makes what ends the command because what was given is no key. */
export function noKey(message: string): CommandError {
  return new CommandError(message, ExitCode.noKey);
}

/** The kinds of key whose first part begins like this one, as far as the documents say how they begin. */
export function formsByPrefix({ keyForms }: Connector, first: Secret): KeyForm[] {
  return keyForms.filter(({ parts }) => beginsLike(first, parts[0]));
}

/** The usual kind of key that has two parts. */
export function formOfTwo({ keyForms }: Connector): KeyForm | undefined {
  return keyForms.find(({ parts }) => parts.length === 2);
}

/** What a key's first part is called, whatever its kind: "consumer key or legacy API key". */
export function firstLabels({ keyForms }: Connector): string {
  return [...new Set(keyForms.map(({ parts }) => parts[0].label))].join(" or ");
}

/** What a person calls the second part; undefined where there is one part. */
export function secondLabel({ parts }: KeyForm): string | undefined {
  return parts[1]?.label;
}

/** Says that a second part was given first, if that is so. */
export function orderFailure(connector: Connector, first: Secret): string | undefined {
  if (formsByPrefix(connector, first).length > 0) return undefined;
  const seconds = connector.keyForms.flatMap(({ parts }) => parts.slice(1));
  const part = seconds.find((second) => beginsLike(first, second));
  if (part === undefined) return undefined;
  return `That begins with ${part.prefix}, as the ${part.label} does. The ${firstLabels(connector)} comes first.`;
}

/** Says that both parts are the same text, if that is so. */
export function pairFailure({ form, first, second }: GivenKey): string | undefined {
  if (second === undefined || !second.equals(first)) return undefined;
  return `The ${form.parts[0].label} and the ${secondLabel(form)} are the same text, so one of them was copied twice.`;
}

function beginsLike(secret: Secret, { prefix }: KeyPart): boolean {
  return prefix !== undefined && prefix !== "" && secret.startsWith(prefix);
}
