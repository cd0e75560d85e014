import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { HttpClient, HttpOutcome } from "../../src/http/client.ts";
import type { Caller } from "../../src/http/single-flight.ts";
import type { ApiClient } from "../../src/requests/api-client.ts";
import { withinDeadline } from "../../src/scopes/deadline.ts";
import { callText, credentialOf, endpointOf, openSetpilotClient } from "../helpers/api-client.ts";
import { settled } from "../helpers/fake-clock.ts";
import { SETPILOT_LIMIT } from "../helpers/limiter.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const endpoint = endpointOf(setpilot, "setpilot_list_orders");

interface Sent {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly answer: (outcome: HttpOutcome) => void;
}

/** A client whose requests the test answers by hand. */
function api() {
  const sent: Sent[] = [];
  const http: HttpClient = {
    get: (url, headers, _timeoutMs, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        sent.push({ url, headers, signal, answer: resolve });
      }),
  };
  const baseUrl = new URL("https://api.example/api/v2/");
  const { client, limiter } = openSetpilotClient(http, credentialOf(setpilot, "spa_sk_0123456789", { baseUrl }));
  return { opened: client, sent, limiter };
}

/** A call as the session makes it: within the time that a call may take. */
function timelyCall(opened: ApiClient, given: unknown, from: Caller) {
  return withinDeadline(from, (timely) => callText(opened, endpoint, given, timely));
}

function caller() {
  const stop = new AbortController();
  return { signal: stop.signal, giveUp: () => stop.abort(new Error("the client's own reason")) };
}

const good: HttpOutcome = {
  kind: "answer",
  status: 200,
  headers: { "content-type": "application/json" },
  body: '{"data": [{"id": 1001}], "meta": {"shop": "Teapots"}}',
};

describe("a call", () => {
  it("sends one GET with the key, and presents what came", async () => {
    const { opened, sent } = api();
    const call = timelyCall(opened, { page: "2", search: "a&b=c d" }, caller());
    await settled();
    expect(sent[0]?.url.href).toBe("https://api.example/api/v2/orders/?page=2&search=a%26b%3Dc+d");
    expect(sent[0]?.headers).toEqual({
      authorization: "Bearer spa_sk_0123456789",
      accept: "application/json",
      "user-agent": expect.stringMatching(/^keyscope\/\d+\.\d+\.\d+/),
    });
    sent[0]?.answer(good);
    const outcome = await call;
    expect(outcome.ok && outcome.value).toContain("1001");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("with a wrong argument sends nothing", async () => {
    const { opened, sent, limiter } = api();
    expect(await timelyCall(opened, { page: 0 }, caller())).toMatchObject({ failure: { kind: "bad-argument" } });
    expect(sent).toHaveLength(0);
    expect(await limiter.remaining()).toEqual([{ limit: SETPILOT_LIMIT, requests: 120 }]);
  });

  it("joins the same call that is running, also when its arguments are written otherwise", async () => {
    const { opened, sent } = api();
    const both = [
      timelyCall(opened, { page: 2, search: "x" }, caller()),
      timelyCall(opened, '{"search": "x", "page": "2", "fields": null}', caller()),
    ];
    const other = timelyCall(opened, { page: 3 }, caller());
    await settled();
    expect(sent).toHaveLength(2);
    for (const { answer } of sent) answer(good);
    expect((await Promise.all([...both, other])).every(({ ok }) => ok)).toBe(true);
  });

  it("that is joined is presented to each caller with the fields that this one asked for", async () => {
    const { opened, sent } = api();
    const all = timelyCall(opened, {}, caller());
    const some = timelyCall(opened, { fields: ["id"] }, caller());
    await settled();
    expect(sent).toHaveLength(1);
    sent[0]?.answer({ ...good, body: '{"data": [{"id": 1001, "note": "fragile"}], "meta": {}}' });
    const [first, second] = await Promise.all([all, some]);
    expect(first.ok && first.value).toContain("fragile");
    expect(second.ok && second.value).toContain("1001");
    expect(second.ok && second.value).not.toContain("fragile");
  });
});

describe("the deadline", () => {
  it("ends a call after 30 s, stops the request and frees the slot", async () => {
    const { opened, sent, limiter } = api();
    const call = timelyCall(opened, {}, caller());
    let ended = false;
    void call.then(() => {
      ended = true;
    });
    await settled();
    await vi.advanceTimersByTimeAsync(29_999);
    expect(ended).toBe(false);
    expect(sent[0]?.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await call).toEqual({ ok: false, failure: { kind: "deadline", seconds: 30 } });
    expect(sent[0]?.signal.aborted).toBe(true);
    const slots = [1, 2, 3, 4].map(() => limiter.acquire("orders/", new AbortController().signal));
    expect((await Promise.all(slots)).every(({ ok }) => ok)).toBe(true);
  });

  it("ends a wait for a slot as well", async () => {
    const { opened, sent, limiter } = api();
    for (let count = 0; count < 4; count++) await limiter.acquire("orders/", new AbortController().signal);
    const call = timelyCall(opened, {}, caller());
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await call).toMatchObject({ failure: { kind: "deadline" } });
    expect(sent).toHaveLength(0);
  });

  it("of one caller does not end the call for another, who came later", async () => {
    const { opened, sent } = api();
    const first = timelyCall(opened, {}, caller());
    await vi.advanceTimersByTimeAsync(20_000);
    const second = timelyCall(opened, {}, caller());
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await first).toMatchObject({ failure: { kind: "deadline" } });
    expect(sent[0]?.signal.aborted).toBe(false);
    sent[0]?.answer(good);
    expect(await second).toMatchObject({ ok: true });
    expect(sent).toHaveLength(1);
  });

  it("leaves neither a timer nor a listener behind", async () => {
    const { opened, sent } = api();
    const from = caller();
    const removed = vi.spyOn(from.signal, "removeEventListener");
    const call = timelyCall(opened, {}, from);
    expect(vi.getTimerCount()).toBe(1);
    await settled();
    sent[0]?.answer(good);
    await call;
    expect(vi.getTimerCount()).toBe(0);
    expect(removed).toHaveBeenCalled();
  });
});

describe("a caller who gives up", () => {
  it("before, while waiting and during the request: the call is cancelled and the request stopped", async () => {
    const { opened, sent } = api();
    const before = caller();
    before.giveUp();
    expect(await timelyCall(opened, {}, before)).toEqual({ ok: false, failure: { kind: "cancelled" } });
    expect(sent).toHaveLength(0);

    const during = caller();
    const call = timelyCall(opened, {}, during);
    await settled();
    during.giveUp();
    expect(await call).toEqual({ ok: false, failure: { kind: "cancelled" } });
    expect(sent[0]?.signal.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves the others their answer", async () => {
    const { opened, sent } = api();
    const gone = caller();
    const cancelled = timelyCall(opened, {}, gone);
    const kept = timelyCall(opened, {}, caller());
    await settled();
    gone.giveUp();
    expect(await cancelled).toEqual({ ok: false, failure: { kind: "cancelled" } });
    sent[0]?.answer(good);
    expect(await kept).toMatchObject({ ok: true });
  });

  it("in the moment in which time runs out is told of the cancellation", async () => {
    const { opened } = api();
    const during = caller();
    const call = timelyCall(opened, {}, during);
    await settled();
    setTimeout(during.giveUp, 30_000 - 1);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await call).toMatchObject({ failure: { kind: "cancelled" } });
  });
});

describe("what an HTTP answer means", () => {
  it.each([
    [401, {}, '{"detail": "Invalid key."}', { kind: "unauthorized", said: { words: "Invalid key." } }],
    [403, {}, "", { kind: "forbidden", said: undefined }],
    [404, {}, '{"detail": "Invalid page."}', { kind: "refused", status: 404, said: { words: "Invalid page." } }],
    [422, {}, '{"year": ["Too far back."]}', { kind: "refused", status: 422, said: { words: "year: Too far back." } }],
    [500, {}, "<html>Oops</html>", { kind: "unavailable", status: 500, attempts: 1, said: undefined }],
    [
      302,
      { location: "https://u:p@evil.example/x?k=v" },
      "",
      { kind: "redirected", status: 302, host: "evil.example" },
    ],
    [307, { location: "/login" }, "", { kind: "redirected", status: 307, host: undefined }],
    [304, {}, "", { kind: "redirected", status: 304, host: undefined }],
    [200, {}, "", { kind: "bad-answer", status: 200, reason: { kind: "empty" } }],
    [204, {}, "", { kind: "bad-answer", status: 204, reason: { kind: "empty" } }],
    [200, {}, "<html><title>Log in</title></html>", { kind: "bad-answer", reason: { kind: "html", title: "Log in" } }],
    [200, {}, '{"data": [1, 2', { kind: "bad-answer", reason: { kind: "cut-off" } }],
  ])("%d %j %s", async (status, headers, body, failure) => {
    const { opened, sent } = api();
    const call = timelyCall(opened, {}, caller());
    await settled();
    sent[0]?.answer({ kind: "answer", status, headers, body });
    expect(await call).toMatchObject({ ok: false, failure });
  });
});
