import { openApp, type Selection } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { type KeptToken, keepToken, renewToken, showToken } from "../../credentials/token/http-token.ts";
import type { Output } from "../../terminal/output.ts";
import { chooseKey } from "../choose-key.ts";
import { explainNoToken, TOKEN_VARIABLES, tokenPlace } from "./token.ts";

interface HttpTokenOptions extends Selection {
  /** Make another, which takes the place of the one that was kept. */
  readonly renew?: boolean | undefined;
}

/** Prints the token that clients of `keyscope serve --http` send, and nothing else on standard output. */
export async function httpToken(options: HttpTokenOptions, output: Output): Promise<ExitCode> {
  const app = await openApp(await chooseKey(options, { verb: "http-token" }));
  const place = tokenPlace(app);
  const kept = await (options.renew === true ? renewToken(place) : keepToken(place));
  if (kept.kind !== "token") throw new CommandError(explainNoToken(kept), ExitCode.failed);
  output.out([showToken(kept.secret)]);
  if (options.renew === true) output.err(sayRenewed(kept));
  const isSet = TOKEN_VARIABLES.find((variable) => (app.environment[variable] ?? "") !== "");
  if (isSet !== undefined)
    output.err(`${isSet} is set here: a server that is started with it takes that token instead.`);
  if (process.stdout.isTTY === true) {
    output.err("Clients send it in the header Authorization, as Bearer TOKEN. Whoever has it can ask with your key.");
  }
  return ExitCode.done;
}

function sayRenewed({ isTold }: KeptToken): string {
  return isTold
    ? "A server that is running takes this one from now on, and no other."
    : "A server that is running could not be told and goes on taking the old one: start it again.";
}
