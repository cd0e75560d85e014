import { type Day, utcDay, utcTimestamp } from "../data/calendar.ts";
import { randomFrom } from "../data/random.ts";
import { type Campaign, campaignsOn } from "./campaigns.ts";
import { type Job, jobsOn } from "./jobs.ts";
import { type Lead, leadsOf } from "./leads.ts";

/** A LinkedIn account that sends. */
interface Sender {
  readonly id: string;
  readonly name: string;
  readonly linkedinUrl: string;
  readonly status: "active" | "disconnected" | "rate_limited";
}

interface Credits {
  readonly available: number;
  readonly subscription: number;
  readonly purchased: number;
  readonly used: number;
  readonly nextResetDate: string;
}

/** Everything that a key reaches. */
export interface Workspace {
  /** Newest first, as are the leads. */
  readonly campaigns: readonly Campaign[];
  readonly leads: readonly Lead[];
  readonly senders: readonly Sender[];
  readonly credits: Credits;
  /** Of the lead database. */
  readonly searches: readonly Job[];
  /** Of the lead extractor. */
  readonly extractions: readonly Job[];
}

const senders: readonly Sender[] = [
  sender(1, "Hanne Lindqvist", "active"),
  sender(2, "Marek Duda", "active"),
  sender(3, "Silvia Conti", "rate_limited"),
];

function sender(number: number, name: string, status: Sender["status"]): Sender {
  const handle = `${name.toLowerCase().replace(" ", "-")}-sandbox`;
  return { id: `sender_sandbox_0${number}`, name, linkedinUrl: `https://www.linkedin.com/in/${handle}`, status };
}

function creditsOn(today: Day, used: number): Credits {
  const [subscription, purchased] = [2_000, 500];
  const available = subscription + purchased - used;
  return { available, subscription, purchased, used, nextResetDate: utcTimestamp(today + 12, 0) };
}

function build(today: Day): Workspace {
  const random = randomFrom(2_024);
  const drafts = campaignsOn(today);
  const leads = drafts.flatMap((campaign) => leadsOf(campaign, random, today));
  const { searches, extractions } = jobsOn(today, random);
  const found = [...searches, ...extractions].reduce((sum, job) => sum + job.people.length, 0);
  return { campaigns: drafts, leads, senders, credits: creditsOn(today, found), searches, extractions };
}

let latest: { readonly today: Day; readonly workspace: Workspace } | undefined;

/** The workspace of a day: the same day gives the same. Everything in it happened before that day began. */
export function workspaceOn(now: Date): Workspace {
  const today = utcDay(now);
  latest = latest?.today === today ? latest : { today, workspace: build(today) };
  return latest.workspace;
}
