import { connectors } from "../../../src/connectors/catalog/index.ts";
import { usualBaseUrl } from "../../../src/connectors/schema/connector.ts";
import { NO_CHANGES } from "../../../src/credentials/key-changes.ts";
import { openKeychain } from "../../../src/credentials/keychain/open-keychain.ts";
import { lookUpKey } from "../../../src/credentials/lookup.ts";
import { USUAL_SETTINGS } from "../../../src/credentials/profile.ts";
import { Secret } from "../../../src/credentials/secret.ts";
import { removeKey, storeKey } from "../../../src/credentials/stored-key.ts";

/** The process under test: does what its arguments say, prints one JSON array of outcomes. */
const [store, ...steps] = process.argv.slice(2);
const keychain = openKeychain({
  env: process.env,
  platform: process.platform,
  store: store === "kernel" ? "kernel" : "default",
});

async function step(words: string): Promise<unknown> {
  const [what = "", profile = "default", key = ""] = words.split(" ");
  const connector = connectors.find((one) => one.id === "setpilot");
  if (connector === undefined) throw new Error("no connector");
  if (what === "store") {
    const baseUrl = new URL(usualBaseUrl(connector) ?? "");
    const [form] = connector.keyForms;
    const place = { keychain, connector, profile, keyChanges: NO_CHANGES };
    return storeKey(place, { secret: new Secret(key), baseUrl, form, settings: USUAL_SETTINGS });
  }
  if (what === "remove") return removeKey({ keychain, connector, profile, keyChanges: NO_CHANGES });
  if (what === "write") return keychain.write(`setpilot:${profile}`, key);
  if (what === "read") return keychain.read(`setpilot:${profile}`);
  const started = performance.now();
  const found = await lookUpKey(connector, profile, { env: process.env, keychain });
  const milliseconds = performance.now() - started;
  const seen = found.ok
    ? {
        lastFour: found.credential.secret.lastFour,
        source: found.credential.source,
        url: found.credential.baseUrl.href,
      }
    : { failure: found.failure };
  return what === "time" ? { milliseconds } : { ...seen, notes: found.notes };
}

async function main(): Promise<void> {
  const outcomes: unknown[] = [];
  for (const words of steps) outcomes.push(await step(words));
  process.stdout.write(JSON.stringify(outcomes));
}

void main();
