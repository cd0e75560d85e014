import { describe, expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Credential } from "../../src/credentials/credential.ts";
import type { HttpOutcome } from "../../src/http/client.ts";
import { callText, credentialOf, endpointOf, openSetpilotClient } from "../helpers/api-client.ts";

interface Profile extends Partial<Pick<Credential, "profile" | "source" | "baseUrl">> {
  readonly privacy: "shown" | "masked";
  readonly key?: string;
}

/** What the assistant gets from one call, or the failure. */
async function answered(
  http: Partial<HttpOutcome & { kind: "answer" }>,
  { privacy, key, ...own }: Profile,
  given: object = {},
) {
  const outcome: HttpOutcome = { kind: "answer", status: 200, headers: {}, body: "{}", ...http };
  const credential = credentialOf(setpilot, key, { settings: { privacy }, ...own });
  const { client } = openSetpilotClient({ get: async () => outcome }, credential);
  const endpoint = endpointOf(setpilot, "setpilot_list_orders");
  const result = await callText(client, endpoint, given, { signal: new AbortController().signal });
  return result.ok ? result.value : JSON.stringify(result.failure);
}

const body = JSON.stringify({
  data: { orders: [{ id: 1, email: "ann@lee.example", total: "9.50" }] },
  meta: { shop: "demo.example", currency: "EUR", timezone: "UTC", generated_at: "2026-10-05T11:59:00Z" },
});
const NOTE = "# Personal data is masked: the same pseudonym is the same person. The person can change this";

describe("an answer of a profile with privacy masked", () => {
  it("has pseudonyms, and a line that says so and how to change it", async () => {
    const text = await answered({ body }, { privacy: "masked" });
    expect(text).toContain(
      `\n${NOTE} with \`keyscope settings setpilot --privacy shown\`, unless SETPILOT_PRIVACY says otherwise.\n`,
    );
    expect(text).toMatch(/\bemail_\w{10}\b/);
    expect(text).toContain("9.50");
    expect(text).not.toContain("ann@lee");
  });

  it("names the profile, or the variable where the key comes from the environment", async () => {
    expect(await answered({ body }, { privacy: "masked", profile: "b2b" })).toContain(
      `${NOTE} with \`keyscope settings setpilot --profile b2b --privacy shown\`.`,
    );
    const source = { kind: "environment", variables: ["SETPILOT_API_KEY"] } as const;
    expect(await answered({ body }, { privacy: "masked", source })).toContain(
      `${NOTE} by setting SETPILOT_PRIVACY to "shown".`,
    );
  });

  it("says nothing of it where there was nothing to mask", async () => {
    expect(await answered({ body: '{"data":[{"id":1}],"meta":{}}' }, { privacy: "masked" })).not.toContain("masked");
  });

  it("has its fields chosen after masking, by the names that the API gave them", async () => {
    const text = await answered({ body }, { privacy: "masked" }, { fields: ["email"] });
    expect(text).toMatch(/email_\w{10}/);
    expect(text).not.toContain("9.50");
  });

  it("has the same pseudonyms in each call of a key, and others for another key or place", async () => {
    const found = async (profile: Partial<Profile>) =>
      /email_\w{10}/.exec(await answered({ body }, { privacy: "masked", ...profile }))?.[0];
    const first = await found({});
    expect(first).toBeDefined();
    expect(await found({ profile: "other" })).toBe(first);
    expect(await found({ key: "spa_sk_9876543210" })).not.toBe(first);
    expect(await found({ baseUrl: new URL("https://api.other.example/api/v2/") })).not.toBe(first);
  });
});

describe("the API's words, for a profile with privacy masked,", () => {
  const message = JSON.stringify({ message: `${"x".repeat(280)} ann@lee.example and +49 30 1234567 are taken` });

  it.each([400, 401, 403])("are masked in a %i, also where they are cut", async (status) => {
    const text = await answered({ status, body: message }, { privacy: "masked" });
    expect(text).toMatch(/x email_\w+/);
    expect(text).not.toContain("ann@");
    expect(await answered({ status, body: message }, { privacy: "shown" })).toContain("ann@lee.example");
  });

  it("are masked in the title of a page", async () => {
    const page = "<html><head><title>Hello ann@lee.example</title></head></html>";
    expect(await answered({ body: page }, { privacy: "masked" })).toMatch(/Hello email_\w{10}/);
    expect(await answered({ body: page }, { privacy: "shown" })).toContain("Hello ann@lee.example");
  });
});

describe("an answer of a profile with privacy shown", () => {
  it("comes as it is", async () => {
    const text = await answered({ body }, { privacy: "shown" });
    expect(text).toContain("ann@lee.example");
    expect(text).not.toContain("masked");
  });
});
