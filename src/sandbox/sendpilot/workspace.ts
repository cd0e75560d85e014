import { type Day, utcTimestamp } from "../data/calendar.ts";
import { handleOf, namesOf, personFrom } from "../data/people.ts";
import { type NonEmpty, type Random, randomFrom } from "../data/random.ts";
import { campaignsOn, companies, leadsOf, titles } from "./campaigns.ts";

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
