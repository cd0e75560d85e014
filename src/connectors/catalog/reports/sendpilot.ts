import type { WeeklyReport } from "../../schema/report.ts";

/* SendPilot keeps of a lead its state now and when that changed last, so a week cannot be set beside an earlier one. */

const LATE = "A lead counts on the day of its last change, so an earlier week loses those that went on since.";

export const sendpilotReport: WeeklyReport = [
  {
    kind: "query",
    title: "How far leads are",
    about: `All leads by their state now, and how many of them came to it in the week. ${LATE}`,
    table: "leads",
    columns: {},
    sql: "SELECT status, count(*) FILTER (CAST(updatedAt AS DATE) BETWEEN {first} AND {last}) AS changed_in_the_week, count(*) AS leads FROM leads GROUP BY 1 ORDER BY 3 DESC, 1",
    shows: "rows",
    chart: { kind: "horizontal", x: "status", y: ["leads"] },
  },
  {
    kind: "query",
    title: "What happened in each campaign",
    about: `Leads whose state changed in the week, and how many replied last. ${LATE}`,
    table: "leads",
    columns: {},
    sql: "SELECT c.name AS campaign, c.status, count(l.id) AS leads, count(l.id) FILTER (CAST(l.updatedAt AS DATE) BETWEEN {first} AND {last}) AS changed_in_the_week, count(l.id) FILTER (l.status = 'REPLY_RECEIVED' AND CAST(l.updatedAt AS DATE) BETWEEN {first} AND {last}) AS replies_in_the_week FROM campaigns c LEFT JOIN leads l ON l.campaignId = c.id GROUP BY 1, 2 ORDER BY 4 DESC, 1",
    shows: "rows",
    chart: { kind: "horizontal", x: "campaign", y: ["changed_in_the_week"] },
  },
];
