import { join } from "node:path";
import type { Json } from "../../src/answers/json.ts";
import { packPage } from "../../src/answers/packed-rows.ts";
import { writeRow } from "../../src/answers/written-json.ts";
import { startProcess } from "../../src/engine/child-process.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { openInstallation } from "../../src/engine/installation.ts";
import type { TableSource } from "../../src/engine/protocol.ts";

/** The engine as it was built. */
export const PROGRAM = join(import.meta.dirname, "../../dist/engine.cjs");

/** The same, of whose starts nothing is remembered. */
export const INSTALLATION = openInstallation(PROGRAM, undefined);

/** Nobody gives up. */
export const never = new AbortController().signal;

let versions = 0;

/** A table as the server keeps it, of rows or of the JSON texts of its pages, in pages of so many rows. */
export function source(
  name: string,
  rows: readonly unknown[] | readonly string[],
  { idField, pageSize = 100 }: { idField?: string; pageSize?: number } = {},
): TableSource {
  const pages: Uint8Array[] = [];
  for (let at = 0; at < rows.length; at += pageSize) {
    pages.push(packPage(rows.slice(at, at + pageSize).map(textOf)));
  }
  versions += 1;
  return { name, version: String(versions), pages, ...(idField === undefined ? {} : { idField }) };
}

/** A text may hold any number, so it is marked like one that holds such as need care. */
function textOf(row: unknown): string {
  return typeof row === "string" ? ` ${row}` : writeRow(row as Json);
}

/** An engine, with the numbers of the processes that it started and shorter ways to ask it. */
export function openEngine({
  program = PROGRAM,
  memory,
  ...options
}: {
  statementMs?: number;
  program?: string;
  memory?: string;
} = {}) {
  const pids: number[] = [];
  const engine = createEngine({
    installation: openInstallation(program, memory),
    ...options,
    startProcess(file) {
      const started = startProcess(file);
      if (started.pid !== undefined) pids.push(started.pid);
      return started;
    },
  });
  return {
    ...engine,
    pids,
    async close() {
      engine.close();
    },
    run: (sql: string, tables: readonly TableSource[] = [], timeZone = "UTC", maxRows = 200) =>
      engine.query({ sql, tables, timeZone, maxRows }, never),
    /** Rows of a statement that works. */
    async rows(sql: string, tables: readonly TableSource[] = [], timeZone = "UTC") {
      const answer = await engine.query({ sql, tables, timeZone, maxRows: 200 }, never);
      if (!answer.ok) throw new Error(`${sql}: ${JSON.stringify(answer.failure)}`);
      return answer.value.rows;
    },
    /** The failure of a statement that does not. */
    async failure(sql: string, tables: readonly TableSource[] = []) {
      const answer = await engine.query({ sql, tables, timeZone: "UTC", maxRows: 200 }, never);
      return answer.ok ? undefined : answer.failure;
    },
    async described(tables: readonly TableSource[], timeZone = "UTC") {
      const answer = await engine.describe({ tables, timeZone }, never);
      if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
      return answer.value;
    },
  };
}
