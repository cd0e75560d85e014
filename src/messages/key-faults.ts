import type { BaseUrlFailure } from "../credentials/base-url.ts";
import type { KeyTextFailure } from "../credentials/key-text.ts";
import type { UnreachableReason } from "../credentials/keychain/keychain.ts";

/** What is wrong with a key's text, to complete "it …". */
export function keyTextFailureClause(fault: KeyTextFailure): string {
  switch (fault) {
    case "white-space":
      return "contains spaces or line breaks";
    case "control-character":
      return "contains control characters";
    case "not-ascii":
      return "contains characters that are not plain letters, digits and signs";
    case "too-long":
      return "is far longer than any key";
    default:
      return fault satisfies never;
  }
}

/** What is wrong with a base URL, as a clause. */
export function baseUrlFailureClause(fault: BaseUrlFailure): string {
  switch (fault) {
    case "not-a-url":
      return "it is not a complete address such as https://app.example.com/api/";
    case "scheme":
      return "it must begin with https://";
    case "insecure":
      return "it must begin with https://, because over http:// anyone on the way could read the key (http is allowed only for this machine itself, such as http://127.0.0.1:8080/)";
    case "user-info":
      return "it must not contain a user name or password";
    case "query":
      return "it must not contain a question mark and what follows it";
    case "fragment":
      return "it must not contain a # and what follows it";
    default:
      return fault satisfies never;
  }
}

/** Why the keychain cannot be reached, to follow a colon. A sentence, or two with a remedy. */
export function unreachableText(reason: UnreachableReason): string {
  switch (reason) {
    case "no-bus":
      return "there is no D-Bus session for this user, as over SSH or in a container.";
    case "no-secret-service":
      return "no program that keeps passwords (GNOME Keyring, KWallet, KeePassXC) is running in this session.";
    case "no-default-keyring":
      return "it has no default keyring yet. Create one in your system's password program (Passwords and Keys, KWallet), or log in to the desktop once.";
    case "access-denied":
      return "the system or the person refused access.";
    case "timeout":
      return "it did not answer in time; perhaps it is asking you something in a window.";
    case "failed":
      return "it answered with an error.";
    default:
      return reason satisfies never;
  }
}
