import type { Answer } from "../answers/answer.ts";
import type { Connector } from "../connectors/schema/connector.ts";
import { type Credential, pseudonymKey } from "../credentials/credential.ts";
import type { Clean } from "../utils/clean-text.ts";

/** An answer as it may leave: with personal data masked where the profile asks for that. */
export interface MaskedAnswer {
  readonly answer: Answer;
  /** Values that were masked. */
  readonly masked: number;
}

/** Hides personal data before anything of an API's answer leaves. */
export interface Privacy {
  /** For words of the API that are no answer: messages of errors, titles of pages. */
  readonly words: Clean;
  /** `path` is the endpoint's. */
  readonly mask: (answer: Answer, path: string) => MaskedAnswer;
}

/** A connector with the key in use. */
interface Keyed {
  readonly connector: Connector;
  readonly credential: Credential;
}

/** What the profile's setting asks for; undefined where personal data is shown, so that nothing is loaded for it. */
export async function privacyOf({ connector, credential }: Keyed): Promise<Privacy | undefined> {
  switch (credential.settings.privacy) {
    case "shown":
      return undefined;
    case "masked": {
      const [{ createMask, maskAnswer, maskWords }, key] = await Promise.all([
        import("./mask-answer.ts"),
        pseudonymKey(credential),
      ]);
      const mask = createMask(key, connector.personalData?.fields);
      return {
        words: (text) => maskWords(text, mask),
        mask: (answer, path) => maskAnswer(answer, mask, path),
      };
    }
    default:
      return credential.settings.privacy satisfies never;
  }
}
