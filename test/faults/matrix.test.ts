import { afterAll, describe, expect, it } from "vitest";
import { openForFile } from "../helpers/cleanup.ts";
import { clientEnvironment, connect, generations, type TestClient, temporaryHome } from "../helpers/clients.ts";
import { type FakeApi, startFakeApi } from "../helpers/fake-api.ts";
import { OWN_TOOLS } from "../helpers/own-tools.ts";
import { expectPlainWords } from "../helpers/plain-words.ts";
import { bodyRows } from "./body-rows.ts";
import { connectionRows, redirectRows, SECRET } from "./connection-rows.ts";
import type { Row } from "./row.ts";
import { statusRows } from "./status-rows.ts";

/** Where the redirects point. Nothing may ever arrive there. */
const other = await openForFile(startFakeApi());
const home = await openForFile(temporaryHome());

/** Every way in which an API that can be reached can fail. The ways to it are in routes.test.ts. */
const matrix: readonly Row[] = [...statusRows, ...bodyRows, ...connectionRows, ...redirectRows(other.baseUrl)];

/** Requests that one process may send in a minute, less those of its start and of the calls after each row. */
const ROWS_PER_PROCESS = 24;

/** A server process with a key of its own, and the API that it talks to. */
interface Place {
  readonly api: FakeApi;
  readonly client: TestClient;
  readonly key: string;
}

const places: Promise<Place>[] = [];
const shared = matrix.filter(({ key }) => key === undefined);

async function openPlace(): Promise<Place> {
  const key = `spa_sk_matrix_${places.length}_4fQ9zK1vB7xR2mT8`;
  const api = await startFakeApi();
  const environment = { SETPILOT_API_KEY: key, SETPILOT_BASE_URL: api.baseUrl };
  const generation = generations[places.length % generations.length] ?? generations[0];
  const client = await connect(generation, clientEnvironment(home.path, environment));
  expect(await client.toolNames()).toHaveLength(9 + OWN_TOOLS);
  return { api, client, key };
}

function newPlace(): Promise<Place> {
  const place = openPlace();
  places.push(place);
  return place;
}

const sharedPlaces = new Map<number, Promise<Place>>();

function placeFor(row: Row): Promise<Place> {
  if (row.key !== undefined) return newPlace();
  const number = Math.floor(shared.indexOf(row) / ROWS_PER_PROCESS);
  const place = sharedPlaces.get(number) ?? newPlace();
  sharedPlaces.set(number, place);
  return place;
}

afterAll(async () => {
  for (const place of await Promise.all(places)) {
    await place.client.close();
    await place.api.close();
    // An error that nobody handled would stand here: the default level tells of it.
    expect(place.client.stderr()).toBe("");
  }
  expect(other.requests()).toBe(0);
  expect(other.connections()).toBe(0);
});

/** Calls, and gives up as soon as the API has the request. Resolves when the connection is let go of. */
async function giveUp({ api, client }: Place, search: string): Promise<void> {
  const stop = new AbortController();
  const call = client.call("setpilot_list_orders", { search }, { signal: stop.signal });
  const end = call.then(
    () => "an answer",
    () => "given up",
  );
  await expect.poll(() => api.requests(search)).toBe(1);
  stop.abort();
  expect(await end).toBe("given up");
}

async function expectNextCall(place: Place, row: Row, search: string): Promise<void> {
  const { api, client } = place;
  const before = api.requests();
  const next = `next ${search}`;
  if (row.key?.next === "answers after a look") {
    expect(await client.toolNames()).toEqual(["setpilot_check_access"]);
    expect((await client.call("setpilot_check_access")).isError).toBe(false);
    expect(await client.toolNames()).toHaveLength(9 + OWN_TOOLS);
  }
  const result = await client.call("setpilot_list_products", { search: next });
  if (row.key?.next === "waits") {
    expect(result.isError).toBe(true);
    expect(result.text).toMatch(/used up for now.*Try again in \d+ s \(at /);
    expect(api.requests()).toBe(before);
    expect((await client.call("setpilot_check_access")).text).toContain("Scopes held: dashboard, orders");
    return;
  }
  expect(result.text).toContain(next);
  expect(result.isError).toBe(false);
  expect(api.requests(next)).toBe(1);
}

describe.concurrent("an API that answers with", () => {
  it.each(matrix)("$name", async (row) => {
    const place = await placeFor(row);
    const { api, client, key } = place;
    const search = `row ${matrix.indexOf(row)}`;
    const started = api.requests();
    api.react(search, row.api);
    if (row.givenUp) {
      await giveUp(place, search);
    } else {
      const result = await client.call("setpilot_list_orders", { search });
      for (const words of row.says) expect(result.text).toMatch(words);
      expect(result.isError).toBe(row.succeeds !== true);
      expectPlainWords(result, [key, home.path, SECRET]);
    }
    expect(api.requests(search)).toBe(row.requests);
    await expectNextCall(place, row, search);
    expect(api.requests(search)).toBe(row.requests);
    if (row.key === undefined) return;
    const next = row.key.next === "waits" ? 0 : 1;
    expect(api.requests() - started).toBe(row.requests + row.key.probes + next);
  });
});

it("the table names every row once", () => {
  const names = matrix.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
