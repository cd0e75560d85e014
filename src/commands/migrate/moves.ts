import { environmentOf, type PlaintextKey } from "../../clients/config/plaintext-keys.ts";
import { type Connector, type KeyForm, usualBaseUrl } from "../../connectors/schema/connector.ts";
import { type BaseUrlFailure, parseAddress } from "../../credentials/base-url.ts";
import type { ProfileSettings } from "../../credentials/credential.ts";
import { applyPrivacyVariable, USUAL_SETTINGS } from "../../credentials/profile.ts";
import type { Secret } from "../../credentials/secret.ts";
import type { FileWithKeys, OwnServer, ServerWithKeys } from "./find.ts";

/** A key that is to be moved into the keychain, and every place where it stands. */
export interface Move {
  readonly connector: Connector;
  readonly form: KeyForm;
  readonly secret: Secret;
  readonly address: KeyAddress;
  readonly keyring: OwnServer["keyring"];
  /** What the entries decided about personal data. */
  readonly privacy: ProfileSettings["privacy"];
  /**
   * Not for profile `default`: a file that came with a project names an address of its own, and whatever else uses
   * that profile would be sent there.
   */
  readonly isStrange: boolean;
  readonly spots: readonly { readonly server: ServerWithKeys; readonly key: PlaintextKey }[];
}

/** Where an entry sends its key. `none`: it names no address, and every customer has an own one. */
export type KeyAddress =
  | { readonly kind: "url"; readonly url: URL }
  | { readonly kind: "none" }
  | { readonly kind: "bad"; readonly reason: BaseUrlFailure };

/** The keys in entries of Keyscope's servers, each once, wherever it stands. */
export function movesIn(files: readonly FileWithKeys[]): readonly Move[] {
  const all = files.flatMap(({ servers }) => servers.flatMap(movesOf));
  const moves: Move[] = [];
  for (const next of all) {
    const at = moves.findIndex((move) => isSameKey(move, next));
    const same = moves[at];
    if (same === undefined) moves.push(next);
    else moves[at] = together(same, next);
  }
  return moves;
}

function movesOf(server: ServerWithKeys): Move[] {
  const { own, entry, scope, keys } = server;
  if (own === undefined) return [];
  const env = environmentOf(entry);
  return keys.flatMap((key) => {
    if (key.kind !== "key") return [];
    const { connector, form, secret } = key;
    const { environment } = connector;
    const address = addressOf(connector, env[environment.baseUrl] ?? "");
    const { settings } = applyPrivacyVariable(USUAL_SETTINGS, connector, env);
    const isStrange = scope === "project" && address.kind === "url" && address.url.href !== usualBaseUrl(connector);
    const found = { connector, form, secret, address, isStrange, privacy: settings.privacy };
    return [{ ...found, keyring: own.keyring, spots: [{ server, key }] }];
  });
}

function addressOf(connector: Connector, text: string): KeyAddress {
  if (text.trim() === "") {
    const usual = usualBaseUrl(connector);
    return usual === undefined ? { kind: "none" } : { kind: "url", url: new URL(usual) };
  }
  const parsed = parseAddress(connector.address, text);
  return parsed.ok ? { kind: "url", url: parsed.url } : { kind: "bad", reason: parsed.reason };
}

function isSameKey(one: Move, other: Move): boolean {
  return (
    one.connector.id === other.connector.id &&
    one.form.id === other.form.id &&
    one.keyring === other.keyring &&
    one.secret.equals(other.secret) &&
    JSON.stringify(one.address) === JSON.stringify(other.address)
  );
}

function together(one: Move, other: Move): Move {
  return {
    ...one,
    privacy: one.privacy === "masked" ? "masked" : other.privacy,
    isStrange: one.isStrange && other.isStrange,
    spots: [...one.spots, ...other.spots],
  };
}

/** What a person calls the key, such as "Setpilot API key ending in 7f3a". */
export function keyTitle({ connector, form, secret }: Pick<Move, "connector" | "form" | "secret">): string {
  const ending = secret.lastFour === "" ? "" : ` ending in ${secret.lastFour}`;
  return `${connector.title} ${form.name}${ending}`;
}
