import { defineConnector } from "../schema/connector.ts";

const page = {
  name: "page",
  type: "integer",
  minimum: 1,
  maximum: 1_000_000,
  default: 1,
  paging: "page",
  description: "Page, from 1",
} as const;

function limit(usual: number) {
  return {
    name: "limit",
    type: "integer",
    minimum: 1,
    maximum: 100,
    default: usual,
    paging: "size",
    description: "Rows per page",
  } as const;
}

function idOf(what: string) {
  return { name: "id", type: "string", maxLength: 100, in: "path", required: true, description: what } as const;
}

/**
 * SendPilot, outreach on LinkedIn. Ten GET endpoints; a key belongs to one workspace and has no scopes. Facts:
 * https://docs.sendpilot.ai/api-reference/authentication and the pages below it; the single campaign, the senders and
 * the results of searches are known from the n8n node that was generated from SendPilot's own OpenAPI document
 * (https://github.com/nativeship/n8n-nodes-sendpilot). Lists come as {data, meta} or under their own name beside
 * `pagination`, and the documents contradict each other on which, so answers are shown as they come.
 */
export const sendpilot = defineConnector({
  id: "sendpilot",
  title: "SendPilot",
  about: "LinkedIn outreach of one workspace: campaigns, leads, senders and credits",
  guidance:
    "How a campaign does: sendpilot_list_campaigns, whose rows carry counters, or sendpilot_get_campaign for one. Who is in it and how far: sendpilot_list_leads with campaign_id. " +
    "There is no report endpoint: counts by status and by day come from all leads. " +
    "Searches of the lead database and runs of the lead extractor are started in SendPilot; their ids come from there.",
  address: {
    kind: "fixed",
    url: "https://api.sendpilot.ai/v1/",
    others: [{ url: "https://api.sendpilot.ai/api/v1/", why: "older pages of SendPilot's documents name it" }],
  },
  environment: { baseUrl: "SENDPILOT_BASE_URL", privacy: "SENDPILOT_PRIVACY" },
  keyForms: [
    {
      id: "key",
      name: "API key",
      // `sp_live_…` stands in an example only, not as a rule.
      parts: [{ label: "API key", variable: "SENDPILOT_API_KEY" }],
      authentication: { kind: "header", name: "X-API-Key" },
    },
  ],
  keyGuide: {
    menu: "Dashboard → Integrations → API Keys",
    create: "Create API Key",
    who: "The key reaches the campaigns and leads of the workspace in which it is made.",
  },
  rateLimits: [],
  scopes: [],
  keyProbe: { path: "credits", query: {} },
  endpoints: [
    {
      tool: "sendpilot_list_campaigns",
      title: "Campaigns",
      description:
        "Which campaigns are there, and how do they do? One page of campaigns with status and counters such as leads. For one campaign use sendpilot_get_campaign.",
      path: "campaigns",
      scopes: [],
      arguments: [
        {
          name: "status",
          type: "string",
          maxLength: 50,
          description:
            "Only this status, passed on as given (documents disagree: started or active, paused, draft, finished)",
        },
        page,
        limit(20),
      ],
      list: true,
      table: {
        name: "campaigns",
        row: "One campaign with its counters. Which statuses there are, and in which case they are written, the documents tell in two ways.",
        id: "id",
      },
      // The counter that the page's own example has; the others are second-hand.
      chart: { kind: "horizontal", x: "name", y: ["totalLeads"] },
    },
    {
      tool: "sendpilot_get_campaign",
      title: "One campaign",
      description:
        "How does one campaign do? Status, senders, and counters such as connections, messages and replies. Its id is in sendpilot_list_campaigns.",
      path: "campaigns/{id}",
      scopes: [],
      arguments: [idOf("The campaign's id")],
      list: false,
    },
    {
      tool: "sendpilot_list_leads",
      title: "Leads",
      description:
        "Who is being contacted, and how far did it get? One page of leads with status, name, title and company, of one campaign or all. For one person use sendpilot_get_lead.",
      path: "leads",
      scopes: [],
      arguments: [
        {
          name: "campaign_id",
          parameter: "campaignId",
          type: "string",
          maxLength: 100,
          description: "Only leads of this campaign",
        },
        {
          name: "status",
          type: "string",
          maxLength: 50,
          description:
            "Only this status: PENDING, CONNECTION_SENT, CONNECTION_ACCEPTED, MESSAGE_SENT, REPLY_RECEIVED, DONE; others may exist",
        },
        page,
        limit(50),
      ],
      list: true,
      table: {
        name: "leads",
        row: "One lead of one campaign; campaignId is an id of campaigns. status is how far it got; updatedAt is when that changed last.",
        id: "id",
        rows: "leads",
        total: "pagination.total",
        columns: {
          status: "PENDING, CONNECTION_SENT, CONNECTION_ACCEPTED, MESSAGE_SENT, REPLY_RECEIVED, DONE; others may exist",
        },
      },
    },
    {
      tool: "sendpilot_get_lead",
      title: "One lead",
      description:
        "What is known of one lead? Status, campaign, name, title and company. Its id is in sendpilot_list_leads.",
      path: "leads/{id}",
      scopes: [],
      arguments: [idOf("The lead's id")],
      list: false,
    },
    {
      tool: "sendpilot_get_credits",
      title: "Credits",
      description: "How many credits are left? What is available and used, and when it is filled up again.",
      path: "credits",
      scopes: [],
      arguments: [],
      list: false,
    },
    {
      tool: "sendpilot_list_senders",
      title: "Senders",
      description: "Which LinkedIn accounts send, and do they work? The workspace's senders with their status.",
      path: "inbox/senders",
      scopes: [],
      arguments: [],
      list: true,
      table: { name: "senders", row: "One LinkedIn account that sends. Its fields are not documented by SendPilot." },
    },
    {
      tool: "sendpilot_get_search_status",
      title: "Progress of a lead search",
      description:
        "Is a search of the lead database done? Status and progress of one search. The leads found: sendpilot_list_search_results.",
      path: "lead-database/searches/{id}/status",
      scopes: [],
      arguments: [idOf("The search's id, from SendPilot")],
      list: false,
    },
    {
      tool: "sendpilot_list_search_results",
      title: "Results of a lead search",
      description:
        "Which leads did a search of the lead database find? Its leads as they come. Whether it is done: sendpilot_get_search_status.",
      path: "lead-database/searches/{id}/results",
      scopes: [],
      arguments: [idOf("The search's id, from SendPilot")],
      list: true,
    },
    {
      tool: "sendpilot_get_extractor_status",
      title: "Progress of a lead extraction",
      description:
        "Is a run of the lead extractor done? Status and how many leads were extracted and enriched. The leads: sendpilot_list_extractor_results.",
      path: "lead-extractor/campaigns/{id}/status",
      scopes: [],
      arguments: [idOf("The extractor campaign's id, from SendPilot")],
      list: false,
    },
    {
      tool: "sendpilot_list_extractor_results",
      title: "Results of a lead extraction",
      description:
        "Which leads did a run of the lead extractor bring? Its leads as they come. Whether it is done: sendpilot_get_extractor_status.",
      path: "lead-extractor/campaigns/{id}/results",
      scopes: [],
      arguments: [idOf("The extractor campaign's id, from SendPilot")],
      list: true,
    },
  ],
  prompts: [
    {
      name: "outreach_review",
      title: "Outreach review",
      description: "How each campaign does, whether the senders work, and how many credits are left.",
      arguments: [],
      text: [
        "Review the outreach on LinkedIn as it stands now.",
        "Campaigns with their counters: {list_campaigns}, every page. Accounts that send: {list_senders}. Credits: {get_credits}.",
        "A good answer begins with what needs attention today: a sender that does not work, a campaign that stands still, credits that will run out before they are renewed. Then a table of the campaigns with status and counters, and what percentage of leads accepted or answered, where there are counters for it.",
        "The counters are of each campaign's whole time: SendPilot tells none by week or month. The documents name them in two ways, so say which you used.",
      ],
    },
    {
      name: "lead_funnel",
      title: "How far leads got",
      description: "How many leads are at each step, by campaign, and where they get stuck.",
      arguments: [
        {
          name: "campaign",
          type: "string",
          maxLength: 100,
          default: "all campaigns",
          description: "One campaign only, by its name or id",
        },
      ],
      text: [
        "Show how far the leads of {campaign} got, and where they get stuck.",
        "Look up the tables campaigns and leads with {list_tables}, then count leads by campaignId and status with {query}. The tables hold the rows of {list_campaigns} and {list_leads}.",
        "A lead has one status, the step at which it is now: PENDING, CONNECTION_SENT, CONNECTION_ACCEPTED, MESSAGE_SENT, REPLY_RECEIVED, DONE. Whoever is at a later step passed the ones before it. There may be other statuses: count them by themselves.",
        "A good answer is a table of the steps with the number of leads at each and what percentage got at least that far, for each campaign where there are several. Then the step at which most are lost. updatedAt is the last change only, so do not make a history of it.",
      ],
    },
  ],
  errorBody: { message: "message" },
  refusalHints: [
    {
      status: 403,
      advice:
        "SendPilot answers so when the key belongs to another workspace than what was asked for. Use an id from the lists of this workspace, or a key that was made in the other one.",
    },
  ],
  personalData: {
    what: "leads' names, LinkedIn profiles, e-mail addresses and phone numbers",
    fields: ["linkedinUrl", "linkedin_url"],
  },
  notCovered: [
    { what: "Conversations and messages", why: "they are private correspondence" },
    {
      what: "Quotas of senders, filters of the lead database, the key's own workspace",
      why: "their answers are not documented",
    },
  ],
  unknowns: [
    "SendPilot names no rate limit, so only four requests go out at once, and a 429 is obeyed.",
    "The paging of search and extractor results is not documented, so what comes without it is shown.",
    "Whether keys expire, and how they begin, is not documented.",
  ],
  sources: [
    "https://docs.sendpilot.ai/api-reference/authentication",
    "https://docs.sendpilot.ai/api-reference/introduction",
    "https://docs.sendpilot.ai/api-reference/endpoint/get-campaigns",
    "https://docs.sendpilot.ai/api-reference/endpoint/get-leads",
    "https://docs.sendpilot.ai/api-reference/endpoint/get-lead-by-id",
    "https://docs.sendpilot.ai/api-reference/endpoint/get-credits",
    "https://docs.sendpilot.ai/api-reference/endpoint/get-lead-database-search-status",
    "https://docs.sendpilot.ai/api-reference/endpoint/get-lead-extractor-campaign-status",
    "https://github.com/nativeship/n8n-nodes-sendpilot",
  ],
});
