import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/index.ts";
import { clientEnvironment, connect, generations, type TestClient, temporaryHome } from "../helpers/clients.ts";

let sandbox: Sandbox;
let home: Awaited<ReturnType<typeof temporaryHome>>;
let client: TestClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  home = await temporaryHome();
});

afterAll(async () => {
  await sandbox.close();
  await home.remove();
});

afterEach(() => client.close());

/** A server of this API with a key that may do everything, and its tools. */
async function start(api: "ebiz" | "sendpilot" | "setora") {
  const [first, second = ""] = sandbox.examples[api].all.parts;
  const keys = {
    ebiz: { EBIZ_CONSUMER_KEY: first, EBIZ_CONSUMER_SECRET: second, EBIZ_BASE_URL: sandbox.baseUrl("ebiz") },
    sendpilot: { SENDPILOT_API_KEY: first, SENDPILOT_BASE_URL: sandbox.baseUrl("sendpilot") },
    setora: { SETORA_API_KEY: first, SETORA_BASE_URL: sandbox.baseUrl("setora") },
  };
  client = await connect(generations[2], clientEnvironment(home.path, keys[api]), ["serve", api]);
  const tools = await client.tools();
  sandbox.clearRequests();
  return { key: first, tools };
}

describe("e-biz", () => {
  it("answers without its envelope: the first line, then data", async () => {
    await start("ebiz");
    const { text, isError } = await client.call("ebiz_list_orders", { limit: "2", status: "COMPLETED" });
    expect(isError, text).toBe(false);
    const [first, second, data] = text.split("\n");
    expect(first).toBe("# e-biz");
    expect(second).toMatch(/^# All below is data from e-biz \((TOON|JSON)\):$/);
    expect(data).not.toContain("success");
    expect(sandbox.requests.map(({ query }) => query)).toEqual([{ limit: "2", status: "completed" }]);
  });

  it("needs an id for one order, takes it as text, and puts it into the path", async () => {
    const { tools } = await start("ebiz");
    expect(tools.find(({ name }) => name === "ebiz_get_order")?.inputSchema).toMatchObject({ required: ["id"] });
    const without = await client.call("ebiz_get_order");
    expect(without.isError).toBe(true);
    expect(without.text).toContain("id");
    expect(sandbox.requests).toHaveLength(0);
    await client.call("ebiz_get_order", { id: "1001" });
    expect(sandbox.requests.map(({ path }) => path)).toEqual([expect.stringMatching(/\/orders\/1001$/)]);
  });

  it("may say that it failed with a status of success: shown, and said so", async () => {
    const { key } = await start("ebiz");
    sandbox.addFault(key, { kind: "raw", body: '{"status":"error","message":"Index is being rebuilt"}' });
    const { text } = await client.call("ebiz_list_orders");
    sandbox.heal(key);
    expect(text).toContain("# This may be a failure and no data: status is error, not success as usual.");
    expect(text).toContain("Index is being rebuilt");
  });
});

describe("SendPilot", () => {
  it("has one lead below a path that no id leads out of", async () => {
    await start("sendpilot");
    for (const id of ["..", "../credits", "."]) {
      const { text } = await client.call("sendpilot_get_lead", { id });
      expect(text).toContain('other than "." and ".."');
    }
    expect(sandbox.requests).toHaveLength(0);
    await client.call("sendpilot_get_lead", { id: "a/b?x=1" });
    expect(sandbox.requests.map(({ path }) => path)).toEqual([expect.stringMatching(/\/leads\/a%2Fb%3Fx%3D1$/)]);
  });

  it.each(["sendpilot_list_campaigns", "sendpilot_list_leads", "sendpilot_get_credits"])(
    "answers %s whole, and nothing is said to be missing",
    async (tool) => {
      await start("sendpilot");
      const { text, isError } = await client.call(tool);
      expect(isError, text).toBe(false);
      expect(text).not.toContain("came without");
    },
  );
});

describe("Setora", () => {
  it("takes the columns asked for from rows in data", async () => {
    await start("setora");
    const { text, isError } = await client.call("setora_list_locations", { fields: ["slug", "timezone"] });
    expect(isError, text).toBe(false);
    expect(text).toContain("{slug,timezone}");
    expect(text).not.toContain("street_address");
  });
});
