import type { Connector, KeyForm, KeyPart } from "../connectors/schema/connector.ts";
import type { KeyFailure, KeyNote } from "./credential.ts";
import { type KeyText, readKeyText } from "./key-text.ts";
import type { Environment } from "./keychain/linux-dbus.ts";
import type { Secret } from "./secret.ts";

type KeyPlaceholder = Extract<KeyNote, { kind: "placeholder" }>;
type IncompleteKey = Extract<KeyNote, { kind: "incomplete" }>;

/** What the environment has of a connector's key. Empty variables count as absent. */
export interface EnvironmentKey {
  readonly found:
    | { readonly kind: "key"; readonly form: KeyForm; readonly secret: Secret; readonly variables: readonly string[] }
    | Extract<KeyFailure, { kind: "unusable" }>
    | undefined;
  /** Texts that a program should have replaced; their variables count as absent. */
  readonly placeholders: readonly KeyPlaceholder[];
  /** The first form, before the one that was found, of which only a part is there. */
  readonly incomplete: IncompleteKey | undefined;
}

/** Looks for each kind of key in the connector's order, and takes the first of which every part is there. */
export function readEnvironmentKey({ keyForms }: Connector, env: Environment): EnvironmentKey {
  const placeholders = new Map<string, KeyPlaceholder>();
  let incomplete: IncompleteKey | undefined;
  for (const form of keyForms) {
    const parts = partsOf(form).map(({ variable }) => ({ variable, read: readKeyText(env[variable] ?? "", variable) }));
    for (const { variable, read } of parts) {
      if (read.kind === "placeholder") placeholders.set(variable, { kind: "placeholder", variable, text: read.text });
    }
    const [set, missing] = [parts.filter(({ read }) => isSet(read)), parts.filter(({ read }) => !isSet(read))];
    if (missing.length === 0)
      return { found: whole(form, parts), placeholders: [...placeholders.values()], incomplete };
    if (set.length > 0) incomplete ??= { kind: "incomplete", set: set.map(nameOf), missing: missing.map(nameOf) };
  }
  return { found: undefined, placeholders: [...placeholders.values()], incomplete };
}

/** The variables that hold something where a key of this connector belongs, whatever it is. */
export function filledVariables({ keyForms }: Connector, env: Environment): string[] {
  const names = keyForms.flatMap((form) => partsOf(form).map(nameOf));
  return [...new Set(names)].filter((variable) => (env[variable] ?? "") !== "");
}

/** The variables of the first kind of key whose every part holds something: where they are set, they come first. */
export function variablesInUse({ keyForms }: Connector, env: Environment): string[] {
  const forms = keyForms.map((form) => partsOf(form).map(nameOf));
  return forms.find((variables) => variables.every((variable) => (env[variable] ?? "") !== "")) ?? [];
}

interface ReadPart {
  readonly variable: string;
  readonly read: KeyText;
}

function whole(form: KeyForm, parts: readonly ReadPart[]): EnvironmentKey["found"] {
  const secrets: Secret[] = [];
  for (const { variable, read } of parts) {
    const source = { kind: "environment", variables: [variable] } as const;
    if (read.kind === "unusable") return { kind: "unusable", source, reason: read.reason };
    if (read.kind === "key") secrets.push(read.secret);
  }
  const [first, second] = secrets;
  if (first === undefined) return undefined;
  return { kind: "key", form, secret: second ? first.withSecond(second) : first, variables: parts.map(nameOf) };
}

function isSet(read: KeyText): boolean {
  return read.kind === "key" || read.kind === "unusable";
}

function partsOf({ parts }: KeyForm): readonly KeyPart[] {
  return parts;
}

function nameOf({ variable }: { readonly variable: string }): string {
  return variable;
}
