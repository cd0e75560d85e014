import { type App, openApp, type Selection } from "../../app/app.ts";
import { CommandError, ExitCode, exitCodeOf } from "../../app/exit-code.ts";
import type { Failure } from "../../failures/failure.ts";
import { withoutPart } from "../../messages/sql/table-failures.ts";
import { tellPartialList, tellRows } from "../../messages/tables.ts";
import type { WholeTable } from "../../query/whole-table.ts";
import type { Output } from "../../terminal/output.ts";
import { failureResult } from "../../tools/results.ts";
import { grouped } from "../../utils/grouped.ts";
import { chooseKey } from "../choose-key.ts";
import { stopOnSignals, tellWaiting } from "../waiting.ts";
import { fileTarget } from "./file.ts";
import { postgresTarget } from "./postgres.ts";
import { isPostgres } from "./postgres-address.ts";
import type { Target, Written } from "./target.ts";

interface ExportOptions extends Selection {
  readonly table: string;
  /** A file or the address of a database. */
  readonly to: string;
  readonly as?: string | undefined;
  readonly replace?: boolean | undefined;
  readonly refresh?: boolean | undefined;
}

/** Takes all rows of a table to a file or a database, once they are all there: a person waits, and may press Ctrl-C. */
export async function exportTable(options: ExportOptions, output: Output): Promise<ExitCode> {
  const { table: name, refresh = false, to, as, replace, ...selection } = options;
  const target = targetOf(options);
  const app = await openApp(await chooseKey(selection, { option: "--connector" }));
  // Until then nothing is begun that has to be taken back.
  await target.check();
  const signal = stopOnSignals();
  const questions = await app.questions.open();
  const opened = await questions.open(name, { refresh }, { signal, ...tellWaiting(output) });
  // Whoever reads the same table next must not take this process for one that still does.
  if (signal.aborted) await questions.close();
  if (!opened.ok) return tellFailure(opened.failure, app, output);
  const written = await target.write(opened.value, signal);
  if (!written.ok) return tellFailure(written.failure, app, output);
  tellWritten(name, opened.value, written.value, target, output);
  return ExitCode.done;
}

function targetOf({ table, to, as, replace = false }: ExportOptions): Target {
  if (isPostgres(to)) return postgresTarget(to, { table: as ?? table, replace });
  if (as === undefined) return fileTarget(to, replace);
  throw new CommandError(
    "--as names a table in a database, but --to is a file. Leave --as out, or write --to postgres://user@host/database.",
    ExitCode.usage,
  );
}

function tellWritten(
  name: string,
  { snapshot, timeZone }: WholeTable,
  { rows, bytes }: Written,
  target: Target,
  output: Output,
): void {
  const { kind } = snapshot.whole;
  const said = tellRows(snapshot, timeZone);
  if (kind !== "proven" && kind !== "as-told") output.err(`These may not be all rows. ${said}.`);
  for (const line of tellPartialList(snapshot, name)) output.err(line);
  const size = bytes === undefined ? "" : `, ${grouped(bytes)} bytes`;
  output.out(`Wrote ${grouped(rows)} rows of ${name} to ${target.name}${size}. ${said}.`);
}

function tellFailure(failure: Failure, { session }: App, output: Output): ExitCode {
  output.err(explainExport(failure) ?? withoutPart(failureResult(failure, session).text));
  return exitCodeOf(failure);
}

/** What is no fault of a statement, because there was none; undefined for what is said as everywhere. */
function explainExport(failure: Failure): string | undefined {
  if (failure.kind === "cancelled") return "Stopped: nothing was written.";
  if (failure.kind !== "statement") return undefined;
  switch (failure.reason.kind) {
    case "engine-says":
      return `Nothing was written, because DuckDB failed: ${failure.reason.words.replace(/\.?$/, ".")} Check that the disk has room and that the folder can be written to, and try again.`;
    case "too-slow":
    case "crashed":
      return "Nothing was written, because DuckDB ended in the middle. Try again; if it happens again, write another format.";
    case "out-of-memory":
      return "Nothing was written, because the rows need more memory than DuckDB may have here. Another format may need less: NDJSON or CSV.";
    default:
      return undefined;
  }
}
