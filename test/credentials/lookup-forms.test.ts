// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders as people leave them
import { describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { setora } from "../../src/connectors/catalog/setora.ts";
import type { Connector } from "../../src/connectors/schema/connector.ts";
import type { Keychain, ReadOutcome } from "../../src/credentials/keychain/outcome.ts";
import { lookUpKey } from "../../src/credentials/lookup.ts";

const store = "Secret Service";

function answering(answer: ReadOutcome): Keychain {
  return {
    store,
    read: async () => answer,
    write: async () => ({ kind: "written", store }),
    remove: async () => ({ kind: "removed", store }),
  };
}

const empty = answering({ kind: "none" });
const stored = (settings?: object) =>
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

async function look(env: Record<string, string>, keychain = empty, connector: Connector = ebiz, profile = "default") {
  const found = await lookUpKey(connector, profile, { env, keychain });
  if (!found.ok) return { problem: found.problem, notes: found.notes };
  const { secret, baseUrl, source, form, settings } = found.credential;
  return { key: secret.reveal(), url: baseUrl.href, source, form: form.id, settings, notes: found.notes };
}

const URL_SET = { EBIZ_BASE_URL: "https://shop.test/api/v1" };
const whole = { EBIZ_CONSUMER_KEY: "ck_env_1", EBIZ_CONSUMER_SECRET: "cs_env_1" };

describe("a key of several kinds and parts in the environment", () => {
  it("is whole when all of its variables are there", async () => {
    expect(await look({ ...whole, ...URL_SET })).toEqual({
      key: "ck_env_1:cs_env_1",
      url: "https://shop.test/api/v1/",
      source: { kind: "environment", variables: ["EBIZ_CONSUMER_KEY", "EBIZ_CONSUMER_SECRET"] },
      form: "consumer",
      settings: { privacy: "shown" },
      notes: [],
    });
  });

  it("is the usual kind where there are two", async () => {
    expect(await look({ ...whole, EBIZ_API_KEY: "old", ...URL_SET })).toMatchObject({ form: "consumer", notes: [] });
    expect(await look({ EBIZ_API_KEY: "old", ...URL_SET })).toMatchObject({ form: "legacy", key: "old" });
  });

  const half = { kind: "incomplete", set: ["EBIZ_CONSUMER_KEY"], missing: ["EBIZ_CONSUMER_SECRET"] };

  it("gives way, half as it is, to a whole key of another kind or from the keychain, and that is noted", async () => {
    const env = { EBIZ_CONSUMER_KEY: "ck_env_1", ...URL_SET };
    expect(await look({ ...env, EBIZ_API_KEY: "old" })).toMatchObject({ form: "legacy", notes: [half] });
    expect(await look(env, stored())).toMatchObject({ key: "ck_stored:cs_stored", notes: [half] });
  });

  it("is a problem when only a part is there and nothing else, whichever part", async () => {
    expect(await look({ EBIZ_CONSUMER_KEY: "ck_env_1" })).toEqual({ problem: half, notes: [] });
    expect(await look({ EBIZ_CONSUMER_SECRET: "cs_env_1" })).toEqual({
      problem: { kind: "incomplete", set: ["EBIZ_CONSUMER_SECRET"], missing: ["EBIZ_CONSUMER_KEY"] },
      notes: [],
    });
    const locked = { kind: "locked", store } as const;
    expect(await look({ EBIZ_CONSUMER_KEY: "ck" }, answering(locked))).toEqual({ problem: locked, notes: [half] });
  });

  it("lacks a part that is a placeholder, which is named", async () => {
    const text = "${EBIZ_CONSUMER_SECRET}";
    const placeholder = { kind: "placeholder", variable: "EBIZ_CONSUMER_SECRET", text };
    expect(await look({ EBIZ_CONSUMER_KEY: "ck_env_1", EBIZ_CONSUMER_SECRET: text })).toEqual({
      problem: half,
      notes: [placeholder],
    });
    expect(await look({ EBIZ_CONSUMER_SECRET: text })).toEqual({ problem: placeholder, notes: [placeholder] });
  });

  it("names the part that cannot be sent", async () => {
    const source = { kind: "environment", variables: ["EBIZ_CONSUMER_SECRET"] };
    expect(await look({ EBIZ_CONSUMER_KEY: "ck", EBIZ_CONSUMER_SECRET: "a b" }, stored())).toEqual({
      problem: { kind: "unusable", source, reason: "white-space" },
      notes: [],
    });
  });

  it("serves profile default only, and every variable says so", async () => {
    const { notes } = await look(whole, stored(), ebiz, "second");
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
    expect(await look({ ...whole, EBIZ_BASE_URL: text })).toMatchObject({ url });
  });

  it("has to be named beside a key in the environment", async () => {
    const problem = {
      kind: "no-base-url",
      variable: "EBIZ_BASE_URL",
      key: ["EBIZ_CONSUMER_KEY", "EBIZ_CONSUMER_SECRET"],
    };
    expect(await look(whole, stored())).toEqual({ problem, notes: [] });
    const placeholder = { kind: "placeholder", variable: "EBIZ_BASE_URL", text: "${EBIZ_BASE_URL}" };
    expect(await look({ ...whole, EBIZ_BASE_URL: "${EBIZ_BASE_URL}" })).toEqual({ problem, notes: [placeholder] });
  });

  it("is not taken over HTTP, and does not move a stored key", async () => {
    expect(await look({ ...whole, EBIZ_BASE_URL: "http://shop.test" })).toMatchObject({
      problem: { kind: "bad-base-url", reason: "insecure" },
    });
    expect(await look({ EBIZ_BASE_URL: "evil.test" }, stored())).toMatchObject({
      url: "https://shop.test/api/v1/",
      notes: [{ kind: "base-url-ignored", found: "https://evil.test/api/v1/" }],
    });
    expect(await look({ EBIZ_BASE_URL: "shop.test" }, stored())).toMatchObject({ notes: [] });
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
    const found = await look({ ...key, SETORA_PRIVACY: text }, empty, setora);
    expect(found).toMatchObject({ settings: { privacy }, notes });
  });

  it("can tighten what is stored with a key, and never loosen it", async () => {
    const masked = stored({ privacy: "masked", requestsPerMinute: 90 });
    expect(await look({ EBIZ_PRIVACY: "masked" }, stored())).toMatchObject({ settings: { privacy: "masked" } });
    expect(await look({ EBIZ_PRIVACY: "shown" }, masked)).toMatchObject({
      settings: { privacy: "masked", requestsPerMinute: 90 },
      notes: note("stored-is-masked", "EBIZ_PRIVACY"),
    });
    expect(await look({}, masked)).toMatchObject({ settings: { privacy: "masked" }, notes: [] });
  });

  it("serves profile default only", async () => {
    const found = await look({ EBIZ_PRIVACY: "masked" }, stored(), ebiz, "second");
    expect(found).toMatchObject({ settings: { privacy: "shown" }, notes: [] });
  });
});
