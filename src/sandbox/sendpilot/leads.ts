import { type Day, utcTimestamp } from "../data/calendar.ts";
import { handleOf, type Names, personFrom } from "../data/people.ts";
import type { NonEmpty, Random } from "../data/random.ts";
import type { Campaign } from "./campaigns.ts";

/** How far a lead has come, in this order (https://docs.sendpilot.ai/api-reference/endpoint/get-leads). */
const STEPS = ["PENDING", "CONNECTION_SENT", "CONNECTION_ACCEPTED", "MESSAGE_SENT", "REPLY_RECEIVED"] as const;
/** What may become of one who replied: `DONE`, and what people set by hand (…/patch-lead-status). */
const OUTCOMES = ["DONE", "MEETING_BOOKED", "OPPORTUNITY", "NOT_INTERESTED"] as const;
export const leadStatuses = [...STEPS, ...OUTCOMES] as const;

/** A lead as the API answers it. */
export interface Lead {
  readonly id: string;
  readonly linkedinUrl: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly title: string | null;
  readonly company: string | null;
  readonly status: (typeof leadStatuses)[number];
  readonly campaignId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const names: Names = {
  first: ["Jana", "Erik", "Sofia", "Matthias", "Ingrid", "Tomasz", "Clara", "Jonas", "Åsa", "Paul", "Miriam", "Viktor"],
  last: ["Weiß", "Lindholm", "Brandt", "Nowak", "Haas", "Sørensen", "Keller", "Rossi", "Berg", "Lang", "Mayer", "Holm"],
};
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

function progress({ status, appeal }: Campaign, random: Random): Lead["status"] {
  // Drawn even where it does not count, so that the leads after it stay the same.
  const draws = STEPS.map(() => random.next());
  const outcome = random.one(OUTCOMES);
  if (status === "DRAFT") return "PENDING";
  const steps = draws.findIndex((draw) => draw > appeal);
  // A campaign that has ended has written to everyone.
  const step = status === "FINISHED" ? Math.max(1, steps) : steps;
  return steps === -1 ? outcome : (STEPS[step] ?? "PENDING");
}

/** The leads of a campaign, added on its first days; none is newer than yesterday. */
export function leadsOf(campaign: Campaign, random: Random, today: Day): Lead[] {
  return Array.from({ length: campaign.size }, (_, index): Lead => {
    const person = personFrom(random, names);
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

/** How many of the leads came at least as far as the step. Who has an outcome has taken them all. */
export function reached(leads: readonly Lead[], step: (typeof STEPS)[number]): number {
  return leads.filter(({ status }) => leadStatuses.indexOf(status) >= leadStatuses.indexOf(step)).length;
}
