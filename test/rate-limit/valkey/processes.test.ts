import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, it } from "vitest";
import { openForTest } from "../../helpers/cleanup.ts";
import { endProcesses, startProcess } from "../../helpers/command.ts";
import { mostInAWindow } from "./most.ts";
import { startValkey, valkeySkipped } from "./server.ts";

const skipped = valkeySkipped();
const BUNDLE = join(import.meta.dirname, "../../../dist/valkey.cjs");

/** What a process does: it sends as fast as it may, and writes when, on the machine's clock. */
const REPLICA = `
const { openValkey } = require(process.argv[1]);
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const now = () => Number(process.hrtime.bigint()) / 1e6;
const address = { host: "127.0.0.1", port: Number(process.argv[2]), tls: false, database: 0, name: "here" };
const store = openValkey(address, { now, rest: wait }, () => undefined).openStore("aa", { requests: 20, windowMs: 300 });
(async () => {
  for (;;) {
    const place = await store.reserve();
    if (place === undefined) {
      await wait(5);
      continue;
    }
    process.stdout.write(now() + "\\n");
    await place.settle("over");
  }
})();
`;

afterEach(endProcesses);

it.skipIf(skipped !== undefined)(
  "processes keep one limit while one of them and the server are killed, and the server starts again",
  { timeout: 60_000 },
  async () => {
    const valkey = await openForTest(startValkey());
    const sent: number[] = [];
    let hear: () => void = () => undefined;
    const children = [1, 2, 3].map(() => {
      const child = startProcess(process.execPath, ["-e", REPLICA, BUNDLE, String(valkey.port)], { env: {} });
      createInterface({ input: child.stdout }).on("line", (line) => {
        sent.push(Number(line));
        hear();
      });
      return child;
    });
    const untilSent = (requests: number) =>
      new Promise<void>((resolve) => {
        hear = () => {
          if (sent.length >= requests) resolve();
        };
        hear();
      });
    await untilSent(50);
    children[0]?.kill("SIGKILL");
    await untilSent(90);
    await valkey.kill();
    const before = sent.length;
    await valkey.start();
    await untilSent(before + 60);
    expect(mostInAWindow(sent, 300)).toBeLessThanOrEqual(20);
  },
);
