import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Sandbox } from "../../src/sandbox/index.ts";
import { askApi, NOW, readApi, sandboxFor } from "./client.ts";

/** UTC with milliseconds, as on all pages, and never in the future. */
const moment = z.iso.datetime({ precision: 3 }).refine((text) => Date.parse(text) < NOW.getTime());
const totals = z.strictObject({ total: z.int(), page: z.int(), limit: z.int(), totalPages: z.int() });

const campaignHead = {
  id: z.string(),
  name: z.string(),
  status: z.enum(["STARTED", "PAUSED", "DRAFT", "FINISHED"]),
  totalLeads: z.int(),
  createdAt: moment,
  updatedAt: moment,
};
const campaigns = z.strictObject({ data: z.array(z.strictObject(campaignHead)), meta: totals });
const campaign = z.strictObject({
  ...campaignHead,
  type: z.string(),
  description: z.string(),
  linkedInSenderIds: z.array(z.string()),
  connectionsSent: z.int(),
  messagesSent: z.int(),
  repliesReceived: z.int(),
});
const lead = z.strictObject({
  id: z.string(),
  linkedinUrl: z.url(),
  firstName: z.string(),
  lastName: z.string(),
  title: z.string().nullable(),
  company: z.string().nullable(),
  status: z.string(),
  campaignId: z.string(),
  createdAt: moment,
  updatedAt: moment,
});
const leads = z.strictObject({ leads: z.array(lead), pagination: totals });

function read<T>(sandbox: Sandbox, path: string, schema: z.ZodType<T>): Promise<T> {
  return readApi(sandbox, "sendpilot", path, schema);
}

async function everyLead(sandbox: Sandbox) {
  const pages = await Promise.all([1, 2, 3].map((page) => read(sandbox, `leads?limit=100&page=${page}`, leads)));
  return pages.flatMap((page) => page.leads);
}

test("both base paths answer, because the documents disagree", async () => {
  const sandbox = await sandboxFor();
  const { parts } = sandbox.examples.sendpilot.all;
  expect(sandbox.baseUrl("sendpilot")).toBe(`${sandbox.origin}/sendpilot/v1/`);
  const older = await askApi(sandbox, "sendpilot", `${sandbox.origin}/sendpilot/api/v1/campaigns`, parts);
  expect(older.body).toEqual((await askApi(sandbox, "sendpilot", "campaigns", parts)).body);
});

test("the key goes in X-API-Key only, and the errors are those of the page", async () => {
  const sandbox = await sandboxFor();
  const { all, denied } = sandbox.examples.sendpilot;
  const bearer = { authorization: `Bearer ${all.parts[0]}` };
  const response = await fetch(`${sandbox.baseUrl("sendpilot")}campaigns`, { headers: bearer });
  expect(await response.json()).toEqual({ statusCode: 401, message: "Invalid API key", error: "Unauthorized" });
  expect((await askApi(sandbox, "sendpilot", "credits", denied.parts)).body).toEqual({
    statusCode: 403,
    message: "API key does not have permission to access this workspace",
    error: "Forbidden",
  });
});

describe("campaigns and leads", () => {
  test("come in two envelopes, page by page without gaps", async () => {
    const sandbox = await sandboxFor();
    const whole = await read(sandbox, "campaigns", campaigns);
    expect(whole.meta).toEqual({ total: 6, page: 1, limit: 20, totalPages: 1 });
    const second = await read(sandbox, "campaigns?limit=4&page=2", campaigns);
    expect(second.data).toEqual(whole.data.slice(4));
    const first = await read(sandbox, "leads", leads);
    expect([first.leads.length, first.pagination.limit]).toEqual([50, 50]);
    const all = await everyLead(sandbox);
    expect(all).toHaveLength(first.pagination.total);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  test("every lead belongs to a campaign, and a campaign's counters are those of its leads", async () => {
    const sandbox = await sandboxFor();
    const all = await everyLead(sandbox);
    const { data } = await read(sandbox, "campaigns", campaigns);
    expect(data.reduce((sum, { totalLeads }) => sum + totalLeads, 0)).toBe(all.length);
    for (const { id } of data) {
      const one = await read(sandbox, `campaigns/${id}`, campaign);
      const own = all.filter(({ campaignId }) => campaignId === id);
      const past = (...before: string[]) => own.filter(({ status }) => !before.includes(status)).length;
      expect(own).toHaveLength(one.totalLeads);
      expect(one.connectionsSent).toBe(past("PENDING"));
      expect(one.messagesSent).toBe(past("PENDING", "CONNECTION_SENT", "CONNECTION_ACCEPTED"));
      expect(one.repliesReceived).toBe(past("PENDING", "CONNECTION_SENT", "CONNECTION_ACCEPTED", "MESSAGE_SENT"));
      if (one.status === "DRAFT") expect(one.connectionsSent).toBe(0);
      if (one.status === "FINISHED") expect(past("PENDING")).toBe(own.length);
      for (const { createdAt, updatedAt } of own) {
        expect(createdAt >= one.createdAt && updatedAt >= createdAt && updatedAt <= one.updatedAt).toBe(true);
      }
    }
  });

  test("are found by status in either spelling, and by campaign", async () => {
    const sandbox = await sandboxFor();
    const started = await read(sandbox, "campaigns?status=STARTED", campaigns);
    expect(started.data.map(({ status }) => status)).toEqual(["STARTED", "STARTED"]);
    expect(await read(sandbox, "campaigns?status=active", campaigns)).toEqual(started);
    const id = started.data[0]?.id;
    const replied = await read(sandbox, `leads?campaignId=${id}&status=REPLY_RECEIVED`, leads);
    expect(replied.leads.length).toBeGreaterThan(0);
    for (const row of replied.leads) expect([row.campaignId, row.status]).toEqual([id, "REPLY_RECEIVED"]);
    const [one] = replied.leads;
    expect(await read(sandbox, `leads/${one?.id}`, lead)).toEqual(one);
    expect((await read(sandbox, "leads?campaignId=unknown", leads)).pagination.total).toBe(0);
  });

  test("are the same every time on one day", async () => {
    const [one, other] = [await sandboxFor(), await sandboxFor({ now: () => new Date("2026-11-20T05:00:00Z") })];
    const before = await everyLead(one);
    // The workspace of another day in between.
    const later = await sandboxFor({ now: () => new Date("2026-11-23T05:00:00Z") });
    await askApi(later, "sendpilot", "leads", later.examples.sendpilot.all.parts);
    expect(await everyLead(other)).toEqual(before);
  });
});

test("credits add up, and senders are those that campaigns name", async () => {
  const sandbox = await sandboxFor();
  const amounts = z.object({ available: z.int(), subscription: z.int(), purchased: z.int(), used: z.int() });
  const { available, subscription, purchased, used } = await read(sandbox, "credits", amounts);
  expect(available).toBe(subscription + purchased - used);
  const senderList = z.object({ senders: z.array(z.object({ id: z.string() })), total: z.int() });
  const { senders, total } = await read(sandbox, "inbox/senders", senderList);
  expect(senders).toHaveLength(total);
  const { data } = await read(sandbox, "campaigns", campaigns);
  const ids = senders.map(({ id }) => id);
  for (const { id } of data) {
    for (const named of (await read(sandbox, `campaigns/${id}`, campaign)).linkedInSenderIds)
      expect(ids).toContain(named);
  }
});

describe("the lead database and the lead extractor speak snake_case", () => {
  const results = z.object({
    data: z.array(z.looseObject({ full_name: z.string(), email: z.string().nullable() })),
    pagination: z.strictObject({ total: z.int(), page: z.int(), limit: z.int(), total_pages: z.int() }),
  });

  test.each([
    ["search_sandbox_01", "completed", 100],
    ["search_sandbox_02", "processing", 42],
  ])("search %s is %s, and its results are as many as were found", async (id, status, percent_complete) => {
    const sandbox = await sandboxFor();
    const state = z.object({ status: z.string(), progress: z.object({ found: z.int(), percent_complete: z.int() }) });
    const answer = await read(sandbox, `lead-database/searches/${id}/status`, state);
    expect(answer).toMatchObject({ status, progress: { percent_complete } });
    const { data, pagination } = await read(sandbox, `lead-database/searches/${id}/results?limit=100`, results);
    expect(pagination.total).toBe(answer.progress.found);
    expect(data).toHaveLength(Math.min(100, pagination.total));
  });

  test.each([
    ["extraction_sandbox_01", "FINISHED"],
    ["extraction_sandbox_02", "RUNNING"],
  ])("extraction %s is %s, and only the enriched have addresses", async (id, status) => {
    const sandbox = await sandboxFor();
    const progress = z.object({ extracted: z.int(), enriched: z.int(), requested: z.int() });
    const state = z.object({ status: z.literal(status), progress });
    const answer = await read(sandbox, `lead-extractor/campaigns/${id}/status`, state);
    const { data } = await read(sandbox, `lead-extractor/campaigns/${id}/results?limit=100`, results);
    expect(data).toHaveLength(answer.progress.extracted);
    expect(data.filter(({ email }) => email !== null)).toHaveLength(answer.progress.enriched);
  });
});
