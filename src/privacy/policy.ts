import type { Connector } from "../connectors/schema/connector.ts";
import { type Credential, pseudonymKey } from "../credentials/credential.ts";
import type { Privacy } from "./mask-answer.ts";

/** A connector with the key in use. */
interface Keyed {
  readonly connector: Connector;
  readonly credential: Credential;
}

/**
 * What the profile's setting asks for; undefined where personal data is shown, so that nothing is loaded for it.
 * @param isMasked whether it is masked for whoever asks, whatever the setting
 */
export async function privacyOf({ connector, credential }: Keyed, isMasked = false): Promise<Privacy | undefined> {
  if (credential.settings.privacy === "shown" && !isMasked) return undefined;
  const [{ createPrivacy }, key] = await Promise.all([import("./mask-answer.ts"), pseudonymKey(credential)]);
  return createPrivacy(key, connector.personalData?.fields);
}
