import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeStore } from "../../../src/messages/store/store-failures.ts";
import { findAddress } from "../../../src/rate-limit/valkey/address.ts";
import { openValkey, type Valkey, type ValkeyState } from "../../../src/rate-limit/valkey/open.ts";
import { SCRIPT, scriptArguments, scriptKeys } from "../../../src/rate-limit/valkey/script.ts";
import { systemClock } from "../../../src/utils/time.ts";
import { makeCertificate } from "../../helpers/certificate.ts";
import { openForTest } from "../../helpers/cleanup.ts";
import { listen } from "../../helpers/loopback.ts";
import { mostInAWindow } from "./most.ts";
import { startValkey, valkeySkipped } from "./server.ts";

const skipped = valkeySkipped();

/** A replica, and a way to wait for a state of it. */
async function open(url: string, name = "0123abcd", window = { requests: 20, windowMs: 300 }) {
  const found = findAddress({ argument: undefined, environment: { KEYSCOPE_STORE_URL: url }, readFile: () => "" });
  if (!found.ok || found.address === undefined) throw new Error("no address");
  const seen: ValkeyState[] = [];
  let hear: () => void = () => undefined;
  const valkey: Valkey = openValkey(found.address, systemClock, (state) => {
    seen.push(state);
    hear();
  });
  const opened = { ...valkey, seen, store: valkey.openStore(name, window) };
  const until = (kind: string) =>
    new Promise<ValkeyState>((resolve) => {
      hear = () => {
        const last = seen.at(-1);
        const what = last?.kind === "alone" ? last.failure : last?.kind;
        if (last !== undefined && what === kind) resolve(last);
      };
      hear();
    });
  return openForTest(Promise.resolve({ ...opened, until }));
}

/** Sends as fast as it may until it has sent so many; gives when. */
async function send(
  { store }: { readonly store: Valkey extends never ? never : ReturnType<Valkey["openStore"]> },
  requests: number,
) {
  const sent: number[] = [];
  while (sent.length < requests) {
    const place = await store.reserve();
    if (place === undefined) {
      await systemClock.sleep(Math.min(50, Math.max(1, (await store.waits())(0))));
      continue;
    }
    sent.push(performance.now());
    await place.settle("over");
  }
  return sent;
}

describe.skipIf(skipped !== undefined)("a real server", () => {
  it("that is killed and starts again with nothing: three replicas count together before and after, and never pass the limit", {
    timeout: 30_000,
  }, async () => {
    const valkey = await openForTest(startValkey());
    const replicas = await Promise.all([1, 2, 3].map(() => open(valkey.url)));
    const before = await Promise.all(replicas.map((replica) => send(replica, 20)));
    expect(replicas.map(({ state }) => state().kind)).toEqual(["shared", "shared", "shared"]);
    const [killed] = [replicas.map((replica) => send(replica, 40))];
    await valkey.kill();
    await Promise.all(replicas.map(({ until }) => until("refused")));
    expect(replicas.map(({ store }) => store.countsOthers())).toEqual([false, false, false]);
    await valkey.start();
    const after = await Promise.all(killed);
    expect(replicas.map(({ state }) => state().kind)).toEqual(["shared", "shared", "shared"]);
    expect(mostInAWindow([...before, ...after].flat(), 300)).toBeLessThanOrEqual(20);
  });

  it("that freezes: each goes on without it, and joins again", { timeout: 30_000 }, async () => {
    const valkey = await openForTest(startValkey());
    const replica = await open(valkey.url);
    await send(replica, 1);
    valkey.signal("SIGSTOP");
    expect(describeStore(await replica.until("timeout"))).toBe(
      `The store 127.0.0.1:${valkey.port} does not answer in time. Check that it runs, and the network between. Until it does, this server counts alone: first it sends no more than it did before, and after a while a quarter of each limit. It joins the others again by itself.`,
    );
    expect(replica.store.countsOthers()).toBe(false);
    valkey.signal("SIGCONT");
    await send(replica, 1);
    expect(replica.state().kind).toBe("shared");
  });

  it("with a password, a user, TLS and another database", { timeout: 30_000 }, async () => {
    const { cert, key } = makeCertificate("localhost");
    const { folder, ...other } = await openForTest(startValkey(["--requirepass", "p@ss word"]));
    const url = (login: string) => `valkey://${login}127.0.0.1:${other.port}/3`;
    await send(await open(url(":p%40ss%20word@")), 1);
    await send(await open(url("default:p%40ss%20word@")), 1);
    expect(await (await open(url(""))).until("login")).toMatchObject({ kind: "alone" });
    const wrong = await (await open(url(":hunter2@"))).until("login");
    expect(describeStore(wrong)).not.toContain("hunter2");
    writeFileSync(join(folder, "tls.crt"), cert);
    writeFileSync(join(folder, "tls.key"), key);
    const files = ["--tls-cert-file", join(folder, "tls.crt"), "--tls-key-file", join(folder, "tls.key")];
    const secure = await openForTest(
      startValkey([
        "--port",
        "0",
        "--tls-port",
        "PORT",
        ...files,
        "--tls-ca-cert-file",
        join(folder, "tls.crt"),
        "--tls-auth-clients",
        "no",
      ]),
    );
    // Nobody told Node of this authority.
    expect(await (await open(`valkeys://localhost:${secure.port}`)).until("tls")).toMatchObject({ kind: "alone" });
  });

  it("that takes nothing in, or permits too little, is as good as gone, and each is named", {
    timeout: 30_000,
  }, async () => {
    const valkey = await openForTest(startValkey(["--maxmemory", "1"]));
    const replica = await open(valkey.url);
    await replica.until("memory");
    expect(await replica.store.remaining()).toBe(0);
    await valkey.command("CONFIG", "SET", "maxmemory", "0");
    await replica.until("shared");
    await valkey.command("REPLICAOF", "127.0.0.1", "1");
    await replica.until("read-only");
    await valkey.command("REPLICAOF", "NO", "ONE");
    await send(replica, 1);
    await valkey.command("ACL", "SETUSER", "narrow", "on", ">pw", "~keyscope:*", "+@read");
    await (await open(`valkey://narrow:pw@127.0.0.1:${valkey.port}`)).until("permission");
  });

  it("keeps what it knows of us under one hash tag each, and forgets it by itself", async () => {
    const valkey = await openForTest(startValkey());
    await send(await open(valkey.url), 1);
    const keys = ["replicas", "requests", "state"].map((part) => `keyscope:{0123abcd}:${part}`);
    expect(new Set([await valkey.command("KEYS", "*")].flat())).toEqual(new Set(keys));
    for (const key of keys) expect(await valkey.command("PTTL", key)).toBeGreaterThan(0);
  });

  it("does nothing that reaches it long after it was asked, or was asked by a clock that is ahead", async () => {
    const valkey = await openForTest(startValkey());
    const keys = scriptKeys("aa");
    const window = { requests: 20, windowMs: 300 };
    for (const offset of [-700, 5_000]) {
      const question = { operation: "reserve", run: "run", replica: "one", id: "id", window } as const;
      const given = scriptArguments({ ...question, sent: Date.now() + offset }, [], 0);
      expect(await valkey.command("EVAL", SCRIPT.text, "3", ...keys, ...given)).toEqual([expect.any(Number)]);
    }
    expect(await valkey.command("EXISTS", ...keys)).toBe(0);
  });

  it("lets a replica go that says goodbye, and keeps a quarter free for one that falls silent", {
    timeout: 30_000,
  }, async () => {
    const valkey = await openForTest(startValkey());
    const window = { requests: 40, windowMs: 60_000 };
    const stays = await open(valkey.url, "aa", window);
    const leaves = await open(valkey.url, "aa", window);
    await Promise.all([send(stays, 1), send(leaves, 1)]);
    await leaves.close();
    expect(await valkey.command("ZCARD", "keyscope:{aa}:replicas")).toBe(1);
    expect(await stays.store.remaining()).toBe(38);
    await valkey.command("ZADD", "keyscope:{aa}:replicas", String(Date.now() - 2_000), "silent");
    expect(await stays.store.remaining()).toBe(28);
  });
});

it.each([
  ["an HTTP server", "HTTP/1.1 400 Bad Request\r\n\r\n"],
  ["rubbish", "\u0000\u0001\u0002 what"],
  ["an error", "-ERR unknown command 'INFO'\r\n"],
])("what answers is %s", async (_, said) => {
  const server = createServer((socket) => socket.on("data", () => socket.write(said)));
  const { port } = await openForTest(listen(server));
  const replica = await open(`valkey://127.0.0.1:${port}`);
  expect(await replica.until("protocol")).toEqual({ kind: "alone", server: `127.0.0.1:${port}`, failure: "protocol" });
  expect(await replica.store.reserve()).toBeUndefined();
});

it("nothing is there: it is told at once, and nothing is sent while others may still have used everything up", async () => {
  const server = await listen(createServer());
  await server.close();
  const replica = await open(`valkey://127.0.0.1:${server.port}`);
  expect((await replica.until("refused")).kind).toBe("alone");
  expect(await replica.store.reserve()).toBeUndefined();
  expect(await replica.store.remaining()).toBe(0);
  // 20 s that the others' last requests may take, and a window.
  expect((await replica.store.waits())(0)).toBeGreaterThan(19_000);
});

describe.skipIf(skipped !== undefined)("the calls of one person", () => {
  const minute = { requests: 5, windowMs: 60_000 };
  const callOn = async ({ countCall }: Pick<Valkey, "countCall">, window = minute) => countCall("anna", window);

  it("are counted together from the first on, and leave nothing behind", async () => {
    const server = await openForTest(startValkey());
    const replicas = [await open(server.url), await open(server.url), await open(server.url)];
    // Not even their roll call is over.
    for (const replica of replicas) await replica.until("joining");
    const waits = await Promise.all(Array.from({ length: 12 }, (_, at) => callOn(replicas[at % 3] ?? noReplica())));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(minute.requests);
    for (const wait of waits) {
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(minute.windowMs);
    }
    const [first = noReplica()] = replicas;
    expect(await callOn(first, { ...minute, requests: 6 })).toBe(0);
    expect(await server.command("PTTL", "keyscope:{anna}:calls")).toBeGreaterThan(50_000);
    await server.kill();
    expect(await callOn(first)).toBeUndefined();
  });
});

function noReplica(): never {
  throw new Error("There is no replica.");
}
