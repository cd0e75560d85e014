import type { Connector, KeyForm, KeyPart } from "../../connectors/schema/connector.ts";
import { readEnvironmentKey } from "../../credentials/environment/environment-key.ts";
import { readKeyText } from "../../credentials/key-text.ts";
import { isKeyWithPrefix, splitWords } from "../../credentials/looks-secret.ts";
import type { Secret } from "../../credentials/secret.ts";
import { isVariable } from "../server-entry.ts";
import type { FoundServer } from "./servers.ts";

/** Where a key stands: the members that lead to it inside the server's entry, such as ["env", "SETPILOT_API_KEY"]. */
export interface KeySpot {
  readonly path: readonly string[];
  /** In the file, from 1. Where a file writes the text in an unusual way, the line of the server. */
  readonly line: number;
}

/** What an entry of a client's configuration holds of a connector's key. */
export type PlaintextKey = {
  readonly connector: Connector;
  readonly secret: Secret;
  readonly spots: readonly KeySpot[];
} & (
  | { readonly kind: "key"; readonly form: KeyForm }
  /** One of two parts: no use by itself, and a secret all the same. `missing`: what the product calls the rest. */
  | { readonly kind: "part"; readonly missing: string }
);

/**
 * The plaintext keys in one server's entry: what stands under a key's variable in `env`, and any word in any of the
 * entry's texts that begins as a connector's keys do. Placeholders such as `${SETPILOT_API_KEY}` are no keys. `text` is
 * the whole file, to tell lines.
 */
export function plaintextKeys(
  server: FoundServer,
  text: string,
  connectors: readonly Connector[],
): readonly PlaintextKey[] {
  const texts = textsIn(server.entry);
  const variables = new Set(connectors.flatMap(keyVariables));
  const others = texts.filter(({ path }) => !(isVariable(path) && variables.has(path[1] ?? "")));
  const spotAt = ({ path, value }: Text): KeySpot => ({
    path,
    line: lineOf(text, server.line, path.at(-1) ?? "", value),
  });
  return connectors.flatMap((connector) => {
    const found = connector.keyForms.flatMap((form) => [
      ...underVariables(connector, form, texts, spotAt),
      ...byPrefixes(connector, form, others, spotAt),
    ]);
    return found.reduce<readonly PlaintextKey[]>(withKey, []);
  });
}

/** What a person calls the place: "variable SETPILOT_API_KEY", "argument 3", "header Authorization". */
export function spotName({ path }: KeySpot): string {
  const [member = "", name = ""] = path;
  if (isVariable(path)) return `variable ${name}`;
  if (member === "args" || (member === "command" && path.length > 1)) return `argument ${Number(name) + 1}`;
  if (/headers$/i.test(member)) return `header ${name}`;
  return /url$/i.test(member) ? `address (${member})` : path.join(".");
}

interface Text {
  readonly path: readonly string[];
  readonly value: string;
}

type SpotAt = (text: Text) => KeySpot;

/** Every text of an entry: clients differ in what they call arguments, headers and addresses. */
function textsIn(value: unknown, path: readonly string[] = []): Text[] {
  if (typeof value === "string") return [{ path, value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => textsIn(member, [...path, name]));
}

function keyVariables({ keyForms }: Pick<Connector, "keyForms">): string[] {
  return keyForms.flatMap(({ parts }) => parts.map(({ variable }) => variable));
}

/** What stands under this form's variables, read as the server would read it. */
function underVariables(connector: Connector, form: KeyForm, texts: readonly Text[], spotAt: SpotAt): PlaintextKey[] {
  // A variable that names a key's file holds no key, and the file is not this command's to read.
  const variables = keyVariables({ keyForms: [form] });
  const set = texts.filter(({ path }) => isVariable(path) && variables.includes(path[1] ?? ""));
  const environment = Object.fromEntries(set.map(({ path, value }) => [path[1] ?? "", value]));
  const { found, incomplete } = readEnvironmentKey({ ...connector, keyForms: [form] }, environment);
  const spotsOf = (variables: readonly string[]) =>
    set.filter(({ path }) => variables.includes(path[1] ?? "")).map(spotAt);
  if (found?.kind === "key") {
    return [{ kind: "key", connector, form, secret: found.secret, spots: spotsOf(found.variables) }];
  }
  const [variable = ""] = incomplete?.set ?? [];
  const part = readKeyText(environment[variable] ?? "", variable);
  if (part.kind !== "key") return [];
  const parts: readonly KeyPart[] = form.parts;
  const missing = parts.filter((one) => incomplete?.missing.includes(one.variable)).map(({ label }) => label);
  const spots = spotsOf([variable]);
  return [{ kind: "part", connector, secret: part.secret, spots, missing: missing.join(" and ") }];
}

/** Words that begin as this form's parts do; of two parts the first of each belong together, then the second. */
function byPrefixes(connector: Connector, form: KeyForm, texts: readonly Text[], spotAt: SpotAt): PlaintextKey[] {
  const [firstPart, secondPart] = form.parts;
  const firsts = wordsOf(firstPart, texts, spotAt);
  if (secondPart === undefined) {
    return firsts.map(({ secret, spot }) => ({ kind: "key", connector, form, secret, spots: [spot] }));
  }
  const seconds = wordsOf(secondPart, texts, spotAt);
  return Array.from({ length: Math.max(firsts.length, seconds.length) }, (_, at): PlaintextKey[] => {
    const [first, second] = [firsts[at], seconds[at]];
    if (first !== undefined && second !== undefined) {
      const secret = first.secret.withSecond(second.secret);
      return [{ kind: "key", connector, form, secret, spots: [first.spot, second.spot] }];
    }
    const only = first ?? second;
    const missing = first === undefined ? firstPart.label : secondPart.label;
    return only === undefined ? [] : [{ kind: "part", connector, secret: only.secret, spots: [only.spot], missing }];
  }).flat();
}

function wordsOf({ prefix = "" }: KeyPart, texts: readonly Text[], spotAt: SpotAt) {
  const words = texts.flatMap((text) => splitWords(text.value).map((word) => ({ word, text })));
  return words.flatMap(({ word, text }) => {
    const read = isKeyWithPrefix(word, prefix) ? readKeyText(word) : undefined;
    return read?.kind === "key" ? [{ secret: read.secret, spot: spotAt(text) }] : [];
  });
}

/** The same key in several places of an entry is one key. */
function withKey(keys: readonly PlaintextKey[], next: PlaintextKey): readonly PlaintextKey[] {
  const same = keys.find((key) => key.secret.equals(next.secret));
  if (same === undefined) return [...keys, next];
  const spots = [...same.spots, ...next.spots];
  return keys.map((key) => (key === same ? { ...key, spots } : key));
}

/** The line that has the text, at best beside its name; looked for from the server on, then in the whole file. */
function lineOf(text: string, serverLine: number, name: string, value: string): number {
  const lines = text.split(/\r\n|\r|\n/);
  const spellings = [value, JSON.stringify(value).slice(1, -1)];
  const holdsValue = (line: string) => spellings.some((spelling) => line.includes(spelling));
  const found = [
    lines.findIndex((line, at) => at >= serverLine - 1 && line.includes(name) && holdsValue(line)),
    lines.findIndex((line, at) => at >= serverLine - 1 && holdsValue(line)),
    lines.findIndex(holdsValue),
  ].find((at) => at !== -1);
  return found === undefined ? serverLine : found + 1;
}
