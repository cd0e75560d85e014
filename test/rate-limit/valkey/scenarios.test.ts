import { createClient } from "@redis/client";
import { describe, expect, it } from "vitest";
import { openForFile } from "../../helpers/cleanup.ts";
import { paces } from "../simulated-world.ts";
import { LIMIT, measure, scenarios } from "./scenarios.ts";
import { startValkey, valkeySkipped } from "./server.ts";

/**
 * Replicas and a real server, whose script reads a simulated clock: days on which the limit might be passed, without
 * waiting for them. What is on the way to the server, and what becomes of it there, is simulated too. Each is played once
 * here; `npm run soak -- replicas` plays all of them at each pace, again and again.
 */

const skipped = valkeySkipped();
const valkey = skipped === undefined ? await openForFile(startValkey()) : undefined;
const client = createClient({ url: valkey?.url ?? "" });
if (valkey !== undefined) await openForFile(client.connect().then(() => ({ close: async () => client.destroy() })));

const days = scenarios.map((scenario, index) => ({ name: scenario[0], scenario, index }));

describe.skipIf(skipped !== undefined)("never more than the limit in any minute", () => {
  it.each(days)("$name", { timeout: 60_000 }, async ({ scenario, index }) => {
    const [fullSpeed, withBreaks] = paces;
    // With breaks there is less to simulate.
    const pace = index % 3 === 0 ? fullSpeed : withBreaks;
    const { most, aMinute } = await measure(client, scenario, pace, { minutes: 2, seed: 1 });
    expect(most).toBeLessThanOrEqual(LIMIT);
    expect(aMinute).toBeGreaterThanOrEqual(scenario[1]);
  });
});
