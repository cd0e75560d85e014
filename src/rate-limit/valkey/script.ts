import { type Entry, NEVER_SENT } from "../ledger.ts";
import { ALONE_WEIGHT, LONGEST_REQUEST_MS, type RollingWindow } from "../store.ts";
import { makeScript } from "./link.ts";

/** A call that the server reaches later than this after it was sent does nothing: who sent it has given it up. */
export const STALE_MS = 500;
/** A replica that was not heard of for so long counts as one that sends alone, and its share is kept free for it. */
export const SILENT_MS = 1_000;
/** A server that knows nothing of us, or may have forgotten something, counts together only when all had so long to tell it. */
export const ROLL_CALL_MS = 2_000;
/** For a replica that fell silent without a goodbye its share is kept free for so long. */
const MISSED_MS = 300_000;
/** Nothing stays on the server when no replica was there for so long. */
const LIFE_MS = 86_400_000;
/** A pause that others tell of is believed for so long. Then one request finds out whether it still holds. */
export const BELIEVED_PAUSE_MS = 60_000;

/** How the script reads the server's clock, in milliseconds. */
export const SERVER_TIME = "redis.call('TIME')";

/**
 * All that the replicas do with the common count: one script, so that each look and its entry are one step.
 *
 * Keys, all with the same hash tag: the state (`run`: which start of the server filled them; `open`: when the roll call is
 * over; `paused`; `seen`: what counted in all when a replica last heard of it, before the server forgot it; `own` of that:
 * what is of replicas that answered the roll call; `until`: when all of it is of no account any more), the requests by the time when each is of no account any more, and the replicas by when they were last
 * heard of. Among the requests is one without a name that never ends: when it is gone, others are gone too.
 */
export const SCRIPT = makeScript(`
local time = ${SERVER_TIME}
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state, requests, replicas = KEYS[1], KEYS[2], KEYS[3]
local operation, run, me, id, may = ARGV[1], ARGV[2], ARGV[3], ARGV[7], ARGV[8]
local sent, limit, window, pause = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[9])
local seen, age, own = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
local function number(field) return tonumber(redis.call('HGET', state, field) or 0) end
if math.abs(now - sent) > ${STALE_MS} then return { now } end

if redis.call('HGET', state, 'run') ~= run or not redis.call('ZSCORE', requests, '') then
  local paused = number('paused')
  for _, field in ipairs(redis.call('HKEYS', state)) do redis.call('HDEL', state, field) end
  redis.call('HSET', state, 'run', run, 'open', now + ${ROLL_CALL_MS}, 'paused', paused)
  redis.call('ZADD', requests, '+inf', '')
end
local open, paused = number('open'), number('paused')
if pause > 0 then
  paused = math.max(paused, now + pause)
  redis.call('HSET', state, 'paused', paused)
end

local untilThen = now - age + ${LONGEST_REQUEST_MS} + window
if seen > 0 and untilThen > now and redis.call('HSETNX', state, 'own:' .. me, own) == 1 then
  redis.call('HINCRBY', state, 'own', own)
  if now < open then
    redis.call('HSET', state, 'seen', math.max(seen, number('seen')), 'until', math.max(untilThen, number('until')))
  end
end

for index = 13, #ARGV, 3 do
  local known, began, ended = ARGV[index], ARGV[index + 1], ARGV[index + 2]
  if ended == 'x' then
    redis.call('ZREM', requests, known)
  elseif ended == '-' then
    redis.call('ZADD', requests, 'NX', now + 1 - began + ${LONGEST_REQUEST_MS} + window, known)
  else
    redis.call('ZADD', requests, now + 1 - ended + window, known)
  end
end
redis.call('ZREMRANGEBYSCORE', requests, '-inf', now)

if operation == 'leave' then redis.call('ZREM', replicas, me) else redis.call('ZADD', replicas, now, me) end
redis.call('ZREMRANGEBYSCORE', replicas, '-inf', now - ${MISSED_MS})
local share = math.max(1, math.floor(limit / ${ALONE_WEIGHT}))
local silent = redis.call('ZCOUNT', replicas, '-inf', now - ${SILENT_MS})
local places = math.max(share, limit - silent * share)

local lost = number('until') > now and math.max(0, number('seen') - number('own')) or 0
local used = redis.call('ZCARD', requests) - 1 + lost
local granted = 0
if operation == 'reserve' and now >= paused and used < places and (now >= open or may == '1') then
  redis.call('ZADD', requests, now + 1 + ${LONGEST_REQUEST_MS} + window, id)
  granted, used = 1, used + 1
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ${LIFE_MS}) end

local answer = { now, granted, places, used, paused - now, open - now }
if operation == 'look' then
  local all = redis.call('ZRANGE', requests, 0, -2, 'WITHSCORES')
  local ends = {}
  for index = 2, #all, 2 do ends[#ends + 1] = all[index] - now end
  for _ = 1, lost do ends[#ends + 1] = number('until') - now end
  table.sort(ends)
  for _, milliseconds in ipairs(ends) do answer[#answer + 1] = milliseconds end
end
return answer
`);

/** `beat` only tells what is new; `look` also asks when places will be free; `leave` is a goodbye. */
export type Operation = "reserve" | "look" | "beat" | "leave";

/** What a call says beside the requests that the server does not know yet. Times in milliseconds. */
export interface Question {
  readonly operation: Operation;
  /** Names the start of the server that was met when the connection was made. */
  readonly run: string;
  readonly replica: string;
  /** When it is sent, on the server's clock as far as it is known here. */
  readonly sent: number;
  readonly window: RollingWindow;
  /** The request to enter, and whether this replica might send it even alone. */
  readonly id?: string;
  readonly mayAlone?: boolean;
  /** The API asked for so much silence from now on. */
  readonly pauseMs?: number;
  readonly seen?: Seen | undefined;
}

/**
 * What a replica knew when it last counted together: with it a server that forgot everything, or another one, can tell how
 * many requests were of a replica that is gone, too, and that nobody tells it of.
 */
export interface Seen {
  /** On the clock of the entries. */
  readonly at: number;
  /** Requests that counted, of all replicas; and of this one, without those that soon count no more. */
  readonly used: number;
  readonly own: number;
}

export function scriptKeys(name: string): string[] {
  return ["state", "requests", "replicas"].map((part) => `keyscope:{${name}}:${part}`);
}

/** @param now on the clock of the entries */
export function scriptArguments(question: Question, entries: readonly Entry[], now: number): string[] {
  const { operation, run, replica, sent, window, id = "", mayAlone = false, pauseMs = 0, seen } = question;
  const numbers = [sent, window.requests, window.windowMs].map((number) => String(Math.floor(number)));
  const said = [operation, run, replica, ...numbers, id, mayAlone ? "1" : "0", String(Math.ceil(pauseMs))];
  const known = seen === undefined ? [0, 0, 0] : [seen.used, Math.floor(now - seen.at), seen.own];
  return [...said, ...known.map(String), ...entries.flatMap((entry) => tell(entry, now))];
}

/** Ages, because the server has another clock. Rounded down, so that nothing ends too early. */
function tell({ id, start, end }: Entry, now: number): string[] {
  const ended = end === undefined ? "-" : end === NEVER_SENT ? "x" : String(Math.floor(now - end));
  return [id, String(Math.floor(now - start)), ended];
}

/** What the server says. Milliseconds from now on where nothing else is said. */
export interface Answer {
  /** On the server's clock. */
  readonly now: number;
  readonly isGranted: boolean;
  /** Requests that all who are here may send in a window, and those that count now. */
  readonly places: number;
  readonly used: number;
  readonly pauseMs: number;
  /** Until the roll call is over. */
  readonly rollCallMs: number;
  /** Until each place that is taken is free again, the first first; of `look` only. */
  readonly freeMs: readonly number[];
}

/** @returns the server's time alone where the call came too late to it; undefined for what our script never answers */
export function readAnswer(reply: unknown): Answer | { readonly now: number; readonly isLate: true } | undefined {
  if (!Array.isArray(reply)) return undefined;
  const [now, granted, places, used, pauseMs, rollCallMs, ...freeMs] = reply.map(Number);
  if (now === undefined || Number.isNaN(now)) return undefined;
  if (granted === undefined) return { now, isLate: true };
  if (places === undefined || used === undefined || pauseMs === undefined || rollCallMs === undefined) return undefined;
  return { now, isGranted: granted === 1, places, used, pauseMs, rollCallMs, freeMs };
}
