import { expect, it } from "vitest";
import { createAuditor } from "../../src/audit/auditor.ts";
import { createFakeClock } from "../helpers/fake-clock.ts";

it("tells of 100 refused requests a minute, and then how many more there were: nobody without a token fills a disk", async () => {
  const clock = createFakeClock();
  const written: { readonly kind: string; readonly lines?: number }[] = [];
  const trail = {
    write: (line: string) => void written.push(JSON.parse(line)),
    health: () => ({ isWriting: true, lost: 0 }),
    close: async () => undefined,
  };
  const auditor = createAuditor({ trail, clock, withoutKeys: (text) => text });
  const refuse = () => {
    const request = auditor.begin({});
    request.authenticated({ ok: false, failure: { kind: "no-token" } });
    request.answered(401);
  };
  for (let request = 0; request < 10_000; request++) refuse();
  expect(written).toHaveLength(100);
  await clock.advance(60_000);
  refuse();
  expect(written.slice(100)).toMatchObject([
    { kind: "missing", lines: 9_900, reason: "too-many-refused" },
    { kind: "request", status: 401, reason: "no-token" },
  ]);
});
