import { utcTimestamp } from "../data/calendar.ts";
import { BadParameter, choice, orNotFound, pageOf, passes } from "../server/parameters.ts";
import type { Call, Route } from "../server/rest-api.ts";
import { type Campaign, type CampaignStatus, leadStatuses, reached } from "./campaigns.ts";
import type { Job, Workspace } from "./workspace.ts";

/** A page of a list, and the numbers that stand beside it in camelCase; snake_case says total_pages instead. */
function paged<T>(query: URLSearchParams, all: readonly T[], usual: number) {
  const { rows, total, page, size, pages } = pageOf(query, all, { parameter: "limit", usual, maximum: 100 });
  return { rows, numbers: { total, page, limit: size }, pages };
}

/** Both ways in which the documents spell the statuses; answers have capitals. */
const FILTERS: Readonly<Record<string, CampaignStatus | "all">> = {
  started: "STARTED",
  active: "STARTED",
  paused: "PAUSED",
  draft: "DRAFT",
  finished: "FINISHED",
  all: "all",
};

function summary({ id, name, status, created, size }: Campaign, { leads }: Workspace) {
  const createdAt = utcTimestamp(created, 6 * 60);
  const changes = leads.filter(({ campaignId }) => campaignId === id).map(({ updatedAt }) => updatedAt);
  return { id, name, status, totalLeads: size, createdAt, updatedAt: changes.sort().at(-1) ?? createdAt };
}

function campaigns({ query }: Call, workspace: Workspace) {
  const asked = (query.get("status") ?? "all").toLowerCase();
  const wanted = Object.hasOwn(FILTERS, asked) ? FILTERS[asked] : undefined;
  if (wanted === undefined) {
    throw new BadParameter("status", `status must be one of ${Object.keys(FILTERS).join(", ")}`);
  }
  const found = workspace.campaigns.filter(({ status }) => wanted === "all" || status === wanted);
  const { rows, numbers, pages } = paged(query, found, 20);
  return { data: rows.map((campaign) => summary(campaign, workspace)), meta: { ...numbers, totalPages: pages } };
}

/** What the id in the path names. */
function named<T extends { readonly id: string }>(list: readonly T[], call: Call, what: string): T {
  return orNotFound(
    list.find(({ id }) => id === call.segment("id")),
    `${what} not found`,
  );
}

function campaign(call: Call, workspace: Workspace) {
  const found = named(workspace.campaigns, call, "Campaign");
  const leads = workspace.leads.filter(({ campaignId }) => campaignId === found.id);
  const { createdAt, updatedAt, ...head } = summary(found, workspace);
  return {
    ...head,
    type: "OUTREACH",
    description: found.description,
    linkedInSenderIds: found.senderIds,
    connectionsSent: reached(leads, "CONNECTION_SENT"),
    messagesSent: reached(leads, "MESSAGE_SENT"),
    repliesReceived: reached(leads, "REPLY_RECEIVED"),
    createdAt,
    updatedAt,
  };
}

function leads({ query }: Call, workspace: Workspace) {
  const campaignId = query.get("campaignId");
  const status = choice(query, "status", leadStatuses);
  const found = workspace.leads.filter((lead) => passes(campaignId, lead.campaignId) && passes(status, lead.status));
  const { rows, numbers, pages } = paged(query, found, 50);
  return { leads: rows, pagination: { ...numbers, totalPages: pages } };
}

function percent({ requested, people }: Job): number {
  return Math.round((people.length / requested) * 100);
}

function searchStatus(call: Call, { searches }: Workspace) {
  const job = named(searches, call, "Search");
  return {
    id: job.id,
    name: job.name,
    status: job.completedAt === undefined ? "processing" : "completed",
    created_at: job.createdAt,
    ...(job.completedAt === undefined ? {} : { completed_at: job.completedAt }),
    progress: { requested: job.requested, found: job.people.length, percent_complete: percent(job) },
  };
}

function extractionStatus(call: Call, { extractions }: Workspace) {
  const job = named(extractions, call, "Campaign");
  const enriched = job.people.filter(({ email }) => email !== null).length;
  return {
    id: job.id,
    name: job.name,
    status: job.completedAt === undefined ? "RUNNING" : "FINISHED",
    created_at: job.createdAt,
    progress: { extracted: job.people.length, enriched, requested: job.requested, percent_complete: percent(job) },
  };
}

/** Who was found so far, page by page. */
function results({ query }: Call, { people }: Job) {
  const { rows, numbers, pages } = paged(query, people, 50);
  return { data: rows, pagination: { ...numbers, total_pages: pages } };
}

export const routes: readonly Route<Workspace>[] = [
  { pattern: "campaigns", answer: campaigns },
  { pattern: "campaigns/{id}", answer: campaign },
  { pattern: "leads", answer: leads },
  { pattern: "leads/{id}", answer: (call, workspace) => named(workspace.leads, call, "Lead") },
  { pattern: "credits", answer: (_, { credits }) => credits },
  { pattern: "inbox/senders", answer: (_, { senders }) => ({ senders, total: senders.length }) },
  { pattern: "lead-database/searches/{id}/status", answer: searchStatus },
  {
    pattern: "lead-database/searches/{id}/results",
    answer: (call, { searches }) => results(call, named(searches, call, "Search")),
  },
  { pattern: "lead-extractor/campaigns/{id}/status", answer: extractionStatus },
  {
    pattern: "lead-extractor/campaigns/{id}/results",
    answer: (call, { extractions }) => results(call, named(extractions, call, "Campaign")),
  },
];
