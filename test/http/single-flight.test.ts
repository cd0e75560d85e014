import { describe, expect, it } from "vitest";
import { type Caller, createSingleFlight, type Work } from "../../src/http/single-flight.ts";
import { settled } from "../helpers/fake-clock.ts";

/** Calls whose work ends when the test says so; all are the same unless another name is given. */
function openFlights() {
  const flights = createSingleFlight<string>();
  const begun: {
    readonly work: Work;
    readonly resolve: (value: string) => void;
    readonly reject: (error: Error) => void;
  }[] = [];
  const start = (work: Work) => new Promise<string>((resolve, reject) => begun.push({ work, resolve, reject }));
  return {
    run: (by = caller(), name = "a") => flights.run(name, by, start),
    /** What was begun, one after the other. */
    begun,
    last() {
      const one = begun.at(-1);
      if (one === undefined) throw new Error("nothing was begun");
      return one;
    },
  };
}

function caller(onWait?: Caller["onWait"]) {
  const stop = new AbortController();
  return { signal: stop.signal, onWait, giveUp: (reason = new Error("given up")) => stop.abort(reason) };
}

describe("the same call, asked for while it is running", () => {
  it("runs once, and everybody gets the answer", async () => {
    const { run, begun, last } = openFlights();
    const answers = Promise.all([1, 2, 3].map(() => run()));
    expect(begun).toHaveLength(1);
    last().resolve("answer");
    expect(await answers).toEqual(["answer", "answer", "answer"]);
  });

  it("fails for everybody when it fails", async () => {
    const { run, last } = openFlights();
    const both = [run(), run()];
    last().reject(new Error("broken"));
    for (const one of both) await expect(one).rejects.toThrow("broken");
  });

  it("is another call under another name", async () => {
    const { run, begun } = openFlights();
    void run();
    void run(caller(), "b");
    expect(begun).toHaveLength(2);
  });

  it("runs anew once it is over: an answer is never kept", async () => {
    const { run, begun, last } = openFlights();
    const first = run();
    last().resolve("first");
    await first;
    const second = run();
    expect(begun).toHaveLength(2);
    last().resolve("second");
    expect(await second).toBe("second");
  });

  it("runs anew after it failed", async () => {
    const { run, begun, last } = openFlights();
    const first = run();
    last().reject(new Error("broken"));
    await expect(first).rejects.toThrow();
    void run();
    expect(begun).toHaveLength(2);
  });
});

describe("a caller who gives up", () => {
  it("hears so at once, with the signal's reason, and the others get the answer", async () => {
    const { run, last } = openFlights();
    const [first, second] = [caller(), caller()];
    const given = run(first);
    const kept = run(second);
    const reason = new Error("no longer needed");
    first.giveUp(reason);
    await expect(given).rejects.toBe(reason);
    expect(last().work.signal.aborted).toBe(false);
    last().resolve("answer");
    expect(await kept).toBe("answer");
  });

  it("stops the work when nobody else waits for it", async () => {
    const { run, last } = openFlights();
    const [first, second] = [caller(), caller()];
    const both = [run(first), run(second)];
    first.giveUp();
    expect(last().work.signal.aborted).toBe(false);
    second.giveUp();
    expect(last().work.signal.aborted).toBe(true);
    for (const one of both) await expect(one).rejects.toThrow("given up");
    // The work's own end has nobody to hear it, and must not become an unhandled rejection.
    last().reject(new Error("stopped"));
    await settled();
  });

  it("leaves nothing to join: a later caller begins anew, and is not touched by the end of the old work", async () => {
    const { run, begun, last } = openFlights();
    const first = caller();
    const given = run(first);
    const old = last();
    first.giveUp();
    await expect(given).rejects.toThrow();
    const later = run();
    expect(begun).toHaveLength(2);
    old.reject(new Error("stopped"));
    await settled();
    // Still running, so it can still be joined.
    const third = run();
    expect(begun).toHaveLength(2);
    last().resolve("answer");
    expect(await Promise.all([later, third])).toEqual(["answer", "answer"]);
  });

  it("begins nothing when it gave up before", async () => {
    const { run, begun } = openFlights();
    const gone = caller();
    gone.giveUp();
    await expect(run(gone)).rejects.toThrow("given up");
    expect(begun).toHaveLength(0);
  });

  it("changes nothing when it gives up after the answer came", async () => {
    const { run, begun, last } = openFlights();
    const first = caller();
    const answer = run(first);
    last().resolve("answer");
    expect(await answer).toBe("answer");
    void run();
    first.giveUp();
    await settled();
    expect(begun).toHaveLength(2);
    expect(last().work.signal.aborted).toBe(false);
  });
});

describe("the wait for the limit", () => {
  it("is told to every caller who is there", async () => {
    const { run, last } = openFlights();
    const heard: string[] = [];
    const gone = caller(() => heard.push("gone"));
    void run(gone).catch(() => undefined);
    void run(caller((ms, limit) => heard.push(`first ${ms} ${limit?.per}`)));
    void run(caller((ms, limit) => heard.push(`second ${ms} ${limit?.per}`)));
    void run();
    gone.giveUp();
    last().work.onWait(4_000, { requests: 120, seconds: 60, per: "key" });
    expect(heard).toEqual(["first 4000 key", "second 4000 key"]);
  });
});
