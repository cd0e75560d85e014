import type { WeeklyReport } from "../../schema/report.ts";
import { ebizReport } from "./ebiz.ts";
import { sendpilotReport } from "./sendpilot.ts";
import { setpilotReport } from "./setpilot.ts";

/** The weekly reports by the connector's id. One that is not here has no rows that belong to a week, as far as is documented. */
export const weeklyReports: Readonly<Record<string, WeeklyReport>> = {
  setpilot: setpilotReport,
  ebiz: ebizReport,
  sendpilot: sendpilotReport,
};
