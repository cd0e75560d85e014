import type { App } from "../../app/app.ts";
import { type Credential, keyFingerprint } from "../../credentials/credential.ts";
import type { KeychainFailure } from "../../credentials/keychain/keychain.ts";
import { type KeyLookup, lookUpStoredKey } from "../../credentials/lookup.ts";
import { type ForgetOutcome, removeKey, type StoreOutcome, storeKey } from "../../credentials/stored-key.ts";
import { removeTables } from "../../tables/disk/cache.ts";

/**
 * Stores a key that was tried. What trying it left behind goes where it is not kept, and with a key that it replaces
 * what was known and read with that.
 * @param before the key that is stored for this profile
 */
export async function keepKey(app: App, key: Credential, before: Credential | undefined): Promise<StoreOutcome> {
  const isSame = before !== undefined && (await keyFingerprint(before)) === (await keyFingerprint(key));
  const stored = await storeKey(app, key);
  if (isSame) return stored;
  if (stored.kind !== "written") await app.grants.remove(await keyFingerprint(key));
  else if (before !== undefined) await forget(app, before);
  return stored;
}

/** Removes the stored key, and then what was known and read with it. Rows go even where the keychain does not let go of the key. */
export async function dropKey(app: App): Promise<ForgetOutcome> {
  const stored = await lookUpStoredKey(app);
  const removed = whyOutOfReach(stored) ?? (await removeKey(app));
  const isGone = removed.kind === "removed" || removed.kind === "nothing-there";
  await forget(app, isGone && stored.ok ? stored.credential : undefined);
  return removed;
}

/** A keychain that cannot be reached is not asked again: each time can take seconds. */
function whyOutOfReach(stored: KeyLookup): KeychainFailure | undefined {
  if (stored.ok) return undefined;
  const { failure } = stored;
  return failure.kind === "unreachable" || failure.kind === "library-missing" ? failure : undefined;
}

/** Servers that run were told before, so that none of them writes it anew. */
async function forget({ grants, rowsFolder, connector, profile }: App, key: Credential | undefined): Promise<void> {
  if (key !== undefined) await grants.remove(await keyFingerprint(key));
  await removeTables(rowsFolder, connector.id, profile);
}
