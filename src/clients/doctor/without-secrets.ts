import { redact } from "../../credentials/redact.ts";
import { Secret } from "../../credentials/secret.ts";
import type { ServerTrial } from "./try-server.ts";

const SECRET_NAME = /KEY|SECRET|TOKEN|PASSWORD/i;
/** A shorter value is no key, and would be found in ordinary words. */
const SHORTEST_SECRET = 8;

/** Whatever a server wrote, no key of its environment or of its entry passes. */
export function withoutSecrets(
  trial: ServerTrial,
  env: Readonly<Record<string, string>>,
  known: readonly Secret[],
): ServerTrial {
  const named = Object.entries(env).filter(
    ([name, value]) => SECRET_NAME.test(name) && value.length >= SHORTEST_SECRET,
  );
  const secrets = [...known, ...named.map(([, value]) => new Secret(value))];
  const clean = (text: string) => secrets.reduce(redact, text);
  const written = { said: clean(trial.said), stray: trial.stray && clean(trial.stray) };
  if (trial.kind !== "answered" || trial.diagnosis === undefined) return { ...trial, ...written };
  return { ...trial, ...written, diagnosis: { ...trial.diagnosis, text: clean(trial.diagnosis.text) } };
}
