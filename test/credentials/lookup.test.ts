// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders as people leave them
import { describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { setora } from "../../src/connectors/catalog/setora.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Connector } from "../../src/connectors/schema/connector.ts";
import type { Keychain, ReadOutcome } from "../../src/credentials/keychain/keychain.ts";
import { lookUpKey, lookUpStoredKey } from "../../src/credentials/lookup.ts";

const store = "Secret Service";

/** A keychain that answers every account alike and notes what it is asked. */
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

async function look(env: Record<string, string>, keychain: Keychain, connector: Connector, profile = "default") {
  const found = await lookUpKey(connector, profile, { env, keychain });
  if (!found.ok) return { failure: found.failure, notes: found.notes };
  const { secret, baseUrl, source, form, settings } = found.credential;
  return { key: secret.reveal(), url: baseUrl.href, source, form: form.id, settings, notes: found.notes };
}

const usual = { form: "key", settings: { privacy: "shown" }, notes: [] };
const fromKeychain = {
  ...usual,
  key: "spa_sk_stored_1234",
  url: "https://app.setpilot.io/api/v2/",
  source: { kind: "keychain", store },
};

describe("a key of one part", () => {
  const lookSetpilot = (env: Record<string, string>, keychain: Keychain, profile?: string) =>
    look(env, keychain, setpilot, profile);

  it("comes from the environment first, which leaves the keychain alone", async () => {
    const keychain = full();
    expect(await lookSetpilot({ SETPILOT_API_KEY: " spa_sk_env_1234\n" }, keychain)).toEqual({
      ...usual,
      key: "spa_sk_env_1234",
      url: "https://app.setpilot.io/api/v2/",
      source: { kind: "environment", variables: ["SETPILOT_API_KEY"] },
    });
    expect(keychain.asked).toEqual([]);
  });

  it("comes from the keychain, which is asked once, when the environment has nothing", async () => {
    const keychain = full();
    expect(await lookSetpilot({ SETPILOT_API_KEY: "" }, keychain)).toEqual(fromKeychain);
    expect(keychain.asked).toEqual(["setpilot:default"]);
  });

  it("is not even looked for in the keychain where certificates are not checked", async () => {
    const keychain = full();
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    const failure = { kind: "unchecked-certificates", variable: "NODE_TLS_REJECT_UNAUTHORIZED" };
    expect(await lookSetpilot(env, keychain)).toEqual({ failure, notes: [] });
    expect(await lookSetpilot(env, keychain, "second")).toEqual({ failure, notes: [] });
    const half = { ...env, EBIZ_CONSUMER_KEY: "ck_1234567890" };
    expect(await look(half, keychain, ebiz)).toMatchObject({ failure, notes: [{ kind: "incomplete" }] });
    expect(keychain.asked).toEqual([]);
    expect(await lookSetpilot({ ...env, SETPILOT_API_KEY: "spa_sk_env_1234" }, keychain)).toMatchObject({
      key: "spa_sk_env_1234",
    });
    for (const value of ["1", "", "false", "00"]) {
      expect(await lookSetpilot({ NODE_TLS_REJECT_UNAUTHORIZED: value }, keychain)).toEqual(fromKeychain);
    }
  });

  it("comes from the keychain whatever the environment says, where only what is stored counts", async () => {
    const found = await lookUpStoredKey({ connector: setpilot, profile: "default", keychain: full() });
    expect(found.ok && found.credential.secret.reveal()).toBe("spa_sk_stored_1234");
  });

  it("of the environment is for profile default, and that is said", async () => {
    const keychain = full();
    const env = { SETPILOT_API_KEY: "spa_sk_env_1234", SETPILOT_BASE_URL: "https://evil.test/" };
    expect(await lookSetpilot(env, keychain, "second")).toEqual({
      ...fromKeychain,
      notes: [{ kind: "variable-not-for-profile", variable: "SETPILOT_API_KEY", profile: "second" }],
    });
    expect(keychain.asked).toEqual(["setpilot:second"]);
  });

  it("of the environment is sent to the address of the environment", async () => {
    const env = { SETPILOT_API_KEY: "spa_sk_env_1234", SETPILOT_BASE_URL: "http://127.0.0.1:8080/api" };
    const source = { kind: "environment" };
    expect(await lookSetpilot(env, empty())).toMatchObject({ source, url: "http://127.0.0.1:8080/api/" });
  });

  it.each([
    ["http://a.test/", "insecure"],
    ["https://u:p@a.test/", "user-info"],
    ["https://a.test/?x", "query"],
  ])("of the environment is not sent to %s", async (url, reason) => {
    const source = { kind: "environment", variables: ["SETPILOT_BASE_URL"] };
    const found = await lookSetpilot({ SETPILOT_API_KEY: "spa_sk_env_1234", SETPILOT_BASE_URL: url }, full());
    expect(found).toEqual({ failure: { kind: "bad-base-url", source, reason }, notes: [] });
  });

  it("that is stored is never moved by the environment, and it is said when it would be", async () => {
    const note = { kind: "base-url-ignored", variable: "SETPILOT_BASE_URL", stored: fromKeychain.url };
    expect(await lookSetpilot({ SETPILOT_BASE_URL: "https://evil.test/" }, full())).toEqual({
      ...fromKeychain,
      notes: [{ ...note, found: "https://evil.test/" }],
    });
    expect(await lookSetpilot({ SETPILOT_BASE_URL: "https://u:p@evil.test/" }, full())).toEqual({
      ...fromKeychain,
      notes: [{ ...note, found: undefined }],
    });
    expect(await lookSetpilot({ SETPILOT_BASE_URL: "https://app.setpilot.io/api/v2" }, full())).toEqual(fromKeychain);
  });

  it("is absent where there is a placeholder, which is reported when nothing else is found", async () => {
    const env = { SETPILOT_API_KEY: "${SETPILOT_API_KEY}" };
    const note = { kind: "placeholder", variable: "SETPILOT_API_KEY", text: "${SETPILOT_API_KEY}" };
    expect(await lookSetpilot(env, full())).toEqual({ ...fromKeychain, notes: [note] });
    expect(await lookSetpilot(env, empty())).toEqual({ failure: note, notes: [note] });
    expect(await lookSetpilot(env, answering({ kind: "locked", store }))).toEqual({
      failure: { kind: "locked", store },
      notes: [note],
    });
    const address = { SETPILOT_API_KEY: "spa_sk_env_1234", SETPILOT_BASE_URL: "${SETPILOT_BASE_URL}" };
    expect(await lookSetpilot(address, empty())).toMatchObject({
      url: "https://app.setpilot.io/api/v2/",
      notes: [{ kind: "placeholder", variable: "SETPILOT_BASE_URL" }],
    });
  });

  it("is named where no header can carry it", async () => {
    const keychain = full();
    const source = { kind: "environment", variables: ["SETPILOT_API_KEY"] };
    expect(await lookSetpilot({ SETPILOT_API_KEY: "spa_sk_a\u0000b" }, keychain)).toEqual({
      failure: { kind: "unusable", source, reason: "control-character" },
      notes: [],
    });
    expect(keychain.asked).toEqual([]);
  });

  const missing = { kind: "library-missing", store, detail: "x" } as const;
  const tampered = STORED.replace("https://app.setpilot.io", "http://evil.test");

  it.each<[string, ReadOutcome, object]>([
    ["nothing is stored", { kind: "none" }, { kind: "none", store: "Secret Service" }],
    [
      "others are stored",
      { kind: "none", accounts: ["a:x", "setpilot:b"] },
      { kind: "none", profiles: ["b"], store: "Secret Service" },
    ],
    ["the keychain fails", missing, missing],
    ["the entry is damaged", { kind: "found", value: "hello" }, { kind: "damaged", store, reason: "not-ours" }],
    [
      "the entry was tampered with",
      { kind: "found", value: tampered },
      { kind: "bad-base-url", source: { kind: "keychain", store }, reason: "insecure" },
    ],
  ])("is not there, and why is said, when %s", async (_, answer, failure) => {
    expect(await lookSetpilot({}, answering(answer))).toEqual({ failure, notes: [] });
  });
});

const storedPair = (settings?: object) =>
  answering({
    kind: "found",
    value: JSON.stringify({
      v: 1,
      baseUrl: "https://shop.test/api/v1/",
      secret: "ck_stored",
      second: "cs_stored",
      settings,
    }),
  });
const lookEbiz = (env: Record<string, string>, keychain: Keychain = empty(), profile?: string) =>
  look(env, keychain, ebiz, profile);

const URL_SET = { EBIZ_BASE_URL: "https://shop.test/api/v1" };
const whole = { EBIZ_CONSUMER_KEY: "ck_env_1", EBIZ_CONSUMER_SECRET: "cs_env_1" };

describe("a key of several kinds and parts in the environment", () => {
  it("is whole when all of its variables are there", async () => {
    expect(await lookEbiz({ ...whole, ...URL_SET })).toEqual({
      key: "ck_env_1:cs_env_1",
      url: "https://shop.test/api/v1/",
      source: { kind: "environment", variables: ["EBIZ_CONSUMER_KEY", "EBIZ_CONSUMER_SECRET"] },
      form: "consumer",
      settings: { privacy: "shown" },
      notes: [],
    });
  });

  it("is the usual kind where there are two", async () => {
    expect(await lookEbiz({ ...whole, EBIZ_API_KEY: "old", ...URL_SET })).toMatchObject({
      form: "consumer",
      notes: [],
    });
    expect(await lookEbiz({ EBIZ_API_KEY: "old", ...URL_SET })).toMatchObject({ form: "legacy", key: "old" });
  });

  const half = { kind: "incomplete", set: ["EBIZ_CONSUMER_KEY"], missing: ["EBIZ_CONSUMER_SECRET"] };

  it("gives way, half as it is, to a whole key of another kind or from the keychain, and that is noted", async () => {
    const env = { EBIZ_CONSUMER_KEY: "ck_env_1", ...URL_SET };
    expect(await lookEbiz({ ...env, EBIZ_API_KEY: "old" })).toMatchObject({ form: "legacy", notes: [half] });
    expect(await lookEbiz(env, storedPair())).toMatchObject({ key: "ck_stored:cs_stored", notes: [half] });
  });

  it("is a problem when only a part is there and nothing else, whichever part", async () => {
    expect(await lookEbiz({ EBIZ_CONSUMER_KEY: "ck_env_1" })).toEqual({ failure: half, notes: [] });
    expect(await lookEbiz({ EBIZ_CONSUMER_SECRET: "cs_env_1" })).toEqual({
      failure: { kind: "incomplete", set: ["EBIZ_CONSUMER_SECRET"], missing: ["EBIZ_CONSUMER_KEY"] },
      notes: [],
    });
    const locked = { kind: "locked", store } as const;
    expect(await lookEbiz({ EBIZ_CONSUMER_KEY: "ck" }, answering(locked))).toEqual({ failure: locked, notes: [half] });
  });

  it("lacks a part that is a placeholder, which is named", async () => {
    const text = "${EBIZ_CONSUMER_SECRET}";
    const placeholder = { kind: "placeholder", variable: "EBIZ_CONSUMER_SECRET", text };
    expect(await lookEbiz({ EBIZ_CONSUMER_KEY: "ck_env_1", EBIZ_CONSUMER_SECRET: text })).toEqual({
      failure: half,
      notes: [placeholder],
    });
    expect(await lookEbiz({ EBIZ_CONSUMER_SECRET: text })).toEqual({ failure: placeholder, notes: [placeholder] });
  });

  it("names the part that cannot be sent", async () => {
    const source = { kind: "environment", variables: ["EBIZ_CONSUMER_SECRET"] };
    expect(await lookEbiz({ EBIZ_CONSUMER_KEY: "ck", EBIZ_CONSUMER_SECRET: "a b" }, storedPair())).toEqual({
      failure: { kind: "unusable", source, reason: "white-space" },
      notes: [],
    });
  });

  it("serves profile default only, and every variable says so", async () => {
    const { notes } = await lookEbiz(whole, storedPair(), "second");
    expect(notes).toEqual([
      { kind: "variable-not-for-profile", variable: "EBIZ_CONSUMER_KEY", profile: "second" },
      { kind: "variable-not-for-profile", variable: "EBIZ_CONSUMER_SECRET", profile: "second" },
    ]);
  });
});

describe("an address that is every customer's own", () => {
  it.each([
    ["shop.test", "https://shop.test/api/v1/"],
    ["https://shop.test/", "https://shop.test/api/v1/"],
    ["shop.test/rest/v2", "https://shop.test/rest/v2/"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080/api/v1/"],
  ])("is completed: %s", async (text, url) => {
    expect(await lookEbiz({ ...whole, EBIZ_BASE_URL: text })).toMatchObject({ url });
  });

  it("has to be named beside a key in the environment", async () => {
    const variables = ["EBIZ_CONSUMER_KEY", "EBIZ_CONSUMER_SECRET"];
    const failure = { kind: "no-base-url", variable: "EBIZ_BASE_URL", key: variables };
    expect(await lookEbiz(whole, storedPair())).toEqual({ failure, notes: [] });
    const placeholder = { kind: "placeholder", variable: "EBIZ_BASE_URL", text: "${EBIZ_BASE_URL}" };
    expect(await lookEbiz({ ...whole, EBIZ_BASE_URL: "${EBIZ_BASE_URL}" })).toEqual({ failure, notes: [placeholder] });
  });

  it("is not taken over HTTP, and does not move a stored key", async () => {
    expect(await lookEbiz({ ...whole, EBIZ_BASE_URL: "http://shop.test" })).toMatchObject({
      failure: { kind: "bad-base-url", reason: "insecure" },
    });
    expect(await lookEbiz({ EBIZ_BASE_URL: "evil.test" }, storedPair())).toMatchObject({
      url: "https://shop.test/api/v1/",
      notes: [{ kind: "base-url-ignored", found: "https://evil.test/api/v1/" }],
    });
    expect(await lookEbiz({ EBIZ_BASE_URL: "shop.test" }, storedPair())).toMatchObject({ notes: [] });
  });
});

describe("the privacy variable", () => {
  const key = { SETORA_API_KEY: "sk_live_1234" };
  const note = (reason: string, variable = "SETORA_PRIVACY") => [{ kind: "privacy-variable", variable, reason }];

  it.each([
    ["", "shown", []],
    ["shown", "shown", []],
    [" Masked ", "masked", []],
    ["mask", "masked", note("not-understood")],
    ["${SETORA_PRIVACY}", "masked", note("not-understood")],
  ])("%j with a key in the environment means %s", async (text, privacy, notes) => {
    const found = await look({ ...key, SETORA_PRIVACY: text }, empty(), setora);
    expect(found).toMatchObject({ settings: { privacy }, notes });
  });

  it("can tighten what is stored with a key, and never loosen it", async () => {
    const masked = storedPair({ privacy: "masked", requestsPerMinute: 90 });
    expect(await lookEbiz({ EBIZ_PRIVACY: "masked" }, storedPair())).toMatchObject({
      settings: { privacy: "masked" },
    });
    expect(await lookEbiz({ EBIZ_PRIVACY: "shown" }, masked)).toMatchObject({
      settings: { privacy: "masked", requestsPerMinute: 90 },
      notes: note("stored-is-masked", "EBIZ_PRIVACY"),
    });
    expect(await lookEbiz({}, masked)).toMatchObject({ settings: { privacy: "masked" }, notes: [] });
  });

  it("serves profile default only", async () => {
    const found = await lookEbiz({ EBIZ_PRIVACY: "masked" }, storedPair(), "second");
    expect(found).toMatchObject({ settings: { privacy: "shown" }, notes: [] });
  });
});
