import type { Clock } from "../../utils/time.ts";
import { createQueue } from "../../utils/turns.ts";
import { createLedger, type Entry, NEVER_SENT, windowWaitMs } from "../ledger.ts";
import { LONGEST_REQUEST_MS, type RateLimitStore, type RequestEnd, type RollingWindow } from "../store.ts";
import { type Alone, goAlone, placesAlone, waitsAlone } from "./alone.ts";
import { type Connection, type Link, LinkError } from "./link.ts";
import {
  type Answer,
  BELIEVED_PAUSE_MS,
  type Question,
  readAnswer,
  SCRIPT,
  type Seen,
  scriptArguments,
  scriptKeys,
} from "./script.ts";

/** A replica lets the server hear of it this often: at least three times before it counts as silent. */
const BEAT_MS = 300;
/** No two clocks drift apart faster. */
const DRIFT = 0.001;

/** A count that several replicas keep together on a server. */
export interface ValkeyStore extends RateLimitStore {
  /** Says goodbye, so that no share is kept free for this replica. */
  leave(): Promise<void>;
}

export interface ValkeyStoreOptions {
  /** The same wherever the same limit is meant. */
  readonly name: string;
  readonly window: RollingWindow;
  readonly clock: Pick<Clock, "now" | "rest">;
  readonly link: Link;
  /** Names this replica among the others. */
  readonly replica: string;
  /** Hears that `countsOthers` may be another. */
  readonly onChange?: () => void;
}

/**
 * Counts together what several replicas send, on a server that all of them reach. What this replica sent it also remembers
 * itself. While the server is gone it goes on alone, within what `Alone` allows; when it is back, it tells the server what
 * the server does not know, and counts together again. A server that may have forgotten something calls the roll first.
 */
export function createValkeyStore(options: ValkeyStoreOptions): ValkeyStore {
  const { name, window, clock, link, replica, onChange = () => undefined } = options;
  const ledger = createLedger(window);
  const keys = scriptKeys(name);
  const inTurn = createQueue();
  /** Of requests of this replica, what the server was not told yet. */
  const untold = new Map<string, Entry>();
  /** The connection over which the server was told everything else, and in which roll call. */
  let told: { readonly connection: Connection; readonly rollCall: number } | undefined;
  /** The connection to the server whose clock is known. */
  let compared: Connection | undefined;
  let alone: Alone | undefined = goAlone([], window, clock.now(), Number.NEGATIVE_INFINITY);
  let lastAsked = Number.NEGATIVE_INFINITY;
  let ahead = { ms: 0, at: 0 };
  let pausedUntil = Number.NEGATIVE_INFINITY;
  /** Until when others should be silent because this replica was told to; undefined when the server knows. */
  let pauseToTell: number | undefined;
  /** What was known when all was last counted together. */
  let seen: Seen | undefined;
  let isLeft = false;

  /** Asks the server; undefined when it is not there, and this replica is alone. */
  async function ask(question: Pick<Question, "operation" | "id">): Promise<Answer | undefined> {
    const connection = link.connection();
    if (connection === undefined) return lose(false);
    if (compared !== connection) ahead = { ms: connection.aheadMs, at: clock.now() };
    compared = connection;
    const news = [...untold.values()];
    const isNew = told?.connection !== connection;
    const known = isNew ? ledger.live(clock.now()) : [];
    const pause = pauseToTell;
    try {
      const answer = await run({ ...question, seen: isNew ? seen : undefined }, connection, [...known, ...news], pause);
      const rollCall = answer.now + answer.rollCallMs;
      if (isNew) told = { connection, rollCall };
      // The server lost what it was told, although it never went away.
      else if (told?.rollCall !== rollCall) told = undefined;
      for (const entry of news) if (untold.get(entry.id) === entry) untold.delete(entry.id);
      if (pauseToTell === pause) pauseToTell = undefined;
      return take(answer);
    } catch (error) {
      told = undefined;
      return lose(!(error instanceof LinkError) || error.isOpen);
    }
  }

  async function run(
    question: Pick<Question, "operation" | "id" | "seen">,
    { run }: Connection,
    entries: readonly Entry[],
    pause: number | undefined,
  ): Promise<Answer> {
    for (const isLast of [false, true]) {
      const now = clock.now();
      lastAsked = now;
      const pauseMs = pause === undefined ? 0 : Math.max(0, pause - now);
      const said = { ...question, run, replica, sent: now + ahead.ms, window, mayAlone: aloneWaits()(0) <= 0, pauseMs };
      const answer = readAnswer(await link.run(keys, scriptArguments(said, entries, now), SCRIPT));
      if (answer === undefined) throw new LinkError("protocol", true);
      const seen = answer.now - clock.now();
      if (!("isLate" in answer)) {
        // The call's way back makes what is seen too small, so the largest is the best.
        ahead = { ms: Math.max(seen, ahead.ms - DRIFT * (now - ahead.at)), at: now };
        return answer;
      }
      // The clocks were compared badly, or one was set.
      ahead = { ms: seen, at: now };
      if (isLast) break;
    }
    throw new LinkError("timeout", false);
  }

  function take(answer: Answer): Answer {
    const now = clock.now();
    pausedUntil = Math.max(pausedUntil, now + Math.min(answer.pauseMs, BELIEVED_PAUSE_MS));
    if (answer.rollCallMs <= 0) {
      alone = undefined;
      seen = { at: now, used: answer.used, own: ledger.live(now + BEAT_MS).length };
    } else alone ??= goAlone(ledger.live(now), window, now, lastAsked);
    onChange();
    return answer;
  }

  function lose(mayBeHeard: boolean): undefined {
    const now = clock.now();
    if (alone === undefined || mayBeHeard) alone = goAlone(ledger.live(now), window, now, lastAsked);
    for (const { id, start } of untold.values()) {
      if (start + LONGEST_REQUEST_MS + window.windowMs < now) untold.delete(id);
    }
    onChange();
  }

  /** As if this replica were alone, which it is while `alone` says so. */
  function aloneWaits(): (ahead: number) => number {
    const now = clock.now();
    const known = alone ?? goAlone(ledger.live(now), window, now, lastAsked);
    return waitsAlone(known, window, ledger.ends(now), now, pausedUntil - now);
  }

  function togetherWaits({ freeMs, places }: Answer): (ahead: number) => number {
    const now = clock.now();
    const ends = freeMs.map((milliseconds) => now + milliseconds - window.windowMs);
    return (ahead) => windowWaitMs({ ...window, requests: places }, ends, now, ahead, pausedUntil - now);
  }

  function enter(entry: Entry): void {
    ledger.enter(entry);
    untold.set(entry.id, entry);
  }

  function settle(entry: Entry, end: RequestEnd | "unsent"): void {
    enter(ledger.settle(entry, end, clock.now()));
  }

  async function tellNews(): Promise<void> {
    await inTurn(async () => {
      // Somebody else's question may have told it.
      if (untold.size > 0 && !isLeft) await ask({ operation: "beat" });
    });
  }

  function keepBeating(): void {
    void clock.rest(BEAT_MS).then(async () => {
      if (isLeft) return;
      await inTurn(() => ask({ operation: "beat" }));
      keepBeating();
    });
  }

  keepBeating();
  return {
    waits: () =>
      inTurn(async () => {
        const answer = await ask({ operation: "look" });
        const byItself = aloneWaits();
        if (answer === undefined) return byItself;
        const together = togetherWaits(answer);
        const { rollCallMs } = answer;
        if (rollCallMs <= 0) return together;
        return (ahead) => Math.max(together(ahead), Math.min(byItself(ahead), rollCallMs));
      }),
    reserve: () =>
      inTurn(async () => {
        if (clock.now() < pausedUntil) return undefined;
        const entry = ledger.begin(clock.now());
        const answer = await ask({ operation: "reserve", id: entry.id });
        const isGranted = answer === undefined ? aloneWaits()(0) <= 0 : answer.isGranted;
        if (!isGranted) {
          // The server may have entered it although its answer did not come.
          if (answer === undefined) untold.set(entry.id, { ...entry, end: NEVER_SENT });
          ledger.settle(entry, "unsent", clock.now());
          return undefined;
        }
        if (answer === undefined) enter(entry);
        else ledger.enter(entry);
        return {
          async settle(end) {
            settle(entry, end);
            // Until the server hears of it, it counts for longer there.
            void tellNews();
          },
          cancel() {
            settle(entry, "unsent");
            return tellNews();
          },
        };
      }),
    pause: (milliseconds) =>
      inTurn(async () => {
        const now = clock.now();
        pausedUntil = Math.max(pausedUntil, now + milliseconds);
        pauseToTell = now + Math.min(pausedUntil - now, BELIEVED_PAUSE_MS);
        await ask({ operation: "beat" });
      }),
    remaining: () =>
      inTurn(async () => {
        const answer = await ask({ operation: "beat" });
        const now = clock.now();
        if (now < pausedUntil) return 0;
        if (answer !== undefined && answer.rollCallMs <= 0) return Math.max(0, answer.places - answer.used);
        if (alone === undefined || aloneWaits()(0) > 0) return 0;
        return Math.max(0, placesAlone(alone, window, now) - ledger.ends(now).length);
      }),
    countsOthers: () => alone === undefined && told !== undefined && told.connection === link.connection(),
    leave: () =>
      inTurn(async () => {
        isLeft = true;
        await ask({ operation: "leave" });
      }),
  };
}
