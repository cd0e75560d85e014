import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { createHttpClient } from "../../src/http/client.ts";
import { explain } from "../../src/messages/explain.ts";
import type { ApiClient } from "../../src/requests/api-client.ts";
import { fetchEndpoint } from "../../src/requests/fetch.ts";
import { credentialOf, endpointOf, openSetpilotClient } from "../helpers/api-client.ts";
import { type FakeApi, type Reaction, startFakeApi } from "../helpers/fake-api.ts";
import { settled } from "../helpers/fake-clock.ts";
import { SETPILOT_LIMIT } from "../helpers/limiter.ts";
import { expectPlainWords } from "../helpers/plain-words.ts";

/*
 * The rows of the matrix that take their time: real sockets, a real HTTP client, and time that the test moves. That a
 * client may give up on such a call is a row of matrix.test.ts.
 */

let api: FakeApi;
const head = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n";

beforeEach(async () => {
  api = await startFakeApi();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(async () => {
  vi.useRealTimers();
  await api.close();
});

function open() {
  const credential = credentialOf(setpilot, "spa_sk_0123456789abcdef", { baseUrl: new URL(api.baseUrl) });
  return openSetpilotClient(createHttpClient({}), credential);
}

function callOrders(client: ApiClient, search: string) {
  const endpoint = endpointOf(setpilot, "setpilot_list_orders");
  return fetchEndpoint(client, endpoint, { search }, { signal: new AbortController().signal });
}

/** Real sockets need real turns of the event loop; `poll` would sleep on the timers that stand still. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 20_000 && !condition(); turn += 1) await settled();
  expect(condition()).toBe(true);
}

const rows: readonly { name: string; begin: string; everySecond: string }[] = [
  { name: "headers that never come", begin: "", everySecond: "" },
  { name: "headers that stop", begin: "HTTP/1.1 200 OK\r\nContent-Le", everySecond: "" },
  { name: "headers that drip", begin: "HTTP/1.1 200 OK\r\nX-Slow: ", everySecond: "x" },
  { name: "a body that stops", begin: `${head}{"data":`, everySecond: "" },
  { name: "a body that drips one byte a second", begin: head, everySecond: "x" },
];

describe("an API that answers with", () => {
  it.each(rows)("$name: tried twice within 25 s, and said so", async ({ begin, everySecond }) => {
    const { client, clock, limiter } = open();
    let current: Socket | undefined;
    const slow: Reaction = (socket) => {
      current = socket;
      if (begin !== "") socket.write(begin);
    };
    api.react("slow", [slow]);
    const call = callOrders(client, "slow");
    let isOver = false;
    void call.then(() => {
      isOver = true;
    });
    await until(() => api.requests("slow") === 1);
    let seconds = 0;
    for (; !isOver && seconds < 40; seconds += 1) {
      if (everySecond !== "") current?.write(everySecond);
      const before = api.requests("slow");
      await clock.advance(1_000);
      await vi.advanceTimersByTimeAsync(1_000);
      // The wait before the next attempt is none, but somebody has to wake it.
      for (let turn = 0; turn < 30; turn += 1) await clock.advance(0);
      // An attempt that ran out is followed by the next one, on a connection of its own.
      if (seconds === 14) await until(() => api.requests("slow") > before);
    }
    const outcome = await call;
    expect(seconds).toBe(25);
    expect(api.requests("slow")).toBe(2);
    expect(outcome).toMatchObject({ ok: false, failure: { kind: "network", reason: "timeout", attempts: 2 } });
    if (outcome.ok) return;
    const text = explain(outcome.failure, { connector: setpilot, profile: "default" });
    expect(text).toContain("did not answer in time; it was tried twice");
    expect(text).toContain("ask for less");
    expectPlainWords({ text, isError: true }, ["0123456789abcdef"]);
    // The slots are free, nothing is left open, and the next call is answered.
    expect(await limiter.remaining()).toEqual([{ limit: SETPILOT_LIMIT, requests: 118 }]);
    await until(() => api.open() === 0);
    expect(await callOrders(client, "next")).toMatchObject({ ok: true });
  });
});
