import { describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import type { ArgumentValues } from "../../src/connectors/schema/connector.ts";
import { notePeriod } from "../../src/render/period-note.ts";
import { META, NOW, requestOf } from "./read-back.ts";

function note(
  tool: string,
  values: ArgumentValues,
  timezone: unknown = "Europe/Prague",
  now = NOW,
): string | undefined {
  const meta = typeof timezone === "string" ? { ...META, timezone } : {};
  return notePeriod(requestOf({ tool }).endpoint, values, meta, now);
}

const TODAY = "2026-10-05 in Europe/Prague";

describe("the note on the period", () => {
  it.each<[string, ArgumentValues, string | undefined]>([
    ["get_summary", { year: 2025 }, undefined],
    ["get_summary", { year: 2026 }, `The year 2026 is not over: today is ${TODAY}.`],
    ["get_summary", { year: 2027 }, `The year 2027 has not begun: today is ${TODAY}.`],
    [
      "get_summary",
      {},
      `No year was given, and which one that means is not documented. 2026 is not over: today is ${TODAY}.`,
    ],
    ["get_customer_metrics", { year: 2025, months: 3 }, undefined],
    ["get_customer_metrics", { months: 3 }, `The period asked for reaches into today, ${TODAY}, so it is not over.`],
    ["get_marketing", {}, `The period asked for reaches into today, ${TODAY}, so it is not over.`],
    ["get_daily", {}, `The period asked for reaches into today, ${TODAY}, so it is not over.`],
    ["get_daily", { days: 7 }, `The period asked for reaches into today, ${TODAY}, so it is not over.`],
    ["get_daily", { end_date: "2026-10-04" }, undefined],
    ["get_daily", { start_date: "2026-10-01", end_date: "2026-10-04" }, undefined],
    [
      "get_daily",
      { start_date: "2026-10-01", end_date: "2026-10-05" },
      `The period asked for is not over: today is ${TODAY}.`,
    ],
    ["get_daily", { start_date: "2026-10-01" }, `The period asked for is not over: today is ${TODAY}.`],
    [
      "get_daily",
      { start_date: "2026-10-06", end_date: "2026-10-09" },
      `The period asked for has not begun: today is ${TODAY}.`,
    ],
    ["list_orders", { page: 1 }, undefined],
    ["list_inventory", {}, undefined],
  ])("of %s with %j", (tool, values, expected) => {
    expect(note(tool, values)).toBe(expected);
  });

  it("is not made where no period was asked for: without days an API lists all there is", () => {
    const { endpoint } = requestOf({ connector: ebiz, tool: "list_loyalty_ledger" });
    expect(notePeriod(endpoint, {}, {}, NOW)).toBeUndefined();
    expect(notePeriod(endpoint, { from: "2026-10-01" }, {}, NOW)).toContain("The period asked for is not over");
  });

  it.each([
    ["Pacific/Auckland", "2025-12-31T12:00:00Z", "2026-01-01 in Pacific/Auckland"],
    ["America/Los_Angeles", "2026-01-01T07:00:00Z", "2025-12-31 in America/Los_Angeles"],
    ["Mars/Olympus", "2025-12-31T23:00:00Z", "2025-12-31 in UTC (the store's timezone is not known)"],
    ["", "2025-12-31T23:00:00Z", "2025-12-31 in UTC (the store's timezone is not known)"],
    [null, "2025-12-31T23:00:00Z", "2025-12-31 in UTC (the store's timezone is not known)"],
    ["x\n# forged", "2025-12-31T23:00:00Z", "2025-12-31 in UTC (the store's timezone is not known)"],
  ])("counts days in %j", (timezone, now, words) => {
    const year = Number(words.slice(0, 4));
    expect(note("get_summary", { year }, timezone, new Date(now))).toBe(
      `The year ${year} is not over: today is ${words}.`,
    );
  });
});
