import type { createClient } from "@redis/client";
import type { RollingWindow } from "../../../src/rate-limit/store.ts";
import { type Connection, type Link, LinkError } from "../../../src/rate-limit/valkey/link.ts";
import { SCRIPT, SERVER_TIME } from "../../../src/rate-limit/valkey/script.ts";
import { createValkeyStore } from "../../../src/rate-limit/valkey/valkey-store.ts";
import type { createWorld, Line, SimulatedClock } from "../simulated-world.ts";

/** The script, with two keys more, which tell the time. */
const script = SCRIPT.text.replace(SERVER_TIME, "{ KEYS[4], KEYS[5] }");
let places = 0;

type World = ReturnType<typeof createWorld>;
type Client = Pick<ReturnType<typeof createClient>, "eval" | "del">;

/** A server, and the ways to it. */
export function openPlace(world: World, client: Client, window: RollingWindow, breaks: () => number) {
  const { random, after } = world;
  const name = `place-${places++}`;
  const line: Line = { there: () => random() * 770, back: () => random() * 200, breaks };
  const ways = new Set<Way>();
  let run = 0;
  let isUp = true;
  let frozen: (() => void)[] | undefined;

  async function execute(keys: readonly string[], given: readonly string[]): Promise<unknown> {
    const micro = Math.floor(1_700_000_000_000_000 + world.time() * 1000);
    const time = [String(Math.floor(micro / 1e6)), String(micro % 1e6)];
    return client.eval(script, { keys: [...keys, ...time], arguments: [...given] });
  }

  function openWay(clock: SimulatedClock): Way {
    let connection: Connection | undefined;
    let isCut = false;
    const way: Way = {
      connect() {
        after(50 + random() * 350, () => {
          if (connection !== undefined) return;
          if (!isUp || isCut || frozen !== undefined) return way.connect();
          connection = { run: `run-${run}`, aheadMs: 1_700_000_000_000 + world.time() - clock.now() - random() * 20 };
        });
      },
      breakOff() {
        if (connection === undefined) return;
        connection = undefined;
        way.connect();
      },
      cut(milliseconds) {
        isCut = true;
        way.breakOff();
        after(milliseconds, () => {
          isCut = false;
        });
      },
      connection: () => connection,
      run: (keys, given) =>
        new Promise((resolve, reject) => {
          const asked = connection;
          const began = run;
          const give = (how: () => void) => after(random() * 5, () => (connection === asked ? how() : reject(lost)));
          const lost = new LinkError("lost", true);
          const work = async (): Promise<void> => {
            if (!isUp || run !== began || isCut) return reject(lost);
            const reply = await execute(keys, given);
            give(() => resolve(reply));
          };
          after(random() * 5, () => (frozen === undefined ? work() : frozen.push(() => void work())));
          after(250, () => {
            if (frozen === undefined) return;
            reject(new LinkError("timeout", true));
            if (connection === asked) way.breakOff();
          });
        }),
    };
    way.connect();
    ways.add(way);
    return way;
  }

  return {
    ...world,
    line,
    ways,
    start(given = line) {
      const machine = world.startMachine("aa01", 500_000 + random() * 1e6);
      const replica = `replica-${ways.size}`;
      const options = { name, window, replica };
      return world.startProcess(
        machine,
        (clock) => createValkeyStore({ ...options, clock, link: openWay(clock) }),
        given,
      );
    },
    /** The server is gone, and comes back with nothing; or, where it kept it, with what it knew. */
    async restart(milliseconds: number, keeps = false) {
      isUp = false;
      run += 1;
      for (const way of ways) way.breakOff();
      if (!keeps) await this.forget();
      after(milliseconds, () => {
        isUp = true;
      });
    },
    async forget() {
      for (const part of ["state", "requests", "replicas"]) await client.del(`keyscope:{${name}}:${part}`);
    },
    /** The server stops for a while, and then does everything that it was asked meanwhile. */
    freeze(milliseconds: number) {
      if (frozen !== undefined) return;
      frozen = [];
      after(milliseconds, async () => {
        const waiting = frozen ?? [];
        frozen = undefined;
        for (const work of waiting) work();
      });
    },
  };
}

interface Way extends Link {
  connect(): void;
  breakOff(): void;
  cut(milliseconds: number): void;
}
