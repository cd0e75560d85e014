import { isoMonth } from "../../../src/sandbox/data/calendar.ts";
import { leadStatuses, reached, type Workspace } from "../../../src/sandbox/sendpilot/workspace.ts";
import { groupBy, median, percent, rowsOf, sortBy } from "../figures.ts";
import type { Question } from "../question.ts";

type Lead = Workspace["leads"][number];

const REPLIED = leadStatuses.slice(leadStatuses.indexOf("REPLY_RECEIVED"));
const IN_REPLIED = `(${REPLIED.map((status) => `'${status}'`).join(", ")})`;

/** The leads of each campaign that has any, by the campaign's name. */
function byCampaign({ campaigns, leads }: Workspace): readonly (readonly [string, Lead[]])[] {
  const all = campaigns.map(({ id, name }) => [name, leads.filter(({ campaignId }) => campaignId === id)] as const);
  return sortBy(all, ([name]) => name);
}

export const sendpilotQuestions: readonly Question<Workspace>[] = [
  {
    ask: "How far did the leads of each campaign get?",
    sql: `SELECT c.name, l.status, count(*) AS n FROM leads l JOIN campaigns c ON c.id = l.campaignId
      GROUP BY c.name, l.status ORDER BY c.name, l.status`,
    expected: (workspace) =>
      byCampaign(workspace).flatMap(([name, all]) =>
        sortBy(
          groupBy(all, ({ status }) => status),
          ([status]) => status,
        ).map(([status, its]) => [name, status, its.length]),
      ),
  },
  {
    ask: "Which campaign gets the most replies, in percent of its leads?",
    sql: `SELECT c.name, round(100 * count(*) FILTER (WHERE l.status IN ${IN_REPLIED}) / count(*), 1) AS percent
      FROM leads l JOIN campaigns c ON c.id = l.campaignId GROUP BY c.name ORDER BY c.name`,
    expected: (workspace) =>
      byCampaign(workspace).map(([name, all]) => [name, percent(reached(all, "REPLY_RECEIVED"), all.length)]),
  },
  {
    ask: "How many meetings came of the campaigns that are running?",
    sql: `SELECT c.name, count(l.id) AS meetings FROM campaigns c
      LEFT JOIN leads l ON l.campaignId = c.id AND l.status = 'MEETING_BOOKED'
      WHERE c.status = 'STARTED' GROUP BY c.name ORDER BY c.name`,
    expected: ({ campaigns, leads }) =>
      sortBy(
        campaigns.filter(({ status }) => status === "STARTED"),
        ({ name }) => name,
      ).map(({ id, name }) => [
        name,
        leads.filter(({ campaignId, status }) => campaignId === id && status === "MEETING_BOOKED").length,
      ]),
  },
  {
    ask: "From which companies do we get replies?",
    sql: `SELECT company, count(*) AS replies FROM leads WHERE status IN ${IN_REPLIED} AND company IS NOT NULL
      GROUP BY company HAVING count(*) >= 3 ORDER BY replies DESC, company`,
    expected: ({ leads }) =>
      sortBy(
        rowsOf(
          leads.filter(({ status, company }) => REPLIED.includes(status) && company !== null),
          ({ company }) => company ?? "",
          (company, all) => [company, all.length] as const,
        ).filter(([, n]) => n >= 3),
        ([, n]) => -n,
        ([company]) => company,
      ),
  },
  {
    ask: "How many days pass, in the middle, until someone replies?",
    sql: `SELECT median(date_diff('day', createdAt, updatedAt)) AS days FROM leads WHERE status IN ${IN_REPLIED}`,
    expected: ({ leads }) => {
      const day = (time: string) => Math.floor(Date.parse(time) / 86_400_000);
      const waits = leads
        .filter(({ status }) => REPLIED.includes(status))
        .map(({ createdAt, updatedAt }) => day(updatedAt) - day(createdAt));
      return [[median(waits.map((days) => days * 100))]];
    },
  },
  {
    ask: "Of how many leads do we not know the title or the company?",
    sql: `SELECT count(*) FILTER (WHERE title IS NULL) AS no_title, count(*) FILTER (WHERE company IS NULL) AS no_company,
        count(*) FILTER (WHERE title IS NULL AND company IS NULL) AS neither FROM leads`,
    expected: ({ leads }) => [
      [
        leads.filter(({ title }) => title === null).length,
        leads.filter(({ company }) => company === null).length,
        leads.filter(({ title, company }) => title === null && company === null).length,
      ],
    ],
  },
  {
    ask: "How many leads were added each month?",
    sql: "SELECT strftime(createdAt, '%Y-%m') AS month, count(*) AS n FROM leads GROUP BY month ORDER BY month",
    expected: ({ leads }) =>
      rowsOf(
        sortBy(leads, ({ createdAt }) => createdAt),
        ({ createdAt }) => isoMonth(Date.parse(createdAt) / 86_400_000),
        (month, all) => [month, all.length],
      ),
  },
  {
    ask: "Does every campaign have as many leads as it says?",
    sql: `SELECT count(*) AS campaigns_off FROM campaigns c
      WHERE c.totalLeads <> (SELECT count(*) FROM leads l WHERE l.campaignId = c.id)`,
    expected: ({ campaigns, leads }) => [
      [campaigns.filter(({ id, size }) => leads.filter(({ campaignId }) => campaignId === id).length !== size).length],
    ],
  },
  {
    ask: "Which job titles become opportunities or meetings?",
    sql: `SELECT title, count(*) AS leads_count, count(*) FILTER (WHERE status IN ('MEETING_BOOKED', 'OPPORTUNITY')) AS won
      FROM leads WHERE title IS NOT NULL GROUP BY title ORDER BY won DESC, title`,
    expected: ({ leads }) =>
      sortBy(
        rowsOf(
          leads.filter(({ title }) => title !== null),
          ({ title }) => title ?? "",
          (title, all) =>
            [
              title,
              all.length,
              all.filter(({ status }) => status === "MEETING_BOOKED" || status === "OPPORTUNITY").length,
            ] as const,
        ),
        ([, , won]) => -won,
        ([title]) => title,
      ),
  },
  {
    ask: "Can all our LinkedIn accounts send?",
    sql: "SELECT name, status FROM senders WHERE status <> 'active'",
    expected: ({ senders }) =>
      senders.filter(({ status }) => status !== "active").map(({ name, status }) => [name, status]),
  },
];
