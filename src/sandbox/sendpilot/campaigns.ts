import { type Day, utcTimestamp } from "../data/calendar.ts";
import { handleOf, namesOf, personFrom } from "../data/people.ts";
import type { NonEmpty, Random } from "../data/random.ts";

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
export function campaignsOn(today: Day): Campaign[] {
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

export const titles: NonEmpty<string> = ["CFO", "Head of Sales", "Managing Director", "VP Finance", "Sales Operations"];
export const companies: NonEmpty<string> = [
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
export function leadsOf(campaign: Campaign, random: Random, today: Day) {
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
