import { alignColumns } from "../../src/terminal/table.ts";
import type { Listed } from "./client.ts";

/** What became of one client. */
export interface Row extends Listed {
  readonly title: string;
  readonly version: string;
  readonly canCall: boolean;
  /** Of the protocol, as it was asked for over HTTP. */
  readonly revisions: string;
  /** From `keyscope install` to the list of tools. */
  readonly seconds: number;
}

/** @param before seconds that passed before any client was there */
export function tableOf(rows: readonly Row[], before: number): string {
  const titles = ["client", "version", "says", "tools", "calls", "revision", "s", "in all, s"];
  return alignColumns([titles, ...rows.map((row) => cells(row, before))]).join("\n");
}

function cells({ title, version, says, tools, canCall, answer, revisions, seconds }: Row, before: number): string[] {
  const calls = canCall ? (isGood(answer) ? "yes" : "no answer") : "-";
  const times = [seconds, before + seconds].map((time) => time.toFixed(1));
  return [title, version, says, `${tools.length}`, calls, revisions, ...times];
}

/** Names the clients that do not see all tools, or got no answer of one; undefined where there are none. */
export function findFailed(rows: readonly Row[], expected: number | undefined): string | undefined {
  const most = expected ?? Math.max(10, ...rows.map(({ tools }) => tools.length));
  const failed = rows.filter(({ tools, canCall, answer }) => tools.length !== most || (canCall && !isGood(answer)));
  if (failed.length === 0) return undefined;
  const named = failed.map(({ title, tools }) => `${title} (${tools.join(", ")})`).join("; ");
  return `Not all ${most} tools, or no answer of one, in: ${named}`;
}

/** The orders of the invented shop, as their first line says it. */
function isGood(answer: string | undefined): boolean {
  return answer?.includes("currency") === true;
}
