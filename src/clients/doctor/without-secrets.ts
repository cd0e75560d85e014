import { findNamedKeys } from "../../credentials/looks-secret.ts";
import { redact } from "../../credentials/redact.ts";
import type { Secret } from "../../credentials/secret.ts";
import type { ServerTrial } from "./try-server.ts";

/** Whatever a server wrote, no key of its environment or of its entry passes. */
export function withoutSecrets(
  trial: ServerTrial,
  env: Readonly<Record<string, string>>,
  known: readonly Secret[],
): ServerTrial {
  const secrets = [...known, ...findNamedKeys(env)];
  const clean = (text: string) => secrets.reduce(redact, text);
  const cleaned = (text: string | undefined) => (text === undefined ? undefined : clean(text));
  switch (trial.kind) {
    case "cannot-start":
      return trial;
    case "answered":
      return { ...trial, access: cleaned(trial.access), stray: cleaned(trial.stray) };
    case "ended":
    case "no-answer":
      return { ...trial, said: clean(trial.said), stray: cleaned(trial.stray) };
    default:
      return trial satisfies never;
  }
}
