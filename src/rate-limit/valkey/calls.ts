import type { RollingWindow } from "../store.ts";
import { type Link, LinkError, makeScript } from "./link.ts";
import { SERVER_TIME } from "./script.ts";

/**
 * Counts a call on the server's clock, unless there were as many as may be in the window before it. Only calls that were
 * admitted count. What nobody calls any more goes away by itself.
 * @returns 0, or milliseconds until the next call may be made
 */
const SCRIPT = makeScript(`
local time = ${SERVER_TIME}
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local calls, most, window, id = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
redis.call('ZREMRANGEBYSCORE', calls, '-inf', now - window)
local over = redis.call('ZCARD', calls) - most
if over >= 0 then
  return redis.call('ZRANGE', calls, over, over, 'WITHSCORES')[2] + window - now
end
redis.call('ZADD', calls, now, id)
redis.call('PEXPIRE', calls, window)
return 0
`);

/**
 * Counts a call together with the other replicas. No roll call: it is our own limit, and a store that forgot it may give
 * somebody a few calls more.
 * @param name the same for the same caller on every replica
 * @returns milliseconds to wait, 0 where the call may be made; undefined while the server does not answer
 */
export async function countCall(link: Link, name: string, window: RollingWindow): Promise<number | undefined> {
  const given = [String(window.requests), String(window.windowMs), crypto.randomUUID()];
  try {
    const waitMs = Number(await link.run([`keyscope:{${name}}:calls`], given, SCRIPT));
    return Number.isNaN(waitMs) ? undefined : waitMs;
  } catch (error) {
    if (error instanceof LinkError) return undefined;
    throw error;
  }
}
