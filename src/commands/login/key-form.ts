import type { Connector, KeyForm, KeyPart } from "../../connectors/schema/connector.ts";
import type { Secret } from "../../credentials/secret.ts";

/** A key as a person gave it: which kind it is, and its parts. */
export interface GivenKey {
  readonly form: KeyForm;
  readonly first: Secret;
  readonly second?: Secret | undefined;
}

/** The kinds of key whose first part begins like this one, as far as the documents say how they begin. */
export function formsByPrefix({ keyForms }: Connector, first: Secret): KeyForm[] {
  return keyForms.filter(({ parts }) => beginsLike(first, parts[0]));
}

/** The second part that this, given as the first, seems to be. */
export function misplacedPart(connector: Connector, first: Secret): KeyPart | undefined {
  if (formsByPrefix(connector, first).length > 0) return undefined;
  return connector.keyForms.flatMap(({ parts }) => parts.slice(1)).find((part) => beginsLike(first, part));
}

/** The usual kind of key that has two parts. */
export function formOfTwo({ keyForms }: Connector): KeyForm | undefined {
  return keyForms.find(({ parts }) => parts.length === 2);
}

/** What a person calls the second part; undefined where there is one part. */
export function secondLabel({ parts }: KeyForm): string | undefined {
  return parts[1]?.label;
}

/** What is wrong with two parts together, as a sentence. */
export function pairFailure({ form, first, second }: GivenKey): string | undefined {
  if (second === undefined || !second.equals(first)) return undefined;
  return `The ${form.parts[0].label} and the ${secondLabel(form)} are the same text, so one of them was copied twice.`;
}

/** What to say of a second part that was given first. */
export function misplacedText({ label, prefix }: KeyPart, connector: Connector): string {
  return `That begins with ${prefix}, as the ${label} does. The ${firstLabels(connector)} comes first.`;
}

/** What a key's first part is called, whatever its kind: "consumer key or legacy API key". */
export function firstLabels({ keyForms }: Connector): string {
  return [...new Set(keyForms.map(({ parts }) => parts[0].label))].join(" or ");
}

function beginsLike(secret: Secret, { prefix }: KeyPart): boolean {
  return prefix !== undefined && prefix !== "" && secret.startsWith(prefix);
}
