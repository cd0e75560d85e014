import { rm } from "node:fs/promises";
import { join } from "node:path";
import { array, type infer as Infer, literal, object, string } from "zod";
import type { Connector } from "../connectors/schema/connector.ts";
import { readRegularFile } from "../utils/read-file.ts";
import { keepFile } from "../utils/replace-file.ts";
import { type Grant, scopesIn } from "./grant.ts";

const VERSION = 1;

/** In bytes; a grant has a few hundred. */
const LARGEST = 1_000_000;

const fileSchema = object({
  version: literal(VERSION),
  connector: string(),
  granted: array(string()),
  denied: array(string()),
  checkedAt: string(),
});

/** A grant as it was found out at some moment. */
export interface KnownGrant {
  readonly grant: Grant;
  readonly checkedAt: Date;
}

/**
 * The grants found out last, on disk, so that a start needs no network. A file is named by the keyed hash of key
 * and origin (`keyFingerprint`) and holds scopes and a time: no secret. It is a cache: what cannot be read counts
 * as absent, and what cannot be written is done without.
 */
export interface GrantCache {
  read(connector: Connector, fingerprint: string): Promise<KnownGrant | undefined>;
  /** Whether it could be written. */
  write(connector: Connector, fingerprint: string, known: KnownGrant): Promise<boolean>;
  remove(fingerprint: string): Promise<void>;
}

/** The cache in a folder, which is made when first needed, for its owner only. Without a folder nothing is remembered. */
export function openGrantCache(folder: string | undefined): GrantCache {
  if (folder === undefined) return { read: async () => undefined, write: async () => false, remove: async () => {} };
  const fileOf = (fingerprint: string) => join(folder, `${fingerprint}.json`);
  return {
    async read(connector, fingerprint) {
      try {
        return parseKnownGrant(connector, readRegularFile(fileOf(fingerprint), LARGEST).toString());
      } catch {
        return undefined;
      }
    },
    write: (connector, fingerprint, known) => keepFile(fileOf(fingerprint), formatKnownGrant(connector, known)),
    async remove(fingerprint) {
      await rm(fileOf(fingerprint), { force: true }).catch(() => undefined);
    },
  };
}

function parseKnownGrant(connector: Connector, text: string): KnownGrant | undefined {
  const parsed = fileSchema.safeParse(JSON.parse(text));
  if (!parsed.success || parsed.data.connector !== connector.id) return undefined;
  const { granted, denied } = parsed.data;
  const checkedAt = new Date(parsed.data.checkedAt);
  if (Number.isNaN(checkedAt.getTime())) return undefined;
  const grant = new Map(
    connector.scopes.map(
      ({ name }) => [name, granted.includes(name) ? "granted" : denied.includes(name) ? "denied" : "unknown"] as const,
    ),
  );
  return { grant, checkedAt };
}

function formatKnownGrant(connector: Connector, known: KnownGrant): string {
  return JSON.stringify({
    version: VERSION,
    connector: connector.id,
    granted: scopesIn(known.grant, "granted"),
    denied: scopesIn(known.grant, "denied"),
    checkedAt: known.checkedAt.toISOString(),
  } satisfies Infer<typeof fileSchema>);
}
