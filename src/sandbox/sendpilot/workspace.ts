import { type Day, utcTimestamp } from "../data/calendar.ts";
import { handleOf, namesOf, personFrom } from "../data/people.ts";
import { type NonEmpty, type Random, randomFrom } from "../data/random.ts";

export type CampaignStatus = "STARTED" | "PAUSED" | "DRAFT" | "FINISHED";

export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly status: CampaignStatus;
  readonly created: Day;
  readonly senderIds: readonly string[];
  /** How many leads it is to have, and how well they answer: the share that takes each next step. */
  readonly size: number;
  readonly appeal: number;
}

/** Of each: name, description, status, days ago, senders, leads, appeal. */
const PLANS: readonly (readonly [string, string, CampaignStatus, number, readonly number[], number, number])[] = [
  ["Trade fair follow-up, Munich", "Everyone who left a card at the booth", "DRAFT", 2, [1], 26, 0],
  ["CFOs at German SaaS firms", "Cost control for teams of 50 to 500", "STARTED", 34, [1, 2], 74, 0.72],
  ["Heads of Sales, Nordics", "Pipeline reviews, second attempt", "STARTED", 48, [1, 3], 61, 0.66],
  ["Agencies in Austria", "Partner programme", "PAUSED", 71, [2], 38, 0.55],
  ["Winter webinar guests", "Invitation to the product tour", "FINISHED", 128, [1, 2, 3], 55, 0.8],
  ["First trial", "Learning how it works", "FINISHED", 190, [1], 12, 0.5],
];

/** Lists the campaigns of a day, newest first. Their ids do not change from day to day. */
function campaignsOn(today: Day): Campaign[] {
  return PLANS.map(([name, description, status, daysAgo, senders, size, appeal], index) => ({
    id: `cmp_sandbox_0${PLANS.length - index}`,
    ...{ name, description, status, size, appeal },
    created: today - daysAgo,
    senderIds: senders.map((number) => `sender_sandbox_0${number}`),
  }));
}

/** How far a lead has come, in this order (https://docs.sendpilot.ai/api-reference/endpoint/get-leads). */
const STEPS = ["PENDING", "CONNECTION_SENT", "CONNECTION_ACCEPTED", "MESSAGE_SENT", "REPLY_RECEIVED"] as const;
/** What may become of one who replied: `DONE`, and what people set by hand (…/patch-lead-status). */
const OUTCOMES = ["DONE", "MEETING_BOOKED", "OPPORTUNITY", "NOT_INTERESTED"] as const;
export const leadStatuses = [...STEPS, ...OUTCOMES] as const;

type LeadStatus = (typeof leadStatuses)[number];

const titles: NonEmpty<string> = ["CFO", "Head of Sales", "Managing Director", "VP Finance", "Sales Operations"];
const companies: NonEmpty<string> = [
  "Tannenberg Software",
  "Fjordlink AB",
  "Kontor Nord",
  "Lumen Analytics",
  "Alpenwerk",
  "Brückner & Söhne",
  "Sundby Systems",
];

function progress({ status, appeal }: Campaign, random: Random): LeadStatus {
  // Drawn even where it does not count, so that the leads after it stay the same.
  const draws = STEPS.map(() => random.next());
  const outcome = random.one(OUTCOMES);
  if (status === "DRAFT") return "PENDING";
  const steps = draws.findIndex((draw) => draw > appeal);
  // A campaign that has ended has written to everyone.
  const step = status === "FINISHED" ? Math.max(1, steps) : steps;
  return steps === -1 ? outcome : (STEPS[step] ?? "PENDING");
}

/** Invents the leads of a campaign, as the API answers them, added on its first days; none is newer than yesterday. */
function leadsOf(campaign: Campaign, random: Random, today: Day) {
  return Array.from({ length: campaign.size }, (_, index) => {
    const person = personFrom(random, namesOf.any);
    const [title, company] = [random.one(titles), random.one(companies)];
    const status = progress(campaign, random);
    const created = Math.min(campaign.created + random.between(0, 9), today - 1);
    const updated = status === "PENDING" ? created : Math.min(created + random.between(0, 20), today - 1);
    const minute = random.between(7 * 60, 17 * 60);
    const number = String(index + 1).padStart(3, "0");
    return {
      id: `lead_sandbox_${campaign.id.slice(-2)}${number}`,
      linkedinUrl: `https://www.linkedin.com/in/${handleOf(person, "-")}-sandbox-${campaign.id.slice(-2)}${number}`,
      firstName: person.first,
      lastName: person.last,
      title: random.chance(0.92) ? title : null,
      company: random.chance(0.95) ? company : null,
      status,
      campaignId: campaign.id,
      createdAt: utcTimestamp(created, minute),
      updatedAt: utcTimestamp(updated, minute + (status === "PENDING" ? 0 : 60)),
    };
  });
}

/** Counts the leads that came at least as far as the step. Who has an outcome has taken them all. */
export function reached(leads: readonly { readonly status: LeadStatus }[], step: (typeof STEPS)[number]): number {
  return leads.filter(({ status }) => leadStatuses.indexOf(status) >= leadStatuses.indexOf(step)).length;
}

/** A search of the lead database, or a campaign of the lead extractor. */
export interface Job {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  /** Undefined as long as it runs. */
  readonly completedAt: string | undefined;
  readonly requested: number;
  /** Who was found so far. */
  readonly people: ReturnType<typeof foundBy>;
}

const cities: NonEmpty<{ city: string; country: string }> = [
  { city: "Hamburg", country: "Germany" },
  { city: "Stockholm", country: "Sweden" },
  { city: "Vienna", country: "Austria" },
  { city: "Copenhagen", country: "Denmark" },
];

/** Invents who was found, as the webhook of a finished search tells it (https://docs.sendpilot.ai/webhooks). */
function foundBy(job: string, count: number, enriched: number, random: Random) {
  return Array.from({ length: count }, (_, index) => {
    const person = personFrom(random, namesOf.any);
    const { city, country } = random.one(cities);
    const number = String(index + 1).padStart(3, "0");
    const phone = `+4940555${String(random.between(1_000, 9_999))}`;
    const known = index < enriched;
    return {
      id: `${job}_${number}`,
      first_name: person.first,
      last_name: person.last,
      full_name: `${person.first} ${person.last}`,
      // Null for those who are not enriched yet.
      email: known ? `${handleOf(person, ".")}.${number}@example.com` : null,
      phone: known ? phone : null,
      linkedin_url: `https://www.linkedin.com/in/${handleOf(person, "-")}-${job.replaceAll("_", "-")}-${number}`,
      job_title: random.one(titles),
      company: random.one(companies),
      location: city,
      country,
    };
  });
}

/** Makes the jobs of a day. Of each kind the first has ended and the second still runs. */
function jobsOn(today: Day, random: Random) {
  const job = (id: string, name: string, done: boolean, requested: number, found: number, enriched: number): Job => ({
    id,
    name,
    createdAt: utcTimestamp(today - (done ? 9 : 1), 9 * 60),
    completedAt: done ? utcTimestamp(today - 9, 9 * 60 + 25) : undefined,
    requested,
    people: foundBy(id, found, enriched, random),
  });
  return {
    searches: [
      job("search_sandbox_01", "Heads of Finance, DACH", true, 120, 120, 120),
      job("search_sandbox_02", "Agency owners, Nordics", false, 200, 84, 84),
    ],
    extractions: [
      job("extraction_sandbox_01", "Guests of a LinkedIn event", true, 60, 60, 60),
      job("extraction_sandbox_02", "Followers of a company page", false, 150, 90, 45),
    ],
  };
}

/** The LinkedIn accounts that send. */
const senders = [
  sender(1, "Hanne Lindqvist", "active"),
  sender(2, "Marek Duda", "active"),
  sender(3, "Silvia Conti", "rate_limited"),
];

function sender(number: number, name: string, status: "active" | "disconnected" | "rate_limited") {
  const handle = `${name.toLowerCase().replace(" ", "-")}-sandbox`;
  return { id: `sender_sandbox_0${number}`, name, linkedinUrl: `https://www.linkedin.com/in/${handle}`, status };
}

function creditsOn(today: Day, used: number) {
  const [subscription, purchased] = [2_000, 500];
  const available = subscription + purchased - used;
  return { available, subscription, purchased, used, nextResetDate: utcTimestamp(today + 12, 0) };
}

/**
 * Builds everything that a key reaches on a day: campaigns and leads, newest first, senders, credits, and the jobs of
 * the lead database and of the lead extractor. The same day gives the same. It all happened before that day began.
 */
export function buildWorkspace(today: Day) {
  const random = randomFrom(2_024);
  const campaigns = campaignsOn(today);
  const leads = campaigns.flatMap((campaign) => leadsOf(campaign, random, today));
  const jobs = jobsOn(today, random);
  const found = [...jobs.searches, ...jobs.extractions].reduce((sum, job) => sum + job.people.length, 0);
  return { campaigns, leads, senders, credits: creditsOn(today, found), ...jobs };
}

export type Workspace = ReturnType<typeof buildWorkspace>;
