import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Connector } from "../../src/connectors/schema/connector.ts";
import { NO_CHANGES } from "../../src/credentials/key-changes.ts";
import { createHttpClient, type HttpClient } from "../../src/http/client.ts";
import { createFileStore } from "../../src/rate-limit/file-store.ts";
import { openGrantCache } from "../../src/scopes/grant-cache.ts";
import { createSession, type Session } from "../../src/scopes/session.ts";
import { openToolList } from "../../src/tools/tool-list.ts";
import { systemClock } from "../../src/utils/time.ts";
import { credentialOf } from "../helpers/api-client.ts";
import { openForFile } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";
import { answer, healthy, startFakeApi } from "../helpers/fake-api.ts";
import { noQuestions } from "../tools/no-questions.ts";
import { type Echo, echo, echoes, findLikelyKeys, likelyKey, placeNames, wildKeys } from "./echoes.ts";
import { filesBelow, tracesIn, tracesInFiles } from "./traces.ts";

const api = await openForFile(startFakeApi());
const { path: folder } = await openForFile(temporaryHome());
const http = createHttpClient({});
const baseUrl = new URL(api.baseUrl);
let defects: unknown[];

/** Its lists of what a test searches for are drawn, too. */
const connector: Connector = {
  ...setpilot,
  endpoints: setpilot.endpoints.map((endpoint) => (endpoint.list ? { ...endpoint, chart: { x: "note" } } : endpoint)),
};

/** Thousands of stores are opened here; that each looks after its files for a minute is no part of this. */
const unwatched = { now: systemClock.now, rest: () => new Promise<void>(() => undefined) };

/** A toolbox that uses these keys one after the other, each time that the keychain is read. */
function open(keys: readonly string[], client: HttpClient = http) {
  const left = [...keys];
  defects = [];
  const session: Session = createSession({
    connector,
    profile: "default",
    lookUpKey: async () => {
      const key = left.length > 1 ? left.shift() : left[0];
      return { ok: true, credential: credentialOf(setpilot, key, { baseUrl }), notes: [] };
    },
    grants: openGrantCache(join(folder, "grants")),
    readsQuietly: true,
    keyChanges: NO_CHANGES,
    openStore: (name, window) => createFileStore(join(folder, "budget"), name, window, unwatched, "aa"),
    http: client,
    clock: systemClock,
    random: () => 0,
  });
  return {
    session,
    toolbox: openToolList({ session, questions: noQuestions }, { onDefect: (defect) => defects.push(defect) }),
  };
}

const caller = () => ({ signal: new AbortController().signal });

/** Everything that an assistant gets to see of a key whose API sends it back like this. */
async function everyText(key: string, sent: Echo): Promise<string[]> {
  const { session, toolbox } = open([key]);
  const before = api.requests("x");
  const reaction = [echo(key, sent)];
  api.react("", sent.place.startsWith("a 40") ? [healthy] : reaction);
  api.react("x", reaction);
  const listed = JSON.stringify(await toolbox.list());
  const called = await toolbox.call("setpilot_list_orders", { search: "x", fields: "note,id" }, caller());
  const plain = await toolbox.call("setpilot_list_products", { search: "x" }, caller());
  const access = await toolbox.call("setpilot_check_access", {}, caller());
  session.close();
  expect(defects).toEqual([]);
  // The API was asked, and sent the key back.
  expect(api.requests("x")).toBeGreaterThan(before);
  const drawn = [called, plain].map(({ chartData }) => JSON.stringify(chartData?.() ?? ""));
  return [listed, called.text, plain.text, ...drawn, access.text, access.diagnosis?.text ?? ""];
}

async function expectNothing(key: string, sent: Echo, parts: boolean): Promise<void> {
  for (const text of await everyText(key, sent)) expect(tracesIn(text, key, { parts })).toEqual([]);
}

describe("a key that the API sends back", () => {
  it("is in no text and in no file, whatever it looks like there and wherever it stands", async () => {
    await fc.assert(
      fc.asyncProperty(findLikelyKeys, echoes, async (key, sent) => {
        await expectNothing(key, sent, true);
      }),
      { numRuns: 250, seed: 20_261_005 },
    );
  });

  it("may be any key that a header can carry", async () => {
    await fc.assert(
      fc.asyncProperty(wildKeys, echoes, async (key, sent) => {
        await expectNothing(key, sent, false);
      }),
      { numRuns: 150, seed: 20_261_006 },
    );
  });

  it.each(placeNames)("is not shown in part either, however %s is cut", async (place) => {
    for (let pad = 50; pad < 310; pad += 5) {
      // A key of its own for each, because the limit of requests is counted for the key.
      const key = likelyKey(1_000 * placeNames.indexOf(place) + pad);
      await expectNothing(key, { disguise: "plain", place, pad, split: 0 }, true);
    }
  });

  it("leaves nothing in the cache, whose files are named after it", () => {
    const used = placeNames.map((_, at) => likelyKey(1_000 * at + 50));
    expect(filesBelow(folder).length).toBeGreaterThan(used.length);
    expect(tracesInFiles(folder, ...used)).toEqual([]);
  });
});

describe("a key that was replaced while its call was under way", () => {
  it("is hidden in that call's answer as well", async () => {
    const [old, fresh] = [likelyKey(1), likelyKey(2)];
    const { session, toolbox } = open([old, fresh]);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const late = answer(400, JSON.stringify({ detail: `No rows for ${old}` }));
    api.react("", [healthy]);
    api.react("late", [(socket, request) => void held.then(() => late(socket, request))]);
    api.react("now", [answer(401, ""), healthy]);
    await toolbox.list();
    const slow = toolbox.call("setpilot_list_orders", { search: "late" }, caller());
    await expect.poll(() => api.requests("late")).toBe(1);
    expect(await toolbox.call("setpilot_list_orders", { search: "now" }, caller())).toMatchObject({ isError: false });
    release();
    const { text } = await slow;
    session.close();
    expect(text).toContain("No rows for [secret]");
    expect(tracesIn(text, old, { parts: true })).toEqual([]);
  });
});

describe("a defect of Keyscope's own", () => {
  it("whose error holds the key is told without it", async () => {
    const key = likelyKey(3);
    const broken: HttpClient = { get: () => Promise.reject(new Error(`defect with ${key}`)) };
    const { session, toolbox } = open([key], broken);
    const result = await toolbox.call("setpilot_list_orders", {}, caller());
    session.close();
    expect(result).toMatchObject({ isError: true, failure: { kind: "internal" } });
    expect(tracesIn(result.text, key, { parts: true })).toEqual([]);
    expect(defects).toHaveLength(1);
  });
});
