import { Argument, type Command, Option } from "commander";
import { CHART_KINDS } from "../../charts/chart.ts";
import { explainBelow } from "./help.ts";
import { API, withKeyOptions } from "./options.ts";
import { run } from "./run.ts";

/** What a key's data says: `call`, `query`, `tables`, `export`, `report`. */
export function addAnswerCommands(program: Command): void {
  addCallCommand(program);
  addQuestionCommands(program);
  addExportCommand(program);
  addReportCommand(program);
}

const CHART = "draw the answer instead of printing its rows: here, or into FILE.svg";
const REPLACE = "with --chart: in place of the file that is there";

/** One endpoint. */
function addCallCommand(program: Command): void {
  withKeyOptions(program.command("call").description("call one tool, as the assistant would"))
    .argument("<tool>", "the tool, such as setpilot_get_summary")
    .argument("[name=value...]", "its arguments, such as year=2026")
    .option("--connector <id>", "the API (default: the one the tool belongs to)")
    .option("--chart [file]", CHART)
    .option("--replace", REPLACE)
    .action(run(async () => (await import("../call.ts")).call, "tool", "assignments"));
}

/** Questions over all rows. */
function addQuestionCommands(program: Command): void {
  const connector = () => new Option("--connector <id>", API);
  withKeyOptions(
    program.command("query").description("ask all rows with one SELECT (DuckDB's SQL), as the assistant would"),
  )
    .argument("<sql>", 'such as "SELECT country, sum(revenue) FROM orders GROUP BY country"')
    .addOption(connector())
    .option("--refresh", "read all rows anew first")
    .option("--partial", "use the rows that are there while a table is still being read")
    .option("--chart [file]", CHART)
    .option("--replace", REPLACE)
    .addOption(new Option("--kind <kind>", "of the chart (default: as fits the columns)").choices(CHART_KINDS))
    .option("--x <column>", "along the chart's axis")
    .option("--y <columns>", "the numbers, with commas between")
    .option("--series <column>", "what tells the lines or bars apart")
    .action(run(async () => (await import("../query.ts")).query, "sql"));
  withKeyOptions(program.command("tables").description("the tables that query can ask, and what they hold"))
    .argument("[name...]", "only these tables")
    .addOption(connector())
    .action(run(async () => (await import("../query.ts")).tables, "names"));
}

/** Whole tables, taken elsewhere. */
function addExportCommand(program: Command): void {
  withKeyOptions(program.command("export").description("write all rows of a table to a file or to PostgreSQL"))
    .argument("<table>", "such as orders, or orders_lines for the lists in its rows; `tables` lists them")
    .requiredOption("--to <target>", "FILE.csv, FILE.ndjson, FILE.parquet, or postgres://user@host/database")
    .option("--as <table>", "PostgreSQL: the table's name there, also with a schema: sales.orders (default: its own)")
    .option("--replace", "in place of what the file or the database's table holds")
    .option("--refresh", "read all rows anew first")
    .addOption(new Option("--connector <id>", API))
    .addHelpText("after", () => explainBelow(...EXPORT_HELP))
    .action(run(async () => (await import("../export/export.ts")).exportTable, "table"));
}

const EXPORT_HELP = [
  "Waits until all rows are read; Ctrl-C stops it, and nothing is left behind. Values are exact, and what is masked for the assistant is masked here. Times are the shop's, with their offset. Objects and lists inside a row are JSON in CSV. Cells are not changed for spreadsheets, which take a text that begins with =, +, - or @ for a formula: import such columns as text.",
  "PostgreSQL: the password comes from PGPASSWORD or ~/.pgpass, never from the address. The table is made, or must have the same columns, and is filled in one transaction. ?sslmode=disable, require, verify-ca or verify-full, with &sslrootcert=FILE; require is the default, and disable on this machine. A socket: postgres:///database?host=/folder.",
];

/** Pages to keep. Of which period is said in words, because a month would ask other questions. */
function addReportCommand(program: Command): void {
  withKeyOptions(program.command("report").description("make an HTML page of a week's figures, to keep and to send"))
    .addArgument(new Argument("<period>", "a week beside the week before").choices(["weekly"]))
    .argument("[connector]", API)
    .option("--week <week>", "such as 2026-W46 (default: the last week that is over)")
    .option("--out <file>", "FILE.html (default: review-2026-W46.html in this folder)")
    .option("--replace", "in place of the file that is there")
    .addHelpText("after", () => explainBelow(REPORT_HELP))
    .action(run(async () => (await import("../report/report.ts")).weeklyReport, "period", "connector"));
}

const REPORT_HELP =
  "Reads all rows that it needs and waits for them; Ctrl-C stops it, and nothing is left behind. The page needs no network, and no script runs in it: a browser shows and prints it. A week goes from Monday to Sunday by the shop's clock. What the key does not reach is named in the page, and what is masked for the assistant is masked there. Numbers are written as LC_ALL, LC_NUMERIC or LANG says.";
