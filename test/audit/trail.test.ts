import { expect, it } from "vitest";
import { openTrail, type Sink } from "../../src/audit/trail.ts";
import { createFakeClock, settled } from "../helpers/fake-clock.ts";

/** Somewhere to write that fails while the test says so. */
function openWorld() {
  const clock = createFakeClock();
  const told: string[] = [];
  let text = "";
  let failure: string | undefined;
  let held: Promise<void> | undefined;
  const sink: Sink = {
    async append(lines) {
      await held;
      if (failure !== undefined) throw Object.assign(new Error("no"), { code: failure });
      text += lines.toString();
    },
    async close() {
      told.push("closed");
    },
  };
  const events = {
    onFailing: (code: string) => told.push(code),
    onWorking: (lost: number) => told.push(`working, ${lost} lost`),
  };
  return {
    clock,
    told,
    trail: openTrail(sink, events, clock),
    lines: () => text.split("\n").slice(0, -1),
    fail(code: string | undefined) {
      failure = code;
    },
    hold(until: Promise<void>) {
      held = until;
    },
  };
}

it("writes lines in their order, many at once", async () => {
  const { trail, lines } = openWorld();
  const all = Array.from({ length: 1_000 }, (_, number) => `${number} ${"x".repeat(300)}`);
  for (const line of all) trail.write(line);
  await trail.close();
  expect(lines()).toEqual(all);
});

it("keeps lines while they cannot be written, says so once, and writes them when they can", async () => {
  const { trail, lines, fail, told, clock } = openWorld();
  fail("ENOSPC");
  for (let line = 0; line < 5; line++) {
    trail.write(`${line}`);
    await clock.advance(3_000);
  }
  expect(told).toEqual(["ENOSPC"]);
  expect(trail.health()).toEqual({ isWriting: false, lost: 0 });
  fail(undefined);
  await clock.advance(1_000);
  expect(lines()).toEqual(["0", "1", "2", "3", "4"]);
  expect(told).toEqual(["ENOSPC", "working, 0 lost"]);
  expect(trail.health()).toEqual({ isWriting: true, lost: 0 });
});

it("keeps 8 MB at most, counts what is lost, and a line tells of it", async () => {
  const { trail, lines, fail, clock } = openWorld();
  fail("EIO");
  const line = "x".repeat(999_999);
  for (let count = 0; count < 20; count++) trail.write(line);
  await settled();
  expect(trail.health()).toEqual({ isWriting: false, lost: 11 });
  fail(undefined);
  await clock.advance(1_000);
  await trail.close();
  expect(lines()).toHaveLength(10);
  const [last = ""] = lines().slice(-1);
  expect(JSON.parse(last)).toEqual({
    time: expect.any(String),
    kind: "missing",
    lines: 11,
    reason: "not-written",
  });
});

it("ends within a second although nobody reads", async () => {
  const { trail, hold, told, clock } = openWorld();
  hold(new Promise(() => undefined));
  trail.write("a");
  const closed = trail.close();
  await clock.advance(1_000);
  await closed;
  expect(told).toEqual(["closed"]);
});
