import { Agent, request as undiciRequest } from "undici";
import { afterEach, describe, expect, test } from "vitest";
import type { Fault, Sandbox } from "../../src/sandbox/index.ts";
import { good, request, sandboxFor } from "./client.ts";

const agents: Agent[] = [];

afterEach(async () => {
  await Promise.all(agents.splice(0).map((agent) => agent.destroy()));
});

async function faulty(fault: Fault, path = "products/?page_size=2") {
  const sandbox = await sandboxFor();
  sandbox.addFault(sandbox.keys.all, fault);
  return { sandbox, ask: () => request(sandbox, path, sandbox.keys.all) };
}

/** With undici itself, whose errors carry codes and whose bodies can be read bit by bit. */
function ask(sandbox: Sandbox) {
  const agent = new Agent();
  agents.push(agent);
  const headers = { authorization: `Bearer ${sandbox.keys.all}` };
  return undiciRequest(`${sandbox.baseUrl("setpilot")}products/`, { dispatcher: agent, headers });
}

describe("each kind of fault", () => {
  const date = "Fri, 20 Nov 2026 18:31:00 GMT";
  const json = "application/json";

  /** Those that send something of their own: the fault, and status, headers and text that come of it. */
  test.each<[Fault, number, Record<string, string>, RegExp]>([
    [{ kind: "status", status: 429, retryAfter: 7 }, 429, { "retry-after": "7", "content-type": json }, /./],
    [
      { kind: "status", status: 503, retryAfter: date, body: '{"detail":"later"}' },
      503,
      { "retry-after": date },
      /^\{"detail":"later"\}$/,
    ],
    [{ kind: "html", status: 502 }, 502, { "content-type": "text/html; charset=utf-8" }, /<h1>502 Bad Gateway<\/h1>/],
    [{ kind: "empty" }, 200, {}, /^$/],
    [{ kind: "redirect", location: "http://elsewhere.invalid/" }, 302, { location: "http://elsewhere.invalid/" }, /^$/],
    [
      { kind: "raw", body: '{"data":[1e400],"meta":null}' },
      200,
      { "content-type": json },
      /^\{"data":\[1e400\],"meta":null\}$/,
    ],
  ])("%o", async (fault, status, headers, text) => {
    const response = await (await faulty(fault)).ask();
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject(headers);
    expect(response.text).toMatch(text);
  });

  test("delay", async () => {
    const { ask: get, sandbox } = await faulty({ kind: "delay", ms: 30 });
    const right = await request(sandbox, "products/?page_size=2", sandbox.keys.some);
    const start = performance.now();
    const response = await get();
    expect(performance.now() - start).toBeGreaterThan(25);
    expect(JSON.parse(response.text)).toEqual(JSON.parse(right.text));
  });

  test("never", async () => {
    const hangUp = new AbortController();
    const sandbox = await sandboxFor({ onRequest: () => void setImmediate(() => hangUp.abort()) });
    sandbox.addFault(sandbox.keys.all, { kind: "never" });
    const headers = { authorization: `Bearer ${sandbox.keys.all}` };
    await expect(request(sandbox, "products/", undefined, { headers, signal: hangUp.signal })).rejects.toThrow("abort");
    expect(sandbox.requests.map((seen) => seen.status)).toEqual([null]);
  });

  test("drip", async () => {
    const { sandbox } = await faulty({ kind: "drip", everyMs: 20 });
    const { statusCode, headers, body } = await ask(sandbox);
    expect([statusCode, Number(headers["content-length"]) > 1_000]).toEqual([200, true]);
    for await (const chunk of body) {
      expect(chunk).toHaveLength(1);
      break;
    }
  });

  test("drip, to the end", async () => {
    const { ask: get } = await faulty({ kind: "drip", everyMs: 0 }, "no-such-path/");
    expect(JSON.parse((await get()).text)).toEqual({ detail: "Not found." });
  });

  test("half", async () => {
    const { sandbox } = await faulty({ kind: "half" });
    const { statusCode, body } = await ask(sandbox);
    expect(statusCode).toBe(200);
    await expect(body.text()).rejects.toThrow();
  });

  test("wrong-type", async () => {
    const { ask: get } = await faulty({ kind: "wrong-type", contentType: "text/plain" });
    const response = await get();
    expect(response.headers.get("content-type")).toBe("text/plain");
    expect(JSON.parse(response.text)).toHaveProperty("meta.shop");
  });

  test("no-data and no-meta", async () => {
    const withoutData = await faulty({ kind: "no-data" });
    expect(Object.keys(Object(JSON.parse((await withoutData.ask()).text)))).toEqual(["meta"]);
    const withoutMeta = await faulty({ kind: "no-meta" });
    expect(Object.keys(Object(JSON.parse((await withoutMeta.ask()).text)))).toEqual(["data"]);
  });

  test("reset", async () => {
    const { sandbox } = await faulty({ kind: "reset" });
    await expect(ask(sandbox)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(sandbox.requests.map((seen) => seen.status)).toEqual([null]);
  });

  test("oversized, as it is and compressed", async () => {
    for (const gzip of [false, true]) {
      const { ask: get } = await faulty({ kind: "oversized", bytes: 100_000, gzip });
      const response = await get();
      expect(response.headers.get("content-encoding")).toBe(gzip ? "gzip" : null);
      const text = response.text;
      expect(text).toHaveLength(100_000 + '{"data":{"padding":""},"meta":{}}'.length);
      expect(JSON.parse(text)).toHaveProperty("data.padding");
    }
  });

  test("oversized, to a caller who hangs up, leaves the sandbox standing", async () => {
    const { sandbox } = await faulty({ kind: "oversized", bytes: 50_000_000 });
    const { body } = await ask(sandbox);
    body.on("error", () => {});
    body.destroy();
    sandbox.heal(sandbox.keys.all);
    expect((await good(sandbox, "products/")).data.rows).toHaveLength(50);
  });
});

describe("limits of faults", () => {
  test("so many requests, one fault after the other", async () => {
    const sandbox = await sandboxFor();
    sandbox.addFault(sandbox.keys.all, { kind: "status", status: 503 }, { requests: 2 });
    sandbox.addFault(sandbox.keys.all, { kind: "status", status: 504 }, { requests: 1 });
    const statuses = [];
    for (let count = 0; count < 4; count++) {
      const response = await request(sandbox, "products/", sandbox.keys.all);
      statuses.push(response.status);
    }
    expect(statuses).toEqual([503, 503, 504, 200]);
    expect(sandbox.requests.map((seen) => seen.status)).toEqual(statuses);
  });

  test("one path, one key", async () => {
    const sandbox = await sandboxFor();
    sandbox.addFault(sandbox.keys.all, { kind: "status", status: 500 }, { path: "orders/" });
    expect((await request(sandbox, "orders/?page_size=1", sandbox.keys.all)).status).toBe(500);
    expect((await request(sandbox, "products/", sandbox.keys.all)).status).toBe(200);
    expect((await request(sandbox, "orders/", sandbox.keys.some)).status).toBe(200);
  });

  test("until healed", async () => {
    const sandbox = await sandboxFor();
    sandbox.heal(sandbox.keys.limited);
    expect((await request(sandbox, "orders/", sandbox.keys.limited)).status).toBe(200);
  });
});
