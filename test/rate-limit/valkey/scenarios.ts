import type { createClient } from "@redis/client";
import { createWorld, impatient, mostInAMinute, type paces, seconds, three } from "../simulated-world.ts";
import { openPlace } from "./simulated-server.ts";

/** Requests that the simulated API allows in any minute. */
export const LIMIT = 120;
const MINUTE = 60_000;

type Place = ReturnType<typeof openPlace>;

type Scenario = readonly [name: string, atLeast: number, play: (given: Place) => unknown];

/** What happens, and how many requests at least must arrive a minute on average, so that nothing is safe by standing still. */
export const scenarios: readonly Scenario[] = [
  ["one replica", 100, (given) => given.start()],
  ["three replicas", 100, three],
  [
    "a server that is killed and starts again at once",
    80,
    (given) => {
      three(given);
      given.every(seconds(given, 10, 50), () => given.restart(300));
    },
  ],
  [
    "a server that is killed and starts again later",
    30,
    (given) => {
      three(given);
      given.every(seconds(given, 10, 80), () => given.restart(given.random() * 30_000));
    },
  ],
  [
    "a server that is killed and starts again with what it knew some time ago",
    30,
    (given) => {
      three(given);
      given.every(seconds(given, 10, 80), () => given.restart(given.random() * 20_000, true));
    },
  ],
  [
    "a server that is gone for good",
    60,
    (given) => {
      three(given);
      given.after(30_000, () => given.restart(600_000));
    },
  ],
  [
    "a server that was never there",
    40,
    async (given) => {
      await given.restart(600_000);
      for (const _ of [0, 1, 2, 3]) given.start();
    },
  ],
  [
    "a server that forgets everything now and then",
    60,
    (given) => {
      three(given);
      given.every(seconds(given, 5, 40), given.forget);
    },
  ],
  [
    "a server that freezes",
    60,
    (given) => {
      three(given);
      given.every(seconds(given, 5, 30), () => given.freeze(given.random() * 3_000));
    },
  ],
  [
    "a server that freezes for long",
    30,
    (given) => {
      three(given);
      given.every(seconds(given, 5, 60), () => given.freeze(given.random() * 60_000));
    },
  ],
  [
    "one replica that does not reach the server for a while",
    60,
    (given) => {
      three(given);
      given.every(seconds(given, 5, 40), () => {
        const all = [...given.ways];
        all[Math.floor(given.random() * all.length)]?.cut(given.random() * 60_000);
      });
    },
  ],
  [
    "replicas that do not reach the server for moments, again and again",
    20,
    (given) => {
      three(given);
      given.every(seconds(given, 0.5, 3), () => {
        const all = [...given.ways];
        all[Math.floor(given.random() * all.length)]?.cut(given.random() * 2_500);
      });
    },
  ],
  [
    "connections that break off",
    80,
    (given) => {
      three(given);
      given.every(seconds(given, 0.1, 5), () => {
        for (const way of given.ways) if (given.random() < 0.5) way.breakOff();
      });
    },
  ],
  [
    "a busy replica, and two that have nothing to do until the server is gone",
    60,
    (given) => {
      given.start();
      for (const _ of [0, 1]) given.start({ ...given.line, idle: () => 31_000 });
      given.after(30_000, () => given.restart(100_000));
    },
  ],
  [
    "a busy replica, and one that comes when the server is gone",
    60,
    (given) => {
      given.start();
      given.after(30_000, () => given.restart(100_000));
      given.after(31_000, () => given.start());
    },
  ],
  [
    "two busy replicas, and an idle one that does not reach the server",
    60,
    (given) => {
      for (const _ of [0, 1]) given.start();
      given.start({ ...given.line, idle: () => 31_000 });
      given.after(30_000, () => [...given.ways][2]?.cut(130_000));
    },
  ],
  [
    "replicas that are killed, and others that come",
    50,
    (given) => {
      let running = three(given);
      given.every(seconds(given, 10, 60), () => {
        running[0]?.kill();
        running = [...running.slice(1), given.start()];
      });
    },
  ],
  [
    "a replica that is killed, another that comes, and soon a server that starts again with nothing",
    60,
    (given) => {
      let running = three(given);
      given.every(seconds(given, 20, 50), () => {
        running[0]?.kill();
        running = [...running.slice(1), given.start()];
        given.after(given.random() * 20_000, () => given.restart(given.random() * 2_000));
      });
    },
  ],
  [
    "requests that are cancelled, or end in a timeout",
    60,
    (given) => {
      for (const _ of [0, 1, 2]) given.start(impatient(given));
      given.every(seconds(given, 20, 60), () => given.restart(given.random() * 10_000));
    },
  ],
  [
    "a server that freezes, is killed, and loses connections",
    40,
    (given) => {
      three(given);
      given.every(seconds(given, 5, 40), () => given.freeze(given.random() * 3_000));
      given.every(seconds(given, 10, 60), () => given.restart(given.random() * 15_000, given.random() < 0.5));
      given.every(seconds(given, 1, 10), () => [...given.ways][Math.floor(given.random() * 3)]?.breakOff());
    },
  ],
  [
    "a server that freezes, and replicas that do not reach it, come and are killed",
    40,
    (given) => {
      let running = three(given);
      given.every(seconds(given, 5, 40), () => given.freeze(given.random() * 3_000));
      given.every(seconds(given, 1, 30), () => {
        const all = [...given.ways];
        all[Math.floor(given.random() * all.length)]?.cut(given.random() * 20_000);
      });
      given.every(seconds(given, 30, 90), () => {
        running[0]?.kill();
        running = [...running.slice(1), given.start()];
      });
    },
  ],
];

/**
 * Plays a scenario on a real server, whose script reads a simulated clock; gives the most requests that arrived in any minute,
 * and how many arrived a minute on average.
 */
export async function measure(
  client: Pick<ReturnType<typeof createClient>, "eval" | "del">,
  [, , play]: Scenario,
  [, pace]: (typeof paces)[number],
  { minutes, seed }: { readonly minutes: number; readonly seed: number },
) {
  const world = createWorld(seed);
  await play(openPlace(world, client, { requests: LIMIT, windowMs: MINUTE }, () => pace(world.random)));
  await world.run(minutes * MINUTE);
  return { most: mostInAMinute(world.arrivals), aMinute: world.arrivals.length / minutes };
}
