import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { readAnswer } from "../../src/answers/answer.ts";
import { stringifyExactly } from "../../src/answers/exact-json.ts";
import type { Connector } from "../../src/connectors/schema/connector.ts";
import type { Credential } from "../../src/credentials/credential.ts";
import { Secret } from "../../src/credentials/secret.ts";
import { done, type Failure, failed } from "../../src/failures/failure.ts";
import type { Fetched } from "../../src/requests/fetch.ts";
import type { ReadOptions, TablesCaller } from "../../src/tables/keeper.ts";
import { tablesOf } from "../../src/tables/table.ts";
import { createTables, joinOutcomes, type TablesSources } from "../../src/tables/tables.ts";
import { cleanText } from "../../src/utils/clean-text.ts";
import { atOnce } from "../../src/utils/turns.ts";
import { createFakeClock, type FakeClock } from "../helpers/fake-clock.ts";

/** An API's answer to a request for a list: the document, or what went wrong. */
export type Respond = (
  given: Readonly<Record<string, string | number>>,
  path: string,
) => { readonly document: unknown } | { readonly failure: Failure };

/** A made-up API behind a session, which answers after `milliseconds` on the clock and counts what it is asked. */
export interface Api {
  respond: Respond;
  milliseconds: number;
  readonly asked: { readonly path: string; readonly given: Readonly<Record<string, string | number>> }[];
}

export function createApi(respond: Respond, milliseconds = 100): Api {
  return { respond, milliseconds, asked: [] };
}

/** A key for it. */
export function credentialFor(connector: Connector, changes: Partial<Credential> & { readonly key?: string } = {}) {
  const { key = "sk_test_0123456789abcdef", ...rest } = changes;
  const credential: Credential = {
    connectorId: connector.id,
    profile: "default",
    secret: new Secret(key),
    baseUrl: new URL("https://things.example/"),
    source: { kind: "environment", variables: ["THINGS_API_KEY"] },
    form: connector.keyForms[0],
    settings: { privacy: "shown" },
    ...rest,
  };
  return credential;
}

interface Process {
  readonly connector: Connector;
  readonly api: Api;
  readonly clock?: FakeClock;
  readonly folder?: string | undefined;
  readonly credential?: Credential;
}

/** The tables of one process. Several with one folder, clock and API are several processes of one person. */
export function openProcess({ connector, api, clock = createFakeClock(), folder, ...rest }: Process) {
  let credential: Credential | undefined = rest.credential ?? credentialFor(connector);
  const session: TablesSources["session"] = {
    connector,
    credential: () => credential,
    shareLeft: async () => 1,
    async fetch(endpoint, given, caller) {
      const cursor = Object(given);
      api.asked.push({ path: endpoint.path, given: cursor });
      try {
        await clock.sleep(api.milliseconds, caller.signal);
      } catch {
        return failed({ kind: "cancelled" });
      }
      const answered = api.respond(cursor, endpoint.path);
      if ("failure" in answered) return failed(answered.failure);
      const how = { clean: cleanText, cleanWords: cleanText, template: caller.template };
      const read = atOnce(readAnswer(stringifyExactly(answered.document), undefined, connector.envelope, how));
      if (!read.ok) throw new Error("no answer");
      const fetched: Fetched = {
        answer: read.answer,
        masked: 0,
        arguments: { sent: {}, fields: undefined },
        credential: credential ?? credentialFor(connector),
        receivedAt: clock.wall(),
      };
      return done(fetched);
    },
  };
  const tables = createTables({ session, clock, folder });
  const all = tablesOf(connector);
  return {
    clock,
    session,
    tables,
    all,
    /** Reads the tables of these names, or all of them. */
    async read(options: Partial<ReadOptions> & Partial<TablesCaller> & { readonly names?: readonly string[] } = {}) {
      const { names, refresh = false, partial = false, signal = new AbortController().signal, onProgress } = options;
      const wanted = all.filter(({ name }) => names?.includes(name) ?? true);
      return joinOutcomes(await tables.readEach(wanted, { refresh, partial }, { signal, onProgress }));
    },
    useKey(next: Credential | undefined) {
      credential = next;
    },
  };
}

export async function temporaryFolder(): Promise<{ readonly path: string; close(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "keyscope-tables-"));
  return { path: join(path, "tables"), close: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Work of Node's own threads (files, keys, packing of rows), and work that gave others their turn. */
const AT_WORK = /^(?:FSReq|CloseReq|ZLIB|Immediate)/i;

/** Resolves when nothing is left to do but to wait for the clock. */
export async function quiet(): Promise<void> {
  for (let turns = 0; turns < 3; ) {
    await nextTurn();
    turns = process.getActiveResourcesInfo().some((name) => AT_WORK.test(name)) ? 0 : turns + 1;
  }
}

/** Moves the clock on from one sleeper to the next, as long as the work is not done and no longer than so many seconds. */
export async function drive<T>(clock: FakeClock, work: Promise<T>, seconds = 3_600): Promise<T> {
  let isRunning = true;
  const stop = () => {
    isRunning = false;
  };
  work.then(stop, stop);
  const end = clock.now() + seconds * 1000;
  for (await quiet(); isRunning; await quiet()) {
    if (clock.now() > end) throw new Error(`not done after ${seconds} s`);
    await clock.advance(50);
  }
  return work;
}

/** Lets so many milliseconds pass. */
export async function pass(clock: FakeClock, milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 50) {
    await quiet();
    await clock.advance(Math.min(left, 50));
  }
  await quiet();
}
