import { chmod, type FileHandle, open, rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { RowsFormat } from "../../engine/protocol.ts";
import type { Failure, Outcome } from "../../failures/failure.ts";
import type { WholeTable } from "../../query/whole-table.ts";
import { quoted } from "../../utils/clean-text.ts";
import { renameFile } from "../../utils/replace-file.ts";
import { checkFile, explainFile, notWritten } from "../written-file.ts";
import type { Target, Written } from "./target.ts";

type FileFormat = RowsFormat | "parquet";

const FORMATS: readonly FileFormat[] = ["csv", "ndjson", "parquet"];

/** @param name the file as the person wrote it */
export function fileTarget(name: string, replace: boolean): Target {
  const format = formatOf(name);
  const file = resolve(name);

  async function write(table: WholeTable, signal: AbortSignal): Promise<Outcome<Written>> {
    const draft = `${file}.${crypto.randomUUID()}.tmp`;
    const before = await checkFile(name, replace);
    try {
      const outcome = await fill(draft, format, table, signal);
      if (!outcome.ok && isDiskFull(outcome.failure)) throw notWritten(name, "ENOSPC");
      if (!outcome.ok) return outcome;
      const { size: bytes } = await stat(draft);
      // What somebody shut off from others stays so.
      if (before !== undefined) await chmod(draft, before.mode & 0o777);
      await checkFile(name, replace);
      if (signal.aborted) return { ok: false, failure: { kind: "cancelled" } };
      await renameFile(draft, file);
      return { ok: true, value: { rows: outcome.value, bytes } };
    } finally {
      // Where the engine is still ending, Windows keeps its file for a moment.
      await rm(draft, { force: true, maxRetries: 10 });
    }
  }

  return {
    name,
    check: async () => void (await explainFile(checkFile(name, replace), name)),
    write: (table, signal) => explainFile(write(table, signal), name),
  };
}

function formatOf(name: string): FileFormat {
  const format = FORMATS.find((each) => name.toLowerCase().endsWith(`.${each}`));
  if (format !== undefined) return format;
  throw new CommandError(
    `${quoted(name)} does not tell in which format to write. End it in .csv, .ndjson or .parquet, or write postgres://user@host/database.`,
    ExitCode.usage,
  );
}

/** Writes all rows to a new file, which is on the disk when this resolves, and gives their number. */
async function fill(
  draft: string,
  format: FileFormat,
  table: WholeTable,
  signal: AbortSignal,
): Promise<Outcome<number>> {
  const handle = await open(draft, "wx");
  try {
    const outcome =
      format === "parquet"
        ? await table.writeParquet(draft, signal)
        : await fillWithText(handle, format, table, signal);
    await handle.sync();
    return outcome;
  } finally {
    await handle.close();
  }
}

function fillWithText(handle: FileHandle, format: RowsFormat, table: WholeTable, signal: AbortSignal) {
  const taker = {
    begin: ({ header }: { readonly header: string }) => handle.writeFile(header),
    take: (text: string) => handle.writeFile(text),
  };
  return table.readRows(format, taker, signal);
}

/** The engine passes on the system's words: those of Linux and macOS, and those of Windows. */
function isDiskFull(failure: Failure): boolean {
  if (failure.kind !== "statement" || failure.reason.kind !== "engine-says") return false;
  return /No space left on device|not enough space on the disk/i.test(failure.reason.words);
}
