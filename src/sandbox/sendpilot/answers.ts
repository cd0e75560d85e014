import { utcTimestamp } from "../data/calendar.ts";
import { BadParameter, cutPage, passes, readChoice, requireBy } from "../server/parameters.ts";
import type { Call, Route } from "../server/rest-api.ts";
import { type Campaign, type CampaignStatus, type Job, leadStatuses, reached, type Workspace } from "./workspace.ts";

/** Cuts out a page, and makes the numbers that stand beside it: in camelCase, or in snake_case. */
function cutNumberedPage<T>(query: URLSearchParams, all: readonly T[], usual: number, pagesName = "totalPages") {
  const { rows, total, page, size, pages } = cutPage(query, all, { parameter: "limit", usual, maximum: 100 });
  return { rows, numbers: { total, page, limit: size, [pagesName]: pages } };
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

function campaignHead({ id, name, status, created, size }: Campaign, { leads }: Workspace) {
  const createdAt = utcTimestamp(created, 6 * 60);
  const changes = leads.filter(({ campaignId }) => campaignId === id).map(({ updatedAt }) => updatedAt);
  return { id, name, status, totalLeads: size, createdAt, updatedAt: changes.sort().at(-1) ?? createdAt };
}

function listCampaigns({ query }: Call, workspace: Workspace) {
  const asked = (query.get("status") ?? "all").toLowerCase();
  const wanted = Object.hasOwn(FILTERS, asked) ? FILTERS[asked] : undefined;
  if (wanted === undefined) {
    throw new BadParameter("status", `status must be one of ${Object.keys(FILTERS).join(", ")}`);
  }
  const found = workspace.campaigns.filter(({ status }) => wanted === "all" || status === wanted);
  const { rows, numbers } = cutNumberedPage(query, found, 20);
  return { data: rows.map((campaign) => campaignHead(campaign, workspace)), meta: numbers };
}

function getCampaign(call: Call, workspace: Workspace) {
  const found = requireBy(workspace.campaigns, "id", call.id, "Campaign not found");
  const leads = workspace.leads.filter(({ campaignId }) => campaignId === found.id);
  const { createdAt, updatedAt, ...head } = campaignHead(found, workspace);
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

function listLeads({ query }: Call, workspace: Workspace) {
  const campaignId = query.get("campaignId");
  const status = readChoice(query, "status", leadStatuses);
  const found = workspace.leads.filter((lead) => passes(campaignId, lead.campaignId) && passes(status, lead.status));
  const { rows, numbers } = cutNumberedPage(query, found, 50);
  return { leads: rows, pagination: numbers };
}

function percentDone({ requested, people }: Job): number {
  return Math.round((people.length / requested) * 100);
}

function getSearchStatus(call: Call, { searches }: Workspace) {
  const job = requireBy(searches, "id", call.id, "Search not found");
  return {
    id: job.id,
    name: job.name,
    status: job.completedAt === undefined ? "processing" : "completed",
    created_at: job.createdAt,
    ...(job.completedAt === undefined ? {} : { completed_at: job.completedAt }),
    progress: { requested: job.requested, found: job.people.length, percent_complete: percentDone(job) },
  };
}

function getExtractionStatus(call: Call, { extractions }: Workspace) {
  const job = requireBy(extractions, "id", call.id, "Campaign not found");
  const enriched = job.people.filter(({ email }) => email !== null).length;
  return {
    id: job.id,
    name: job.name,
    status: job.completedAt === undefined ? "RUNNING" : "FINISHED",
    created_at: job.createdAt,
    progress: { extracted: job.people.length, enriched, requested: job.requested, percent_complete: percentDone(job) },
  };
}

/** Lists who was found so far, page by page. */
function listResults({ query }: Call, { people }: Job) {
  const { rows, numbers } = cutNumberedPage(query, people, 50, "total_pages");
  return { data: rows, pagination: numbers };
}

export const routes: readonly Route<Workspace>[] = [
  { pattern: "campaigns", answer: listCampaigns },
  { pattern: "campaigns/{id}", answer: getCampaign },
  { pattern: "leads", answer: listLeads },
  { pattern: "leads/{id}", answer: (call, workspace) => requireBy(workspace.leads, "id", call.id, "Lead not found") },
  { pattern: "credits", answer: (_, { credits }) => credits },
  { pattern: "inbox/senders", answer: (_, { senders }) => ({ senders, total: senders.length }) },
  { pattern: "lead-database/searches/{id}/status", answer: getSearchStatus },
  {
    pattern: "lead-database/searches/{id}/results",
    answer: (call, { searches }) => listResults(call, requireBy(searches, "id", call.id, "Search not found")),
  },
  { pattern: "lead-extractor/campaigns/{id}/status", answer: getExtractionStatus },
  {
    pattern: "lead-extractor/campaigns/{id}/results",
    answer: (call, { extractions }) => listResults(call, requireBy(extractions, "id", call.id, "Campaign not found")),
  },
];
