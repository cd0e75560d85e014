import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { jitteredDelayMs, retryAfterMs } from "../../src/http/retry-delay.ts";

const now = new Date("2026-03-31T12:00:00Z");
const HOUR_MS = 3_600_000;

const timezone = process.env["TZ"];
afterEach(() => {
  if (timezone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = timezone;
});

describe("Retry-After", () => {
  it.each([
    ["34", 34_000],
    [" 34 ", 34_000],
    ["0", 0],
    ["1.5", 1_500],
    ["3600", HOUR_MS],
  ])("%j counts as seconds", (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });

  // The three forms of RFC 9110, 5.6.7. The last names no zone and means GMT wherever this machine is.
  const forms = ["Tue, 31 Mar 2026 12:00:34 GMT", "Tuesday, 31-Mar-26 12:00:34 GMT", "Tue Mar 31 12:00:34 2026"];
  const zones = ["UTC", "Europe/Prague", "America/New_York"];
  it.each(forms.flatMap((form) => zones.map((zone) => [form, zone] as const)))(
    "%j counts as 34 s in %s",
    (form, zone) => {
      process.env["TZ"] = zone;
      expect(retryAfterMs(form, now)).toBe(34_000);
    },
  );

  it("gives 0 for a moment that has passed", () => {
    expect(retryAfterMs("Sun, 06 Nov 1994 08:49:37 GMT", now)).toBe(0);
    expect(retryAfterMs("Sun Nov  6 08:49:37 1994", now)).toBe(0);
  });

  it.each(["86400", "9".repeat(400), "Fri, 31 Dec 9999 23:59:59 GMT", "Wed, 01 Apr 2026 12:00:00 GMT"])(
    "is never longer than an hour: %.40s",
    (header) => {
      expect(retryAfterMs(header, now)).toBe(HOUR_MS);
    },
  );

  it.each([
    undefined,
    "",
    "   ",
    "soon",
    "-5",
    "+5",
    "1e3",
    "0x10",
    "NaN",
    "Infinity",
    "5, 10",
    "5s",
    "5.",
    "2026-03-31T12:00:34Z",
    "31 Mar 2026 12:00:34 GMT",
    "Mon 5",
    "Monday",
    "Tue, 99 Foo 2026 12:00:34 GMT",
    "Tue, 31 Mar 2026 25:61:61 GMT",
  ])("%j names no time", (header) => {
    expect(retryAfterMs(header, now)).toBeUndefined();
  });

  it("gives nothing or a time between 0 and an hour for any text", () => {
    const days = fc.constantFrom("Mon", "tuesday, ", "Wed ", "");
    const anyText = fc.tuple(days, fc.string()).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(anyText, fc.double().map(String), fc.date().map(String)), (text) => {
        const waitMs = retryAfterMs(text, now) ?? 0;
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThanOrEqual(HOUR_MS);
      }),
    );
  });
});

describe("the wait before another attempt", () => {
  it("lies anywhere between nothing and 1 s, then 2 s", () => {
    expect([1, 2].map((retry) => jitteredDelayMs(retry, () => 0))).toEqual([0, 0]);
    expect([1, 2].map((retry) => jitteredDelayMs(retry, () => 0.5))).toEqual([500, 1_000]);
    expect([1, 2].map((retry) => Math.round(jitteredDelayMs(retry, () => 1 - 1e-9)))).toEqual([1_000, 2_000]);
  });
});
