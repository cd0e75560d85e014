import { afterEach, describe, expect, it } from "vitest";
import { commerceKitty } from "../../src/connectors/catalog/commerce-kitty.ts";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { sendpilot } from "../../src/connectors/catalog/sendpilot.ts";
import { setora } from "../../src/connectors/catalog/setora.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Connector } from "../../src/connectors/schema/connector.ts";
import { describeAccess } from "../../src/messages/access.ts";
import { type FakeApi, type FakeSession, openFakeSession } from "../scopes/fake-session.ts";
import { invented, listOf, scope } from "../scopes/invented.ts";

/** What `check_access` says of each kind of API. */

let fake: FakeSession | undefined;
afterEach(() => fake?.session.close());

async function look(connector: Connector, api: FakeApi, privacy: "shown" | "masked" = "shown"): Promise<string> {
  fake = openFakeSession(connector, api, { settings: { privacy } });
  return describeAccess(await fake.session.checkAccess());
}

const good: FakeApi = () => ({ status: 200, body: "{}" });
const denied: FakeApi = () => ({ status: 403, body: "{}" });

describe("scopes", () => {
  it("that follow from others are told, and those that nobody can find out", async () => {
    const text = await look(setora, good);
    expect(text).toMatch(/^Scopes held: read\. Missing: none \(checked at \d\d:\d\d:\d\d\)\.$/m);
    expect(text).toMatch(/^Not to be found out: read_write; nothing that Keyscope offers needs it\.$/m);
    expect(await look(setora, denied)).toContain("Scopes held: none. Missing: read, read_write (checked at");
  });

  it("that tools need and nobody can find out: their tools are shown", async () => {
    const connector = invented({
      scopes: [scope("read", "orders"), scope("audit")],
      endpoints: [listOf("orders", "read"), listOf("logs", "audit")],
    });
    expect(await look(connector, good)).toContain("Not to be found out: audit; their tools are shown.");
    expect(await look(connector, () => ({ status: 500 }))).toContain(
      "Not known yet: read. Their tools are shown; Keyscope keeps",
    );
  });

  it("are called what the product calls them, and only those are asked for that tools need", async () => {
    const text = await look(ebiz, denied);
    expect(text).toContain("Permissions held: none. Missing: Read (checked at");
    expect(text).toContain("Tools hidden (16), each with the permission it lacks:");
    expect(text).toContain("Create a key with the permission Read in e-biz under Settings → API → Add API Key.");
    expect(text).toContain("or the store's REST API is switched off under Settings → Addons");
  });

  it("are not mentioned where the API has none", async () => {
    const text = await look(sendpilot, good);
    expect(text).toContain("SendPilot accepts the key (checked at");
    expect(text).not.toMatch(/\bscopes?\b|permission/i);
    expect(await look(sendpilot, () => ({ status: 500 }))).toContain(
      "Whether SendPilot accepts the key is not known yet",
    );
  });
});

it("a switched-off API is the problem, and no scope counts as missing", async () => {
  const text = await look(ebiz, () => ({ status: 403, body: '{"message": "REST API is disabled"}' }));
  expect(text).toMatch(
    /^Problem: e-biz refused this call \(HTTP 403\)\. e-biz said: "REST API is disabled"\. The store's REST API is switched off/,
  );
  expect(text).toContain("Tools shown (19)");
  expect(text).not.toContain("Missing:");
});

it("a connector without endpoints says exactly how to add some", async () => {
  const text = await look(commerceKitty, good);
  expect(text).toContain("The key was not tried: Keyscope knows no request of Commerce Kitty to try it with.");
  expect(text).toContain('{"extends": "commerce-kitty", "endpoints": [');
  expect(text).toContain("`keyscope connectors add FILE`");
  expect(text).toContain("so make it for a user in a read-only group");
  expect(fake?.sent).toEqual([]);
});

it("what is not offered is told with the reason", async () => {
  expect(await look(sendpilot, good)).toContain(
    "Not offered: Conversations and messages: they are private correspondence.",
  );
});

describe("personal data", () => {
  it("is said to be masked, or how to have it masked", async () => {
    expect(await look(sendpilot, good, "masked")).toMatch(/^Personal data: masked \(leads' names, /m);
    expect(await look(sendpilot, good)).toMatch(
      /^Personal data: shown as it comes \(leads' names, .*\); `keyscope settings sendpilot --privacy masked` hides it\.$/m,
    );
  });

  it("is hidden by a variable where the key comes from one", async () => {
    fake = openFakeSession(sendpilot, good);
    const report = await fake.session.checkAccess();
    const source = { kind: "environment", variables: ["SENDPILOT_API_KEY"] } as const;
    expect(describeAccess({ ...report, key: report.key && { ...report.key, source } })).toContain(
      "; SENDPILOT_PRIVACY=masked beside the key's variable hides it.",
    );
  });

  it("is no matter where an API has none, unless a person masks it all the same", async () => {
    const { personalData: _, ...none } = setpilot;
    expect(await look(none, good)).not.toContain("Personal data");
    expect(await look(none, good, "masked")).toContain("Personal data: masked.");
  });
});

it("requests left are told for each limit, and not at all where none is known", async () => {
  const lines = (await look(ebiz, good)).split("\n").filter((line) => line.startsWith("Requests left"));
  expect(lines).toEqual([
    expect.stringMatching(/^Requests left this minute: \d+ of 60 \(products not counted; as counted/),
    expect.stringMatching(/^Requests left in 15 minutes: 999 of 1000 \(all keys together; as counted/),
  ]);
  expect(await look(sendpilot, good)).not.toContain("Requests left");
  const daily = invented({ rateLimits: [{ requests: 500, seconds: 86_400, per: "key" }] });
  expect(await look(daily, good)).toContain("Requests left this day: 500 of 500");
});
