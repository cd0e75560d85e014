import { describe, expect, it } from "vitest";
import { connectors } from "../../src/connectors/catalog/index.ts";
import type { ApiId } from "../../src/sandbox/index.ts";
import { connect, generations, type TestClient } from "../helpers/clients.ts";
import { openPlace } from "../helpers/place.ts";

const { sandbox, withExample } = await openPlace();

async function withClient(id: ApiId, use: (client: TestClient) => Promise<void>): Promise<void> {
  const connector = connectors.find((known) => known.id === id);
  if (connector === undefined) throw new Error(`There is no connector ${id}.`);
  const environment = withExample(connector, sandbox.examples[id].all);
  const client = await connect(generations[1], environment, ["serve", id]);
  try {
    await use(client);
  } finally {
    await client.close();
  }
}

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = ""]) => found);
}

describe("going on from one answer to the next", () => {
  it("setora: next_cursor of one page is the cursor of the next, and no row comes twice", async () => {
    await withClient("setora", async (client) => {
      const [slug = ""] = all(
        (await client.call("setora_list_locations", { fields: ["slug"] })).text,
        /^\s+([a-z-]+)$/gm,
      );
      const pages: string[] = [];
      for (let cursor: string | undefined = ""; cursor !== undefined; ) {
        const page = await client.call("setora_list_services", cursor === "" ? { slug } : { slug, cursor });
        expect(page.isError, page.text).toBe(false);
        pages.push(page.text);
        [cursor] = all(page.text, /call again with cursor=(\S+)\.$/gm);
      }
      expect(pages.length).toBeGreaterThan(1);
      // A row begins with its id and its name.
      const ids = pages.flatMap((text) => all(text, /\["([0-9a-f-]{36})","[A-Z]/g));
      expect(ids.length).toBeGreaterThan(10);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  it("setora: a service's id leads to its free times", async () => {
    await withClient("setora", async (client) => {
      const [slug = ""] = all(
        (await client.call("setora_list_locations", { fields: ["slug"] })).text,
        /^\s+([a-z-]+)$/gm,
      );
      const services = await client.call("setora_list_services", { slug });
      const [service = ""] = all(services.text, /([0-9a-f]{8}-[0-9a-f-]{27})/g);
      const date = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
      const free = await client.call("setora_get_availability", { slug, service_ids: service, date, days: 5 });
      expect(free.isError, free.text).toBe(false);
      expect(free.text).toContain("starts_at");
    });
  });

  it("sendpilot: both envelopes come through whole, and a campaign's id chooses its leads", async () => {
    await withClient("sendpilot", async (client) => {
      const campaigns = await client.call("sendpilot_list_campaigns", { limit: 2 });
      // The list of campaigns is {data, meta}, that of leads {leads, pagination}.
      expect(campaigns.text).toContain("totalPages");
      expect(campaigns.text).toContain("data[2]");
      const leads = await client.call("sendpilot_list_leads", { campaign_id: "cmp_sandbox_05", limit: 5 });
      expect(leads.text).toContain("leads[5]");
      expect(leads.text).toContain("pagination");
      expect(all(leads.text, /(cmp_sandbox_\d+)/g).every((id) => id === "cmp_sandbox_05")).toBe(true);
      expect(sandbox.requests.at(-1)?.query).toEqual({ campaignId: "cmp_sandbox_05", limit: "5" });
    });
  });

  it("ebiz: page and limit for orders, limit and offset for the ledger", async () => {
    await withClient("ebiz", async (client) => {
      const ids = async (tool: string, given: object, column: string) =>
        all((await client.call(tool, { ...given, fields: [column] })).text, /^\s+(\d+)$/gm);
      const first = await ids("ebiz_list_orders", { limit: 4 }, "id");
      const second = await ids("ebiz_list_orders", { limit: 4, page: 2 }, "id");
      expect(new Set([...first, ...second]).size).toBe(8);
      const some = await ids("ebiz_list_loyalty_ledger", { limit: 6 }, "id");
      const rest = await ids("ebiz_list_loyalty_ledger", { limit: 3, offset: 3 }, "id");
      expect(rest).toEqual(some.slice(3));
    });
  });
});
