import { describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { sendpilot } from "../../src/connectors/catalog/sendpilot.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { RateLimited } from "../../src/failures/failure.ts";
import { explain } from "../../src/messages/explain.ts";
import { limitText, requestsIn } from "../../src/messages/phrases.ts";
import { waitingForLimit } from "../../src/messages/progress.ts";

function limited(limit: RateLimited["limit"], local: boolean): RateLimited {
  return { kind: "rate-limited", seconds: 34, until: new Date(2026, 2, 31, 14, 5, 10), local, limit };
}

const [perMinute] = setpilot.rateLimits;
const [perKey, perAddress] = ebiz.rateLimits;

describe("a call over the limit", () => {
  it.each([
    [
      "counted here",
      setpilot,
      limited(perMinute, true),
      "The limit of Setpilot is used up for now: 120 requests a minute for one key. Try again in 34 s (at 14:05:10). Until then calls are answered here, without asking Setpilot.",
    ],
    [
      "counted by the API",
      setpilot,
      limited(perMinute, false),
      "Setpilot answered that there were too many requests (HTTP 429); it allows 120 requests a minute for one key. Try again in 34 s (at 14:05:10). Until then calls are answered here, without asking Setpilot. If another program uses the same key, give Keyscope one of its own, from Setpilot under Settings → API Keys.",
    ],
    [
      "of several, with what it does not count",
      ebiz,
      limited(perKey, true),
      `The limit of ${ebiz.title} is used up for now: 60 requests a minute for one key. Try again in 34 s (at 14:05:10). Until then calls are answered here, without asking ${ebiz.title}, except those about products, which this limit does not count.`,
    ],
    [
      "of several, of the address",
      ebiz,
      limited(perAddress, true),
      `The limit of ${ebiz.title} is used up for now: 1,000 requests in 15 minutes from one address. Try again in 34 s (at 14:05:10). Until then calls are answered here, without asking ${ebiz.title}.`,
    ],
    [
      "of the address, counted by the API: no other key would help",
      ebiz,
      limited(perAddress, false),
      `${ebiz.title} answered that there were too many requests (HTTP 429); it allows 1,000 requests in 15 minutes from one address. Try again in 34 s (at 14:05:10). Until then calls are answered here, without asking ${ebiz.title}. All that is sent to ${ebiz.title} from this internet connection counts together, whatever the key: another one from there, under Settings → API, would not help.`,
    ],
    [
      "that nobody knows",
      sendpilot,
      limited(undefined, false),
      "SendPilot answered that there were too many requests (HTTP 429); its limit is not documented. Try again in 34 s (at 14:05:10). Until then calls are answered here, without asking SendPilot. If another program uses the same key, give Keyscope one of its own, from SendPilot under Dashboard → Integrations → API Keys.",
    ],
    [
      "that nobody knows, after the 429",
      sendpilot,
      limited(undefined, true),
      "SendPilot answered an earlier call that there were too many requests (HTTP 429); its limit is not documented. Try again in 34 s (at 14:05:10). Until then calls are answered here, without asking SendPilot.",
    ],
  ])("%s", (_, connector, failure, text) => {
    expect(explain(failure, { connector, profile: "default" })).toBe(text);
  });
});

it("a wait says how long and why", () => {
  expect(waitingForLimit(setpilot, 3_200, perMinute)).toBe("Waiting 4 s: Setpilot allows 120 requests a minute.");
  expect(waitingForLimit(sendpilot, 2_000, undefined)).toBe("Waiting 2 s: SendPilot asked for a pause.");
});

it.each([
  [1, 1, "1 request a second"],
  [10, 10, "10 requests in 10 seconds"],
  [60, 60, "60 requests a minute"],
  [100, 90, "100 requests in 90 seconds"],
  [1000, 900, "1,000 requests in 15 minutes"],
  [5000, 3600, "5,000 requests an hour"],
  [100_000, 86_400, "100,000 requests a day"],
])("%d requests in %d s: %s", (requests, seconds, text) => {
  expect(requestsIn({ requests, seconds })).toBe(text);
  expect(limitText({ requests, seconds, per: "address" })).toBe(`${text} from one address`);
});
