import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openInstallation } from "../../src/engine/installation.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";
import { openEngine, PROGRAM } from "./open.ts";

afterEach(() => {
  vi.useRealTimers();
});

const NONE = { isInstalled: true, reason: "libstdc++.so.6: no such file" };
const HOUR = 3_600_000;

/** A file in which starts are remembered, in a folder that is not there yet. */
async function openMemory(): Promise<string> {
  const { path } = await openForTest(temporaryHome());
  return join(path, "cache/engine.json");
}

describe("what a start of the engine came to", () => {
  it("is known to other processes, a failure for an hour, a success for a day", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const memory = await openMemory();
    await openInstallation(PROGRAM, memory).learn(NONE.reason);
    const other = openInstallation(PROGRAM, memory);
    expect([other.whyNone(), other.isProven()]).toEqual([NONE, false]);
    vi.setSystemTime(Date.now() + HOUR);
    expect(other.whyNone()).toBeUndefined();
    await other.learn(undefined);
    vi.setSystemTime(Date.now() + 23 * HOUR);
    expect(openInstallation(PROGRAM, memory).isProven()).toBe(true);
    vi.setSystemTime(Date.now() + HOUR);
    expect(openInstallation(PROGRAM, memory).isProven()).toBe(false);
  });

  it("is that of one Node, and of a file that is whole", async () => {
    const memory = await openMemory();
    await openInstallation(PROGRAM, memory).learn(NONE.reason);
    const text = await readFile(memory, "utf8");
    const texts = [
      text.replace(process.version, "v0.1.0"),
      text.slice(0, -3),
      "",
      "null",
      "[]",
      '{"host":1,"at":"x","reason":null}',
      text.replace(/"at":\d+/, '"at":99999999999999'),
    ];
    for (const other of texts) {
      await writeFile(memory, other);
      expect(openInstallation(PROGRAM, memory).whyNone(), other).toBeUndefined();
    }
    await writeFile(memory, text);
    expect(openInstallation(PROGRAM, memory).whyNone()).toEqual(NONE);
  });

  it("needs no file", async () => {
    const { path } = await openForTest(temporaryHome());
    await writeFile(join(path, "cache"), "no folder");
    for (const memory of [undefined, join(path, "cache/engine.json")]) {
      const installation = openInstallation(PROGRAM, memory);
      await installation.learn(NONE.reason);
      expect(installation.whyNone()).toEqual(NONE);
    }
  });

  it("is found out by one start at most a day", async () => {
    const memory = await openMemory();
    const first = await openForTest(Promise.resolve(openEngine({ memory })));
    expect(await first.tryOut()).toBeUndefined();
    expect(first.pids).toHaveLength(1);
    // At once: whoever asked for this may end the process now.
    expect(await readdir(dirname(memory))).toEqual(["engine.json"]);
    await first.tryOut();
    expect(first.pids).toHaveLength(1);
    const next = await openForTest(Promise.resolve(openEngine({ memory })));
    await next.tryOut();
    expect(next.pids).toEqual([]);
  });
});
