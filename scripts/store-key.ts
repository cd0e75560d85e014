import { defaultConnector } from "../src/connectors/catalog/index.ts";
import { openKeychain } from "../src/credentials/keychain/open-keychain.ts";
import { USUAL_SETTINGS } from "../src/credentials/profile.ts";
import { Secret } from "../src/credentials/secret.ts";
import { encodeStoredKey } from "../src/credentials/stored-key.ts";
import type { KeyringSession } from "../test/helpers/keyring-session.ts";

/** Puts a key of the default connector into the keychain as login does, but asks the API nothing. */
export async function storeKey({ env }: KeyringSession, profile: string, key: string, baseUrl: string): Promise<void> {
  const keychain = openKeychain({ env, platform: process.platform, store: "default" });
  const entry = encodeStoredKey(defaultConnector, {
    secret: new Secret(key),
    baseUrl: new URL(baseUrl),
    form: defaultConnector.keyForms[0],
    settings: USUAL_SETTINGS,
  });
  const written = await keychain.write(`${defaultConnector.id}:${profile}`, entry);
  if (written.kind !== "written") throw new Error(`The keychain did not take the key: ${written.kind}`);
}
