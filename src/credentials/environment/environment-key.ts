import type { Connector, KeyForm, KeyPart } from "../../connectors/schema/connector.ts";
import { type BaseUrlFailure, parseAddress } from "../base-url.ts";
import type { KeyFailure, KeyNote } from "../credential.ts";
import { type KeyText, readKeyText } from "../key-text.ts";
import { DEFAULT_PROFILE } from "../profile.ts";
import type { Secret } from "../secret.ts";
import { fileVariable, isFileVariable, readSecretVariable, type SecretFileFailure } from "./secret-file.ts";

/** What the environment has of a connector's key. Empty variables count as absent. */
export interface EnvironmentKey {
  readonly found:
    | { readonly kind: "key"; readonly form: KeyForm; readonly secret: Secret; readonly variables: readonly string[] }
    | Extract<KeyFailure, { kind: "unusable" }>
    | SecretFileFailure
    | undefined;
  /** Texts that a program should have replaced; their variables count as absent. */
  readonly placeholders: readonly Extract<KeyNote, { kind: "placeholder" }>[];
  /** The first form, before the one that was found, of which only a part is there. */
  readonly incomplete: Extract<KeyNote, { kind: "incomplete" }> | undefined;
}

/**
 * Looks for each kind of key in the connector's order, and takes the first of which every part is there, in its variable or in the
 * file that a variable names. Of a kind of key with a file that cannot serve nothing is used: somebody meant that one.
 */
export function readEnvironmentKey({ keyForms }: Connector, env: NodeJS.ProcessEnv): EnvironmentKey {
  const placeholders: EnvironmentKey["placeholders"][number][] = [];
  let incomplete: EnvironmentKey["incomplete"];
  for (const form of keyForms) {
    const parts = variablesOf(form).map((variable) => readPart(variable, env));
    const failure = parts.map(({ read }) => read).find((read) => read.kind === "secret-file");
    if (failure !== undefined) return { found: failure, placeholders, incomplete };
    for (const { variable, read } of parts) {
      const isNew = placeholders.every((other) => other.variable !== variable);
      if (read.kind === "placeholder" && isNew) placeholders.push({ kind: "placeholder", variable, text: read.text });
    }
    const [set, missing] = [parts.filter(({ read }) => isSet(read)), parts.filter(({ read }) => !isSet(read))];
    if (missing.length === 0) return { found: joinParts(form, parts), placeholders, incomplete };
    if (set.length > 0) incomplete ??= { kind: "incomplete", set: set.map(nameOf), missing: missing.map(nameOf) };
  }
  return { found: undefined, placeholders, incomplete };
}

/** What the environment says of where the key is to go. */
export type EnvironmentAddress =
  | { readonly kind: "absent" }
  | { readonly kind: "placeholder"; readonly text: string }
  | { readonly kind: "bad"; readonly reason: BaseUrlFailure }
  | { readonly kind: "url"; readonly url: URL };

export function readEnvironmentAddress(
  { address, environment }: Connector,
  env: NodeJS.ProcessEnv,
): EnvironmentAddress {
  const variable = environment.baseUrl;
  const text = env[variable] ?? "";
  if (text.trim() === "") return { kind: "absent" };
  const parsed = parseAddress(address, text);
  if (parsed.ok) return { kind: "url", url: parsed.url };
  const asKey = readKeyText(text, variable);
  return asKey.kind === "placeholder" ? asKey : { kind: "bad", reason: parsed.reason };
}

/** Finds the variables that hold something where a key of this connector belongs, whatever it is. */
export function findFilledVariables({ keyForms }: Connector, env: NodeJS.ProcessEnv): string[] {
  const variables = keyForms.flatMap(variablesOf).flatMap((variable) => [variable, fileVariable(variable)]);
  return [...new Set(variables)].filter((variable) => isFilled(env, variable));
}

/**
 * Finds the variables of the first kind of key whose every part holds something: where they are set, they come before what is
 * stored. None for a profile other than `default`, which variables do not serve.
 */
export function findVariablesInUse(place: {
  readonly connector: Connector;
  readonly profile: string;
  readonly environment: NodeJS.ProcessEnv;
}): string[] {
  const { connector, profile, environment } = place;
  if (profile !== DEFAULT_PROFILE) return [];
  const forms = connector.keyForms.map((form) =>
    variablesOf(form).map((variable) => (isFilled(environment, variable) ? variable : fileVariable(variable))),
  );
  return forms.find((variables) => variables.every((variable) => isFilled(environment, variable))) ?? [];
}

/** Finds the files that hold the key in use, as variables name them. */
export function findKeyFiles(place: Parameters<typeof findVariablesInUse>[0]): string[] {
  return findVariablesInUse(place)
    .filter(isFileVariable)
    .map((variable) => place.environment[variable] ?? "");
}

interface ReadPart {
  readonly variable: string;
  readonly read: KeyText | SecretFileFailure;
}

function readPart(variable: string, env: NodeJS.ProcessEnv): ReadPart {
  const found = readSecretVariable(variable, env);
  if (found.kind === "secret-file") return { variable: fileVariable(variable), read: found };
  return { variable: found.variable, read: readKeyText(found.kind === "text" ? found.text : "", variable) };
}

function joinParts(form: KeyForm, parts: readonly ReadPart[]): EnvironmentKey["found"] {
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

function isSet(read: ReadPart["read"]): boolean {
  return read.kind === "key" || read.kind === "unusable";
}

function isFilled(env: NodeJS.ProcessEnv, variable: string): boolean {
  return (env[variable] ?? "") !== "";
}

function variablesOf({ parts }: KeyForm): string[] {
  const all: readonly KeyPart[] = parts;
  return all.map(nameOf);
}

function nameOf({ variable }: { readonly variable: string }): string {
  return variable;
}
