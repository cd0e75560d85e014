import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { type SeenRequest, startSandbox } from "../../src/sandbox/index.ts";
import { bad, NOW, request, sandboxFor } from "./client.ts";

test("it listens on loopback only, where it says", async () => {
  const sandbox = await sandboxFor();
  expect(sandbox.baseUrl("setpilot")).toBe(`${sandbox.origin}/setpilot/api/v2/`);
  expect(sandbox.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test("a port in use is refused with its code", async () => {
  const sandbox = await sandboxFor();
  const port = Number(new URL(sandbox.origin).port);
  await expect(startSandbox({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("a port that was given back can be taken again", async () => {
  const first = await startSandbox();
  const port = Number(new URL(first.origin).port);
  await first.close();
  const second = await sandboxFor({ port });
  expect((await request(second, "orders/", second.keys.all)).status).toBe(200);
});

test("requests are recorded without the key", async () => {
  const sandbox = await sandboxFor();
  await request(sandbox, "orders/?page_size=1&search=a%20b", sandbox.keys.dashboard);
  await request(sandbox, "orders/", "short");
  const [first, second] = sandbox.requests;
  expect(first).toMatchObject({
    method: "GET",
    path: "/setpilot/api/v2/orders/",
    query: { page_size: "1", search: "a b" },
    headers: { authorization: "Bearer …2c9d", accept: "*/*" },
    status: 403,
    time: NOW,
  });
  expect(second?.headers).toMatchObject({ authorization: "Bearer …" });
  expect(JSON.stringify(sandbox.requests)).not.toContain("sandbox_dashboard");
  sandbox.clearRequests();
  expect(sandbox.requests).toEqual([]);
});

test("a test can watch requests and hold their answers back", async () => {
  const seen: SeenRequest[] = [];
  const events = new EventEmitter();
  const released = once(events, "release");
  const arrived = once(events, "arrive");
  const sandbox = await sandboxFor({
    async onRequest(request) {
      seen.push(request);
      events.emit("arrive");
      await released;
    },
  });
  const answer = request(sandbox, "orders/", sandbox.keys.all);
  await arrived;
  expect(seen.map((one) => one.status)).toEqual([null]);
  events.emit("release");
  expect((await answer).status).toBe(200);
  expect(seen.map((one) => one.status)).toEqual([200]);
});

test("what is under no API is not found", async () => {
  const sandbox = await sandboxFor();
  expect(await bad(sandbox, "/elsewhere/")).toEqual({ status: 404, detail: "Not found." });
  const twoSlashes = await bad(sandbox, `${sandbox.origin}//setpilot/api/v2/orders/`);
  expect(twoSlashes).toEqual({ status: 404, detail: "Not found." });
});

test("closing ends open connections at once: idle, half asked, waiting and dripping", async () => {
  const sandbox = await startSandbox();
  const port = Number(new URL(sandbox.origin).port);
  sandbox.addFault(sandbox.keys.all, { kind: "never" }, { path: "orders/" });
  sandbox.addFault(sandbox.keys.all, { kind: "drip", everyMs: 1_000 }, { path: "products/" });
  const ask = (path: string) =>
    `GET /setpilot/api/v2/${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${sandbox.keys.all}\r\n\r\n`;
  const sockets = await Promise.all(
    ["", "GET /half", ask("orders/"), ask("products/"), ask("inventory/")].map(async (text) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      await once(socket, "connect");
      socket.write(text);
      return socket;
    }),
  );
  await Promise.all(sockets.slice(3).map((socket) => once(socket, "data")));
  const gone = sockets.map((socket) => once(socket.resume(), "close"));
  const start = performance.now();
  await sandbox.close();
  await sandbox.close();
  await Promise.all(gone);
  expect(performance.now() - start).toBeLessThan(500);
});
