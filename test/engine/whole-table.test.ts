import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startProcess } from "../../src/engine/child-process.ts";
import { readRows, writeParquet } from "../../src/engine/whole-table.ts";
import { INSTALLATION, never, source } from "./open.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "keyscope-whole-"));
});

afterEach(() => rm(folder, { recursive: true }));

const many = source(
  "items",
  Array.from({ length: 5000 }, (_, id) => ({ id, tags: [`t${id}`] })),
);

describe("a table that is read whole", () => {
  it("comes in order, in pieces, each when the one before was taken", async () => {
    const ids: number[] = [];
    const sizes: number[] = [];
    let isTaking = false;
    const taker = {
      begin: async () => {},
      async take(text: string) {
        expect(isTaking).toBe(false);
        isTaking = true;
        await new Promise(setImmediate);
        const rows = text.trimEnd().split("\n");
        sizes.push(rows.length);
        ids.push(...rows.map((row) => JSON.parse(row).id));
        isTaking = false;
      },
    };
    const request = { source: many, name: "ITEMS", format: "ndjson", timeZone: "UTC" } as const;
    expect(await readRows(INSTALLATION, request, taker, never)).toEqual({ ok: true, value: 5000 });
    expect(ids).toEqual(Array.from({ length: 5000 }, (_, id) => id));
    expect(Math.max(...sizes)).toBeLessThan(3000);
  });

  it("ends with what its taker rejects with", async () => {
    const taker = { begin: async () => {}, take: () => Promise.reject(new Error("the disk is full")) };
    const request = { source: many, name: "items", format: "csv", timeZone: "UTC" } as const;
    await expect(readRows(INSTALLATION, request, taker, never)).rejects.toThrow("the disk is full");
  });

  it("is not there under another name", async () => {
    const outcome = await writeParquet(INSTALLATION, { source: many, name: "item" }, join(folder, "x.parquet"), never);
    expect(outcome).toMatchObject({ ok: false, failure: { kind: "unknown-table", nearest: "items" } });
  });
});

describe("a process that may write a file", () => {
  it("writes that one, whatever its name is, and nothing beside it", async () => {
    const file = join(folder, "it's a 'file', [x].parquet");
    expect(await writeParquet(INSTALLATION, { source: many, name: "items" }, file, never)).toEqual({
      ok: true,
      value: 5000,
    });
    expect(await readdir(folder)).toEqual(["it's a 'file', [x].parquet"]);
  });

  it("says why where it cannot", async () => {
    const file = join(folder, "no", "x.parquet");
    const outcome = await writeParquet(INSTALLATION, { source: many, name: "items" }, file, never);
    expect(outcome).toMatchObject({ ok: false, failure: { kind: "engine-says" } });
  });

  it("runs no statement of anybody's, and ends when it is asked to", async () => {
    const process = startProcess(INSTALLATION.program, join(folder, "x.parquet"));
    await process.ready;
    const ask = { sql: "SELECT 1", tables: [], timeZone: "UTC", maxRows: 1, milliseconds: 1000 };
    await expect(process.ask("query", ask)).rejects.toMatchObject({ why: "crashed" });
    expect(process.isOver()).toBe(true);
  });

  it("is none where no file was named", async () => {
    const process = startProcess(INSTALLATION.program);
    await process.ready;
    await expect(process.ask("writeParquet", { table: "items" })).rejects.toMatchObject({ why: "crashed" });
    expect(existsSync(join(folder, "x.parquet"))).toBe(false);
  });
});
