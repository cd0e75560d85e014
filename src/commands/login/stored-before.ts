import type { App } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { type Credential, keyFingerprint } from "../../credentials/credential.ts";
import { type KeyLookup, lookUpStoredKey } from "../../credentials/lookup.ts";
import { scopeNoun } from "../../messages/key.ts";
import { explainChangeFailure } from "../../messages/key-failures.ts";
import type { AccessReport } from "../../scopes/access-report.ts";
import type { Grant } from "../../scopes/grant.ts";

/** Finds what is stored for a profile. Ends the command where no key could be stored either, before one is asked for. */
export async function findStored(app: App): Promise<KeyLookup> {
  const found = await lookUpStoredKey(app);
  if (found.ok) return found;
  const { failure } = found;
  if (failure.kind !== "unreachable" && failure.kind !== "library-missing") return found;
  throw new CommandError(
    `${explainChangeFailure(failure, app, "store")} No key was asked for, because it could not be stored.`,
    ExitCode.failed,
  );
}

/** Says before a key is asked for that there is one already. */
export async function explainStored(app: App, stored: Credential): Promise<string> {
  const { connector, profile } = app;
  const key = nameKey(app, stored, await readGrant(app, stored));
  return `${connector.title}, profile ${profile}, has ${key} already. The new one replaces it. To keep both, press Ctrl-C and add --profile and a name.`;
}

/** Says what became of the key that was stored before. To be called before its grant is forgotten. */
export async function explainReplaced(
  app: App,
  before: Credential,
  now: Credential,
  { scopes }: AccessReport,
): Promise<string> {
  const { title, keyGuide } = app.connector;
  const isElsewhere = before.baseUrl.href !== now.baseUrl.href;
  if (before.secret.equals(now.secret) && !isElsewhere) return "It is the key that was stored before.";
  const found = nameKey(app, now, new Map(scopes.map(({ name, state }) => [name, state])));
  const old = nameKey(app, before, await readGrant(app, before));
  const where = isElsewhere ? `, which was for ${before.baseUrl.host}` : "";
  return `${found.replace(/^t/, "T")} replaces ${old}${where}. The old one still works: revoke it in ${title} under ${keyGuide.menu}.`;
}

/** Such as "the key ending in 7f3a (scopes: orders, products)". */
function nameKey({ connector }: App, { secret }: Credential, grant: Grant | undefined): string {
  const ending = secret.lastFour === "" ? "" : ` ending in ${secret.lastFour}`;
  return `the key${ending}${heldScopes(connector, grant)}`;
}

function heldScopes(connector: App["connector"], grant: Grant | undefined): string {
  const states = [...(grant ?? [])];
  if (states.every(([, state]) => state === "unknown")) return "";
  const held = states.filter(([, state]) => state === "granted").map(([name]) => name);
  if (held.length === 0) return ` (no ${scopeNoun(connector, 1)})`;
  return ` (${scopeNoun(connector, held.length)}: ${held.join(", ")})`;
}

/** What was last known of it; undefined where nothing is. */
async function readGrant({ connector, grants }: App, key: Credential): Promise<Grant | undefined> {
  return (await grants.read(connector, await keyFingerprint(key)))?.grant;
}
