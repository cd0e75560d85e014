import { chmod, type FileHandle, open, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { RowsFormat } from "../../engine/protocol.ts";
import type { Outcome } from "../../failures/failure.ts";
import type { WholeTable } from "../../query/whole-table.ts";
import { quoted } from "../../utils/clean-text.ts";
import { codeOf } from "../../utils/error-code.ts";
import { getOwn } from "../../utils/own.ts";
import { renameFile } from "../../utils/replace-file.ts";
import type { Target, Written } from "./target.ts";

type FileFormat = RowsFormat | "parquet";

const FORMATS: readonly FileFormat[] = ["csv", "ndjson", "parquet"];

/** @param name the file as the person wrote it */
export function fileTarget(name: string, replace: boolean): Target {
  const format = formatOf(name);
  const file = resolve(name);

  /** Gives what is there now. */
  async function check() {
    const [folder, before] = await Promise.all([lookAt(dirname(file)), lookAt(file)]);
    if (!folder?.isDirectory()) {
      throw refusal(`There is no folder ${quoted(dirname(file))}. Make it first, or write another path.`);
    }
    if (before !== undefined && !before.isFile()) {
      throw refusal(`${quoted(name)} is there and is no ordinary file. Write another path.`);
    }
    if (before !== undefined && !replace) {
      throw refusal(`${quoted(name)} exists, and was left as it is. Write another name, or add --replace.`);
    }
    return before;
  }

  async function write(table: WholeTable, signal: AbortSignal): Promise<Outcome<Written>> {
    const draft = `${file}.${crypto.randomUUID()}.tmp`;
    const before = await check();
    try {
      const outcome = await fill(draft, format, table, signal);
      if (!outcome.ok) return outcome;
      const { size: bytes } = await stat(draft);
      // What somebody shut off from others stays so.
      if (before !== undefined) await chmod(draft, before.mode & 0o777);
      await check();
      if (signal.aborted) return { ok: false, failure: { kind: "cancelled" } };
      await renameFile(draft, file);
      return { ok: true, value: { rows: outcome.value, bytes } };
    } finally {
      // Where the engine is still ending, Windows keeps its file for a moment.
      await rm(draft, { force: true, maxRetries: 10 });
    }
  }

  const explained = <T>(work: Promise<T>) => work.catch((error: unknown) => Promise.reject(explain(error, name)));
  return {
    name,
    check: async () => void (await explained(check())),
    write: (table, signal) => explained(write(table, signal)),
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

async function lookAt(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

function refusal(message: string): CommandError {
  return new CommandError(message, ExitCode.failed);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full. Make room",
  EDQUOT: "your quota of the disk is used up. Make room",
  EFBIG: "it would be larger than a file may be there. Write to another disk",
  EACCES: "you may not write there. Change the folder's rights",
  EPERM: "you may not write there. Change the folder's rights",
  EROFS: "the disk is read-only. Write to another one",
  ENAMETOOLONG: "its name is too long. Write a shorter one",
};

/** The system's words about a file that could not be written; anything else as it is. */
function explain(error: unknown, name: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  const reason = getOwn(REASONS, code) ?? `the system says ${code}. Mend that`;
  return refusal(`${quoted(name)} was not written: ${reason}, and try again.`);
}
