import { type Day, utcTimestamp } from "../data/calendar.ts";
import { handleOf, personFrom } from "../data/people.ts";
import type { NonEmpty, Random } from "../data/random.ts";
import { companies, names, titles } from "./leads.ts";

/** Someone found, as the webhook of a finished search tells it (https://docs.sendpilot.ai/webhooks). */
interface Found {
  readonly id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly full_name: string;
  /** Null for those who are not enriched yet. */
  readonly email: string | null;
  readonly phone: string | null;
  readonly linkedin_url: string;
  readonly job_title: string;
  readonly company: string;
  readonly location: string;
  readonly country: string;
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
  readonly people: readonly Found[];
}

const cities: NonEmpty<{ city: string; country: string }> = [
  { city: "Hamburg", country: "Germany" },
  { city: "Stockholm", country: "Sweden" },
  { city: "Vienna", country: "Austria" },
  { city: "Copenhagen", country: "Denmark" },
];

function foundBy(job: string, count: number, enriched: number, random: Random): Found[] {
  return Array.from({ length: count }, (_, index) => {
    const person = personFrom(random, names);
    const { city, country } = random.one(cities);
    const number = String(index + 1).padStart(3, "0");
    const phone = `+4940555${String(random.between(1_000, 9_999))}`;
    const known = index < enriched;
    return {
      id: `${job}_${number}`,
      first_name: person.first,
      last_name: person.last,
      full_name: `${person.first} ${person.last}`,
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

/** The jobs of a day. Of each kind the first has ended and the second still runs. */
export function jobsOn(today: Day, random: Random): { readonly searches: Job[]; readonly extractions: Job[] } {
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
