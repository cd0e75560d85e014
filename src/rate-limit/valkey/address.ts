import { decodePercent } from "../../utils/decode-percent.ts";
import { codeOf } from "../../utils/error-code.ts";
import { getOwn } from "../../utils/own.ts";

/** Where the server is. The password is in no text that is made of this. */
export interface ValkeyAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Its number on the server. */
  readonly database: number;
  /** As a person reads it, such as "cache.internal:6379". */
  readonly name: string;
}

/** Where an address may stand, as a person writes it. */
export type AddressSource = "--store" | "KEYSCOPE_STORE_URL" | "KEYSCOPE_STORE_URL_FILE";

/** What is wrong with an address. It never holds the address itself, in which a password may be. */
export type AddressProblem =
  | { readonly kind: "several"; readonly sources: readonly AddressSource[] }
  | { readonly kind: "password-in-argument" }
  | { readonly kind: "unreadable-file"; readonly path: string; readonly code: string | undefined }
  | { readonly kind: "not-an-address"; readonly source: AddressSource }
  | { readonly kind: "scheme"; readonly source: AddressSource }
  | { readonly kind: "parameters"; readonly source: AddressSource }
  | { readonly kind: "database"; readonly source: AddressSource };

export type AddressLookup =
  | { readonly ok: true; readonly address: ValkeyAddress | undefined }
  | { readonly ok: false; readonly problem: AddressProblem };

/** Both names of the protocol, and whether it goes through TLS. */
const SCHEMES: Readonly<Record<string, boolean>> = {
  "valkey:": false,
  "valkeys:": true,
  "redis:": false,
  "rediss:": true,
};
const PORT = 6379;

export interface AddressSources {
  /** What was given with `--store`. */
  readonly argument: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Gives a file's text, or throws the system's error. */
  readonly readFile: (path: string) => string;
}

/** Finds the server's address, which may be given in one of three places; undefined where there is none. */
export function findAddress({ argument, environment, readFile }: AddressSources): AddressLookup {
  const given: readonly (readonly [AddressSource, string | undefined])[] = [
    ["--store", argument],
    ["KEYSCOPE_STORE_URL", environment["KEYSCOPE_STORE_URL"]],
    ["KEYSCOPE_STORE_URL_FILE", environment["KEYSCOPE_STORE_URL_FILE"]],
  ];
  const found = given.flatMap(([source, text]) => (text === undefined || text === "" ? [] : [{ source, text }]));
  const [first] = found;
  if (first === undefined) return { ok: true, address: undefined };
  if (found.length > 1) return refuse({ kind: "several", sources: found.map(({ source }) => source) });
  if (first.source !== "KEYSCOPE_STORE_URL_FILE") return parseAddress(first.text, first.source);
  try {
    return parseAddress(readFile(first.text), first.source);
  } catch (error) {
    return refuse({ kind: "unreadable-file", path: first.text, code: codeOf(error) });
  }
}

function parseAddress(text: string, source: AddressSource): AddressLookup {
  const trimmed = text.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  const tls = url === undefined ? undefined : getOwn(SCHEMES, url.protocol);
  if (source === "--store" && looksLikePassword(trimmed)) return refuse({ kind: "password-in-argument" });
  if (url === undefined) return refuse({ kind: "not-an-address", source });
  if (tls === undefined) return refuse({ kind: "scheme", source });
  if (url.hostname === "") return refuse({ kind: "not-an-address", source });
  if (url.search !== "" || url.hash !== "") return refuse({ kind: "parameters", source });
  const [, digits] = /^\/?(\d{0,5})$/.exec(url.pathname) ?? [];
  if (digits === undefined) return refuse({ kind: "database", source });
  const host = decodePercent(url.hostname).replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? PORT : Number(url.port);
  const address: ValkeyAddress = {
    host,
    port,
    tls,
    user: decodePercent(url.username) || undefined,
    password: decodePercent(url.password) || undefined,
    database: Number(digits),
    name: `${url.hostname}:${port}`,
  };
  return { ok: true, address };
}

/** Something between a colon and an "@": also where the rest cannot be read, because the password has a slash. */
function looksLikePassword(text: string): boolean {
  return /:[^@]+@/.test(text.replace(/^[a-z]+:\/\//i, ""));
}

function refuse(problem: AddressProblem): AddressLookup {
  return { ok: false, problem };
}
