import type { Answer } from "../answers/answer.ts";
import type { Connector } from "../connectors/schema/connector.ts";
import type { Credential } from "../credentials/credential.ts";
import { pseudonymKey } from "../credentials/headers.ts";
import { KERNEL_KEYRING } from "../credentials/keychain/keychain.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import type { Clean } from "../utils/clean-text.ts";

/** Hides personal data before anything of an API's answer is shown. */
export interface Privacy {
  /** For words of the API that are no answer: messages of errors, titles of pages. */
  readonly words: Clean;
  /** The answer as it may be shown, and a sentence for the assistant where that is not all. `path` is the endpoint's. */
  readonly answer: (answer: Answer, path: string) => { readonly answer: Answer; readonly notes: readonly string[] };
}

/** What the profile's setting asks for; undefined where personal data is shown, so that nothing is loaded for it. */
export async function privacyOf(connector: Connector, credential: Credential): Promise<Privacy | undefined> {
  switch (credential.settings.privacy) {
    case "shown":
      return undefined;
    case "masked": {
      const [{ createMask, maskAnswer, maskWords }, key] = await Promise.all([
        import("../privacy/mask-answer.ts"),
        pseudonymKey(credential),
      ]);
      const mask = createMask(key, connector.personalData?.fields);
      return {
        words: (text) => maskWords(text, mask),
        answer(shown, path) {
          const { answer, masked } = maskAnswer(shown, mask, path);
          return { answer, notes: masked === 0 ? [] : [maskedNote(connector, credential)] };
        },
      };
    }
    default:
      return credential.settings.privacy satisfies never;
  }
}

function maskedNote({ id, environment }: Connector, { profile, source }: Credential): string {
  const isDefault = profile === DEFAULT_PROFILE;
  const named = isDefault ? "" : ` --profile ${profile}`;
  // The variable masks as well, and what it hides no setting shows.
  const unless = isDefault ? `, unless ${environment.privacy} says otherwise` : "";
  const keyring = source.kind === "keychain" && source.store === KERNEL_KEYRING ? " --keyring kernel" : "";
  const how =
    source.kind === "environment"
      ? `by setting ${environment.privacy} to "shown"`
      : `with \`npx keyscope settings ${id}${named}${keyring} --privacy shown\`${unless}`;
  return `Personal data is masked: the same pseudonym is the same person. The person can change this ${how}.`;
}
