import type { Day } from "../data/calendar.ts";

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

/** The campaigns of a day, newest first. Their ids do not change from day to day. */
export function campaignsOn(today: Day): Campaign[] {
  return PLANS.map(([name, description, status, daysAgo, senders, size, appeal], index) => ({
    id: `cmp_sandbox_0${PLANS.length - index}`,
    ...{ name, description, status, size, appeal },
    created: today - daysAgo,
    senderIds: senders.map((number) => `sender_sandbox_0${number}`),
  }));
}
