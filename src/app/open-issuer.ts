import type { Authenticator } from "../auth/authenticator.ts";
import { explainTrouble } from "../auth/explain.ts";
import { isHeaderText, isIssuer, parsePublicUrl } from "../auth/public-url.ts";
import { findUncheckedCertificates } from "../credentials/tls-check.ts";
import { createHttpClient } from "../http/client.ts";
import { systemClock } from "../utils/time.ts";
import type { App } from "./app.ts";
import { CommandError, ExitCode } from "./exit-code.ts";

/** Whose tokens a server takes, as a person typed it. */
export interface IssuerSelection {
  readonly issuer?: string | undefined;
  readonly publicUrl?: string | undefined;
  readonly people?: string | undefined;
  readonly audience?: string | undefined;
  /** Separated by spaces. */
  readonly askScopes?: string | undefined;
}

/** Opens the identity provider that a person named; undefined where they named none. Throws where the words do not fit together. */
export async function openIssuerNamed(given: IssuerSelection, app: App): Promise<Authenticator | undefined> {
  const { issuer, audience } = given;
  if (issuer === undefined) {
    const needsIssuer = [audience, given.askScopes, given.people].some((option) => option !== undefined);
    if (needsIssuer) throw wrong("--people, --audience and --ask-scopes go with --issuer.");
    return undefined;
  }
  const options = { issuer: checkedIssuer(issuer, app.environment), ...readOptions(given) };
  const { MOST_ISSUER_BYTES, openIssuer } = await import("../auth/oauth/issuer.ts");
  return openIssuer({
    ...options,
    name: `Keyscope for ${app.connector.title}`,
    http: createHttpClient(app.environment, MOST_ISSUER_BYTES),
    clock: systemClock,
    onFailure: (failure) =>
      app.log("warn", `The keys of the identity provider could not be had. ${explainTrouble(failure)}`),
  });
}

function checkedIssuer(issuer: string, environment: NodeJS.ProcessEnv): string {
  if (!isIssuer(issuer)) {
    throw wrong(
      "--issuer must be the address of your identity provider as it names itself, such as https://login.example.com/realms/firm: https (http on this machine only), without login, query and fragment.",
    );
  }
  const unchecked = findUncheckedCertificates(environment);
  if (unchecked !== undefined && issuer.startsWith("https:")) {
    throw wrong(
      `${unchecked.variable} is 0, so anybody on the way could answer in the place of the identity provider and let themselves in. Unset it; for a certificate of your own set NODE_EXTRA_CA_CERTS to its file.`,
    );
  }
  return issuer;
}

function readOptions({ publicUrl, people, audience, askScopes = "" }: IssuerSelection) {
  if (publicUrl === undefined) {
    throw wrong(
      "--issuer needs --public-url, the address that clients are given, such as https://keyscope.example.com/mcp. Tokens must be for it.",
    );
  }
  const url = readPublicUrl(publicUrl);
  if (people === undefined) {
    throw wrong(
      "--issuer needs --people FILE, which says what each group may see. Without it everybody who can log in at the provider would see all that the key permits.",
    );
  }
  if (audience !== undefined && !isHeaderText(audience)) {
    throw wrong("--audience must be one word, as tokens of your identity provider have it in aud.");
  }
  const scopes = askScopes.split(/\s+/).filter((scope) => scope !== "");
  if (!scopes.every(isHeaderText)) throw wrong("--ask-scopes must be names of scopes, separated by spaces.");
  return { publicUrl: url, audience, scopes };
}

/** Reads the address that clients are given; ends the command where it cannot be one. */
export function readPublicUrl(text: string): URL {
  const parsed = parsePublicUrl(text);
  if (parsed.ok && isHeaderText(parsed.url.href)) return parsed.url;
  throw wrong(
    "--public-url must be the address that clients are given, such as https://keyscope.example.com/mcp: https (http on this machine only), without login, query and fragment.",
  );
}

function wrong(message: string): CommandError {
  return new CommandError(message, ExitCode.usage);
}
