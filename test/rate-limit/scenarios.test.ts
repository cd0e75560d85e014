import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { createFileStore } from "../../src/rate-limit/file-store.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";
import {
  createWorld,
  impatient,
  type Line,
  mostInAMinute,
  paces,
  type SimulatedClock,
  seconds,
  three,
} from "./simulated-world.ts";

/**
 * Days on which the limit was passed, and some on which it might be. Measured where it counts: at an API that counts
 * requests when they arrive, in a strict rolling window.
 */

const disk = vi.hoisted(() => ({ isFull: false }));
vi.mock("node:fs", async (importOriginal) => {
  const fs = await importOriginal<typeof import("node:fs")>();
  const unlessFull =
    <Given extends unknown[], Result>(write: (...given: Given) => Result) =>
    (...given: Given) => {
      if (disk.isFull) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
      return write(...given);
    };
  return { ...fs, appendFileSync: unlessFull(fs.appendFileSync), writeSync: unlessFull(fs.writeSync) };
});

const LIMIT = 120;
const NAME = "0123abcd";
const MINUTE = 60_000;

type World = ReturnType<typeof createWorld>;

/** A folder, and what may happen to it. */
function place(world: World, folder: string, breaks: () => number) {
  const { random, startMachine } = world;
  const machine = startMachine("aa01");
  const line: Line = { there: () => random() * 770, back: () => random() * 200, breaks };
  const open = (clock: SimulatedClock, boot = machine.boot) =>
    createFileStore(folder, NAME, { requests: LIMIT, windowMs: MINUTE }, clock, boot);
  const files = () => (existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : []);
  const anyFile = () => files()[Math.floor(random() * files().length)];
  return {
    ...world,
    machine,
    line,
    open,
    files,
    start: (on = machine, given = line) => world.startProcess(on, (clock) => open(clock, on.boot), given),
    remove: () => rmSync(folder, { recursive: true, force: true }),
    /** Some bytes of some file become others, are cut off, or follow it. */
    damage() {
      const file = anyFile();
      if (file === undefined) return;
      const { size } = statSync(file);
      const kind = Math.floor(random() * 4);
      if (kind === 0) truncateSync(file, Math.floor(random() * size));
      if (kind === 1) writeFileSync(file, Buffer.alloc(size, Math.floor(random() * 256)));
      if (kind === 2) writeFileSync(file, "no such thing\n{}\n", { flag: "a" });
      if (kind === 3) writeFileSync(file, Buffer.from(Array.from({ length: 5_000 }, () => random() * 256)));
    },
    block: () => {
      if (existsSync(folder)) renameSync(folder, `${folder}.away`);
      writeFileSync(folder, "in the way");
    },
    unblock: () => {
      rmSync(folder);
      if (existsSync(`${folder}.away`)) renameSync(`${folder}.away`, folder);
    },
    plant(text: string) {
      mkdirSync(folder, { recursive: true });
      const current = `${NAME}.80000.${machine.boot}.${Math.floor(machine.now() / 80_000)}`;
      for (const file of [`${NAME}.pause`, current]) writeFileSync(join(folder, file), text, { flag: "a" });
    },
  };
}

type Place = ReturnType<typeof place>;

/** What happens, and how many requests at least must arrive a minute on average, so that nothing is safe by standing still. */
const scenarios: readonly (readonly [name: string, atLeast: number, play: (given: Place) => unknown])[] = [
  ["one process at full speed", 110, (given) => given.start()],
  ["one process and a fast API", 118, (given) => given.start(undefined, { there: () => 1, back: () => 1 })],
  ["three processes", 110, three],
  [
    "clocks that differ by minutes",
    110,
    (given) => {
      for (const offset of [-400_000, 0, 400_000, 30_000])
        given.startProcess(given.machine, given.open, given.line, () => given.time() + offset);
    },
  ],
  [
    "clocks that jump forwards and back",
    110,
    (given) => {
      for (let count = 0; count < 3; count += 1) {
        let offset = 0;
        given.every(seconds(given, 5, 30), () => {
          offset += (given.random() - 0.5) * 600_000;
        });
        given.startProcess(given.machine, given.open, given.line, () => given.time() + offset);
      }
    },
  ],
  [
    "clocks that drift",
    110,
    (given) => {
      const began = given.time();
      for (const rate of [0.5, 1, 3])
        given.startProcess(given.machine, given.open, given.line, () => began + (given.time() - began) * rate);
    },
  ],
  [
    "a machine that is suspended now and then",
    30,
    (given) => {
      three(given);
      given.every(seconds(given, 10, 60), () => given.machine.suspend(given.random() * 40_000));
    },
  ],
  [
    "a folder that is deleted now and then",
    20,
    (given) => {
      three(given);
      given.every(seconds(given, 5, 40), given.remove);
    },
  ],
  [
    "a folder that is deleted once",
    80,
    (given) => {
      three(given);
      given.after(25_000, given.remove);
    },
  ],
  [
    "a folder that is deleted between a look and the entry",
    20,
    (given) => {
      for (const _ of [0, 1, 2]) {
        // Stores ask what time it is between the two.
        const interrupted = (clock: SimulatedClock): SimulatedClock => ({
          ...clock,
          now: () => {
            if (given.random() < 0.002) given.remove();
            return clock.now();
          },
        });
        given.startProcess(given.machine, (clock) => given.open(interrupted(clock)), given.line);
      }
    },
  ],
  [
    "files that are damaged, cut off and filled with rubbish",
    20,
    (given) => {
      three(given);
      given.every(seconds(given, 3, 30), given.damage);
    },
  ],
  [
    "a full disk",
    20,
    (given) => {
      three(given);
      given.every(seconds(given, 10, 60), () => {
        disk.isFull = !disk.isFull;
      });
    },
  ],
  [
    "a disk that is full from the start",
    80,
    (given) => {
      disk.isFull = true;
      for (const _ of [0, 1, 2, 3]) given.start();
    },
  ],
  [
    "a folder that cannot be written for a while",
    20,
    (given) => {
      three(given);
      let isBlocked = false;
      given.every(seconds(given, 10, 50), () => {
        if (isBlocked) given.unblock();
        else given.block();
        isBlocked = !isBlocked;
      });
    },
  ],
  [
    "a planted pause, and planted entries",
    60,
    (given) => {
      const plant = () => {
        const now = Math.floor(given.machine.now());
        const wall = 1_800_000_000_000 + given.time();
        const later = now + 3_599_000;
        const entries = [now, later].map((end) => `${crypto.randomUUID()} ${now} ${end}`);
        given.plant(`${wall} ${wall + 3_599_000}\n\npause ${now} ${later}\n${entries.join("\n")}\n`);
      };
      plant();
      given.after(100_000, plant);
      three(given);
    },
  ],
  [
    "processes that are killed, and others that come",
    100,
    (given) => {
      let running = three(given);
      given.every(seconds(given, 2, 20), () => {
        running[0]?.kill();
        running = [...running.slice(1), given.start()];
      });
    },
  ],
  [
    "slow answers: 20 s",
    15,
    (given) => {
      for (const _ of [0, 1, 2]) given.start(undefined, { ...given.line, back: () => 20_000 });
    },
  ],
  [
    "requests that are cancelled, or end in a timeout",
    60,
    (given) => {
      for (const _ of [0, 1, 2]) given.start(undefined, impatient(given));
    },
  ],
  [
    "a machine that starts again, with the files of before",
    60,
    (given) => {
      const before = three(given);
      given.after(70_000, () => {
        for (const process of before) process.kill();
        for (const _ of [0, 1, 2]) given.start(given.startMachine("bb02", 4_000));
      });
    },
  ],
  [
    "a folder that two kernels share",
    30,
    (given) => {
      const other = given.startMachine("bb02", 90_000_000);
      for (const machine of [given.machine, other]) for (const _ of [0, 1]) given.start(machine);
    },
  ],
];

/** Plays for three minutes; gives the most requests that arrived in any minute, and how many arrived a minute on average. */
async function measure(play: (given: Place) => unknown, pace: (random: () => number) => number) {
  const folder = join((await openForTest(temporaryHome())).path, "budget");
  const world = createWorld(1);
  play(place(world, folder, () => pace(world.random)));
  await world.run(3 * MINUTE);
  disk.isFull = false;
  return { most: mostInAMinute(world.arrivals), aMinute: world.arrivals.length / 3 };
}

describe.each(paces)("%s", (_pace, pace) => {
  it.each(scenarios)("%s: never more than the limit in any minute", { timeout: 30_000 }, async (_, atLeast, play) => {
    const { most, aMinute } = await measure(play, pace);
    expect(most).toBeLessThanOrEqual(LIMIT);
    expect(aMinute).toBeGreaterThanOrEqual(atLeast);
  });

  it("a process that begins right after the folder was deleted sends a quarter of the limit at most before it knows of the others", async () => {
    const { most } = await measure((given) => {
      three(given);
      given.after(30_000, given.remove);
      given.after(30_001, () => given.start());
    }, pace);
    expect(most).toBeLessThanOrEqual(LIMIT + LIMIT / 4);
  });
});
