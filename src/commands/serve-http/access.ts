import type { App } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { type IssuerSelection, openIssuerNamed } from "../../app/open-issuer.ts";
import type { Authenticator } from "../../auth/authenticator.ts";
import { createStaticToken } from "../../auth/static-token.ts";
import { KERNEL_KEYRING } from "../../credentials/keychain/keychain.ts";
import type { Secret } from "../../credentials/secret.ts";
import { hasHash, hashOf } from "../../credentials/token/same-secret.ts";
import { type Address, isLoopback } from "../../http-server/address.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { followKeptToken, givenToken, TOKEN_VARIABLES, tokenPlace } from "./token.ts";

/** Who is let in, and what whoever starts the server is told of it. */
export interface Access {
  readonly authenticator: Authenticator;
  /** What must be in no line of the log: the one token, where there is one. */
  readonly secret: Secret | undefined;
  /** Who is let in, as the end of a sentence, and what they need. */
  readonly whom: string;
  readonly hint: string;
}

/** How somebody is let in, as a person typed it, and where the server listens. */
interface AccessOptions extends IssuerSelection {
  readonly address: Address;
}

/** @param onRenewed hears that another token holds: who came in with the old one has to go */
export async function openAccess(app: App, options: AccessOptions, onRenewed: () => void): Promise<Access> {
  const { address } = options;
  const given = givenToken(app.environment);
  const issuer = await openIssuerNamed(options, app);
  if (issuer !== undefined) {
    if (given !== undefined) throw new CommandError(BOTH, ExitCode.usage);
    const whom = `people who log in at ${options.issuer}`;
    return { authenticator: issuer, secret: undefined, whom, hint: "Their clients find the way there by themselves." };
  }
  if (given !== undefined) {
    const hash = hashOf(given);
    const authenticator = createStaticToken((token) => hasHash(token, hash));
    return {
      authenticator,
      secret: given,
      whom: TOKEN_HOLDERS,
      hint: 'Clients send it in the header "Authorization: Bearer TOKEN".',
    };
  }
  if (!isLoopback(address)) throw new CommandError(explainNobodyMay(address), ExitCode.usage);
  const { secret, inForce } = await followKeptToken(tokenPlace(app), onRenewed);
  const { connector, profile, keychain } = app;
  const words = [connector.id, ...(profile === "default" ? [] : ["--profile", profile])];
  if (keychain.store === KERNEL_KEYRING) words.push("--keyring", "kernel");
  const command = ownCommand(`http-token ${words.join(" ")}`);
  const hint = `\`${command}\` prints it; clients send it in the header "Authorization: Bearer TOKEN".`;
  return { authenticator: createStaticToken(inForce.isRight), secret, whom: TOKEN_HOLDERS, hint };
}

const TOKEN_HOLDERS = "whoever has the token";

const BOTH = `With --issuer people log in at the identity provider, and ${TOKEN_VARIABLES[0]} would let everybody in who has that token. Unset it (or ${TOKEN_VARIABLES[1]}), or leave --issuer out.`;

function explainNobodyMay({ host }: Address): string {
  const [variable, fileVariable] = TOKEN_VARIABLES;
  return `Other machines could ask at ${host}, so it must be said who may. For one token that all clients share set ${variable}, or ${fileVariable} to a file that holds it. For people who log in at your own identity provider use --issuer URL, --public-url URL and --people FILE. Without either leave the address out: then only programs of this machine can ask.`;
}
