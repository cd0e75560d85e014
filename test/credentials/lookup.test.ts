// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders as people leave them
import { describe, expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Keychain, ReadOutcome } from "../../src/credentials/keychain/outcome.ts";
import { lookUpKey, storeKey } from "../../src/credentials/lookup.ts";
import { Secret } from "../../src/credentials/secret.ts";

const store = "Secret Service";

/** A keychain that answers every account alike and counts how often it is asked. */
function answering(answer: ReadOutcome): Keychain & { asked: string[] } {
  const asked: string[] = [];
  return {
    store,
    asked,
    read: async (account) => {
      asked.push(account);
      return answer;
    },
    write: async () => ({ kind: "written", store }),
    remove: async () => ({ kind: "removed", store }),
  };
}

const STORED = '{"v":1,"baseUrl":"https://app.setpilot.io/api/v2/","secret":"spa_sk_stored_1234"}';
const full = () => answering({ kind: "found", value: STORED });
const empty = () => answering({ kind: "none" });

async function look(env: Record<string, string>, keychain: Keychain, profile = "default") {
  const found = await lookUpKey(setpilot, profile, { env, keychain });
  if (!found.ok) return { problem: found.problem, notes: found.notes };
  const { secret, baseUrl, source } = found.credential;
  return { key: secret.reveal(), url: baseUrl.href, from: source.kind, notes: found.notes };
}

const fromKeychain = {
  key: "spa_sk_stored_1234",
  url: "https://app.setpilot.io/api/v2/",
  from: "keychain",
  notes: [],
};

describe("lookUpKey", () => {
  it("takes the environment first and leaves the keychain alone", async () => {
    const keychain = full();
    expect(await look({ SETPILOT_API_KEY: " spa_sk_env_1234\n" }, keychain)).toEqual({
      key: "spa_sk_env_1234",
      url: "https://app.setpilot.io/api/v2/",
      from: "environment",
      notes: [],
    });
    expect(keychain.asked).toEqual([]);
  });

  it("asks the keychain once when the environment has nothing", async () => {
    const keychain = full();
    expect(await look({ SETPILOT_API_KEY: "" }, keychain)).toEqual(fromKeychain);
    expect(keychain.asked).toEqual(["setpilot:default"]);
  });

  it("keeps the environment for profile default, and says so", async () => {
    const keychain = full();
    const env = { SETPILOT_API_KEY: "spa_sk_env_1234", SETPILOT_BASE_URL: "https://evil.test/" };
    expect(await look(env, keychain, "second")).toEqual({
      ...fromKeychain,
      notes: [{ kind: "variable-not-for-profile", variable: "SETPILOT_API_KEY", profile: "second" }],
    });
    expect(keychain.asked).toEqual(["setpilot:second"]);
  });

  it("sends an environment key to the address of the environment", async () => {
    const env = { SETPILOT_API_KEY: "spa_sk_env_1234", SETPILOT_BASE_URL: "http://127.0.0.1:8080/api" };
    expect(await look(env, empty())).toMatchObject({ from: "environment", url: "http://127.0.0.1:8080/api/" });
  });

  it.each([
    ["http://a.test/", "insecure"],
    ["https://u:p@a.test/", "user-info"],
    ["https://a.test/?x", "query"],
  ])("refuses the address %s for an environment key", async (url, reason) => {
    const source = { kind: "environment", variables: ["SETPILOT_BASE_URL"] };
    const found = await look({ SETPILOT_API_KEY: "spa_sk_env_1234", SETPILOT_BASE_URL: url }, full());
    expect(found).toEqual({ problem: { kind: "bad-base-url", source, reason }, notes: [] });
  });

  it("never lets the environment move a stored key, and says when it would", async () => {
    const note = { kind: "base-url-ignored", variable: "SETPILOT_BASE_URL", stored: fromKeychain.url };
    expect(await look({ SETPILOT_BASE_URL: "https://evil.test/" }, full())).toEqual({
      ...fromKeychain,
      notes: [{ ...note, found: "https://evil.test/" }],
    });
    expect(await look({ SETPILOT_BASE_URL: "https://u:p@evil.test/" }, full())).toEqual({
      ...fromKeychain,
      notes: [{ ...note, found: undefined }],
    });
    expect(await look({ SETPILOT_BASE_URL: "https://app.setpilot.io/api/v2" }, full())).toEqual(fromKeychain);
  });

  it("counts a placeholder as absent, and reports it when nothing else is found", async () => {
    const env = { SETPILOT_API_KEY: "${SETPILOT_API_KEY}" };
    const note = { kind: "placeholder", variable: "SETPILOT_API_KEY", text: "${SETPILOT_API_KEY}" };
    expect(await look(env, full())).toEqual({ ...fromKeychain, notes: [note] });
    expect(await look(env, empty())).toEqual({ problem: note, notes: [note] });
    expect(await look(env, answering({ kind: "locked", store }))).toEqual({
      problem: { kind: "locked", store },
      notes: [note],
    });
    const address = { SETPILOT_API_KEY: "spa_sk_env_1234", SETPILOT_BASE_URL: "${SETPILOT_BASE_URL}" };
    expect(await look(address, empty())).toMatchObject({
      url: "https://app.setpilot.io/api/v2/",
      notes: [{ kind: "placeholder", variable: "SETPILOT_BASE_URL" }],
    });
  });

  it("names a key that no header can carry", async () => {
    const keychain = full();
    const source = { kind: "environment", variables: ["SETPILOT_API_KEY"] };
    expect(await look({ SETPILOT_API_KEY: "spa_sk_a\u0000b" }, keychain)).toEqual({
      problem: { kind: "unusable", source, reason: "control-character" },
      notes: [],
    });
    expect(keychain.asked).toEqual([]);
  });

  it("passes the keychain's trouble on, and names a damaged or tampered entry", async () => {
    expect(await look({}, empty())).toEqual({ problem: { kind: "none" }, notes: [] });
    const missing = { kind: "library-missing", store, detail: "x" } as const;
    expect(await look({}, answering(missing))).toEqual({ problem: missing, notes: [] });
    expect(await look({}, answering({ kind: "found", value: "hello" }))).toEqual({
      problem: { kind: "damaged", store, reason: "not-ours" },
      notes: [],
    });
    const tampered = STORED.replace("https://app.setpilot.io", "http://evil.test");
    expect(await look({}, answering({ kind: "found", value: tampered }))).toEqual({
      problem: { kind: "bad-base-url", source: { kind: "keychain", store }, reason: "insecure" },
      notes: [],
    });
  });
});

it("stores key, origin and settings as one entry", async () => {
  const written: string[] = [];
  const keychain: Keychain = {
    ...empty(),
    write: async (...entry) => {
      written.push(...entry);
      return { kind: "written", store };
    },
  };
  const key = {
    secret: new Secret("spa_sk_new_1234"),
    baseUrl: new URL("https://a.test/api/"),
    form: setpilot.keyForms[0],
    settings: { privacy: "masked" },
  } as const;
  await storeKey(keychain, setpilot, "second", key);
  expect(written).toEqual([
    "setpilot:second",
    '{"v":1,"baseUrl":"https://a.test/api/","secret":"spa_sk_new_1234","settings":{"privacy":"masked"}}',
  ]);
});
