import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeOf, readExact, readLocale, valueWriter } from "../../../src/commands/report/values.ts";
import { lastWeek, namedWeek } from "../../../src/commands/report/week.ts";

const DAY = 86_400_000;

describe("weeks", () => {
  it.each([
    ["2026-11-22", "2026-W46", "2026-11-09", "2026-11-15"],
    ["2026-11-23", "2026-W47", "2026-11-16", "2026-11-22"],
    ["2027-01-01", "2026-W52", "2026-12-21", "2026-12-27"],
    ["2027-01-04", "2026-W53", "2026-12-28", "2027-01-03"],
    ["2026-01-08", "2026-W01", "2025-12-29", "2026-01-04"],
    ["2026-03-31", "2026-W13", "2026-03-23", "2026-03-29"],
    ["2024-03-04", "2024-W09", "2024-02-26", "2024-03-03"],
  ])("on %s the last one that is over is %s", (today, name, first, last) => {
    expect(lastWeek(today)).toMatchObject({ name, first, last, isOver: true });
  });

  it("have one name each, by which they are found, on any day", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), (day) => {
        const today = new Date(day * DAY).toISOString().slice(0, 10);
        const week = lastWeek(today);
        expect(namedWeek(week.name, today)).toEqual(week);
        expect(new Date(week.first).getUTCDay()).toBe(1);
        expect((Date.parse(week.last) - Date.parse(week.first)) / DAY).toBe(6);
        expect((Date.parse(week.first) - Date.parse(week.before)) / DAY).toBe(7);
        const since = (Date.parse(today) - Date.parse(week.last)) / DAY;
        expect(since >= 1 && since <= 7).toBe(true);
      }),
    );
  });

  it.each(["2026-W54", "2026-W00", "2025-W53", "2026W46", "2026-W6", "2026-w46", "", "20260-W01", "2026-W46 "])(
    "have no such name: %j",
    (name) => expect(namedWeek(name, "2026-11-22")).toBeUndefined(),
  );

  it("belong to the year that most of their days are in, as their names say", () => {
    expect(namedWeek("2026-W53", "2027-01-10")).toMatchObject({ last: "2027-01-03", year: "2026" });
    expect(namedWeek("2026-W01", "2027-01-10")).toMatchObject({ first: "2025-12-29", year: "2026" });
  });

  it("that go on say so", () => {
    expect(namedWeek("2026-W47", "2026-11-22")).toMatchObject({ last: "2026-11-22", isOver: false });
    expect(namedWeek("2026-W47", "2026-11-23")).toMatchObject({ isOver: true });
  });
});

describe("numbers", () => {
  const en = valueWriter("en");

  it("are written as they are, however many digits they have", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(20), (units, places) => {
        const digits = en.number({ units, places }).replaceAll(",", "");
        const [whole = "", part = ""] = digits.replace("-", "").split(".");
        const read = BigInt(`${whole}${part.padEnd(places, "0")}`);
        expect(part.length <= places && read === (units < 0n ? -units : units)).toBe(true);
      }),
    );
  });

  it("are read without a change, and only numbers are", () => {
    expect(readExact(9918.59)).toEqual({ units: 991859n, places: 2 });
    expect(readExact(1e21)).toEqual({ units: 10n ** 21n, places: 0 });
    expect(readExact(-0.0000001)).toEqual({ units: -1n, places: 7 });
    for (const none of [1e308, 5e-324, "12", null, true, [], {}]) expect(readExact(none)).toBeUndefined();
  });

  it("change by a share of what they were, rounded to a tenth of a percent", () => {
    const change = (now: number, before: number) => {
      const [one, other] = [readExact(now), readExact(before)];
      const found = one && other && changeOf(one, other);
      return found && en.change(found);
    };
    expect(change(9918.59, 10842.44)).toBe("-8.5%");
    expect(change(1, 3)).toBe("-66.7%");
    expect(change(5, -10)).toBe("+150.0%");
    expect(change(2, 2)).toBe("0.0%");
    expect(change(2, 0)).toBeUndefined();
  });

  it.each([
    [{}, "en"],
    [{ LANG: "C.UTF-8" }, "en"],
    [{ LANG: "POSIX" }, "en"],
    [{ LANG: "de_DE.UTF-8" }, "de-DE"],
    [{ LANG: "de_DE.UTF-8", LC_ALL: "en_GB" }, "en-GB"],
    [{ LANG: "sr_RS@latin" }, "sr-RS"],
    [{ LANG: "../../etc" }, "en"],
  ])("are in the language of %j", (environment, locale) => {
    expect(readLocale(environment)).toBe(locale);
  });
});
