import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offerPeriods, type PeriodArgument, tellPeriod } from "../../src/prompts/periods.ts";

const period = (unit: PeriodArgument["unit"], usual: "this" | "last" = "last"): PeriodArgument => ({
  name: unit,
  description: "Which one",
  type: "period",
  unit,
  default: usual,
});

describe("a period", () => {
  it.each([
    [
      "week",
      undefined,
      "2026-11-16",
      "last week, 2026-11-09 to 2026-11-15 (the week before it: 2026-11-02 to 2026-11-08)",
    ],
    // Sunday is the week's last day.
    [
      "week",
      undefined,
      "2026-11-15",
      "last week, 2026-11-02 to 2026-11-08 (the week before it: 2026-10-26 to 2026-11-01)",
    ],
    [
      "week",
      "this",
      "2027-01-01",
      "this week, 2026-12-28 to 2027-01-03, of which the days from 2027-01-01 on are not over (the week before it: 2026-12-21 to 2026-12-27)",
    ],
    [
      "week",
      "2024-02-29",
      "2026-11-15",
      "the week of 2024-02-29, 2024-02-26 to 2024-03-03 (the week before it: 2024-02-19 to 2024-02-25)",
    ],
    [
      "month",
      undefined,
      "2026-01-01",
      "last month, 2025-12-01 to 2025-12-31 (the month before it: 2025-11-01 to 2025-11-30)",
    ],
    // The 31st has no namesake in the month before.
    [
      "month",
      undefined,
      "2026-03-31",
      "last month, 2026-02-01 to 2026-02-28 (the month before it: 2026-01-01 to 2026-01-31)",
    ],
    [
      "month",
      "2027-01",
      "2026-03-31",
      "the month 2027-01, 2027-01-01 to 2027-01-31, which is still to come (the month before it: 2026-12-01 to 2026-12-31)",
    ],
    [
      "year",
      "last",
      "2024-02-29",
      "last year, 2023-01-01 to 2023-12-31 (the year before it: 2022-01-01 to 2022-12-31)",
    ],
    [
      "year",
      "2025",
      undefined,
      "the year 2025, 2025-01-01 to 2025-12-31 (the year before it: 2024-01-01 to 2024-12-31)",
    ],
    ["week", undefined, undefined, "last week (the whole week before the current one, Monday to Sunday)"],
    ["month", "this month", undefined, "this month (the current month; it is not over)"],
    ["month", "2026-13", "2026-03-31", 'the month that is meant by "2026-13"'],
    ["week", "2026-02-30", "2026-03-31", 'the week that is meant by "2026-02-30"'],
    ["week", "last month", "2026-03-31", 'the week that is meant by "last month"'],
  ] as const)("%s %s, on %s", (unit, given, today, told) => {
    expect(tellPeriod(period(unit), given, today)).toBe(told);
  });

  const day = fc.date({ min: new Date("1995-01-01"), max: new Date("2095-12-31"), noInvalidDate: true });
  const isoDay = day.map((date) => date.toISOString().slice(0, 10));
  const units = fc.constantFrom("week", "month", "year");

  it("is whole, has today in it or right after it, and begins where the one before it ended, on any day", () => {
    fc.assert(
      fc.property(units, fc.constantFrom("this", "last"), isoDay, (unit, word, today) => {
        const days = tellPeriod(period(unit), word, today).match(/\d{4}-\d\d-\d\d/g) ?? [];
        const [first = "", last = "", beforeFirst = "", beforeLast = ""] = days.filter(
          (one, at) => !(word === "this" && at === 2 && one === today),
        );
        const next = (text: string) => new Date(Date.parse(text) + 86_400_000).toISOString().slice(0, 10);
        expect(next(beforeLast)).toBe(first);
        expect([beforeFirst < beforeLast, first < last]).toEqual([true, true]);
        if (word === "this") expect([first <= today, today <= last]).toEqual([true, true]);
        else expect(tellPeriod(period(unit), "this", today)).toContain(`this ${unit}, ${next(last)} to`);
      }),
    );
  });

  it("offers words and the past, all of which it understands", () => {
    fc.assert(
      fc.property(units, isoDay, (unit, today) => {
        const offered = offerPeriods(period(unit, "this"), today);
        expect(offered.slice(0, 2)).toEqual([`this ${unit}`, `last ${unit}`]);
        expect(new Set(offered).size).toBe(offered.length);
        for (const one of offered) expect(tellPeriod(period(unit), one, today)).toMatch(/, \d{4}-\d\d-\d\d to /);
      }),
    );
  });
});
