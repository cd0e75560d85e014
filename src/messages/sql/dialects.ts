import type { Foreign, Remedy } from "../../engine/failure.ts";
import { quoted } from "../../utils/clean-text.ts";

/*
 * What an assistant writes in another dialect of SQL, and how DuckDB has it.
 */

const FOREIGN: Readonly<Record<Foreign, string>> = {
  backtick: 'A name is written in double quotes, or bare: "name", not `name`.',
  bracket: 'A name is written in double quotes, or bare: "name", not [name].',
  hash: "A comment begins with --, not with #.",
  top: "Instead of TOP 5 write LIMIT 5 at the end.",
  limit: "Instead of LIMIT 20, 10 write LIMIT 10 OFFSET 20.",
  separator: "Write string_agg(x, ', ' ORDER BY x).",
  regexp: "Write regexp_matches(text, 'pattern').",
  except: "Write * EXCLUDE (column).",
  over: "A window function needs OVER and parentheses: rank() OVER (ORDER BY x DESC).",
  now: "Write current_date - 7, or now() - INTERVAL 7 DAY; strftime takes the time first: strftime(time, '%Y-%m').",
  pivot: "A PIVOT has to name its values: PIVOT … ON column IN ('a', 'b').",
  unit: "A unit of time is a text: date_diff('day', earlier, later), date_trunc('month', time).",
};

/** What to write instead, as a sentence. */
export function tellRemedy(remedy: Remedy): string {
  switch (remedy.kind) {
    case "foreign":
      return FOREIGN[remedy.what];
    case "keyword":
      return `${quoted(remedy.word)} is a word of SQL's own. Where it is a name, write it in double quotes, or put AS before it where it names a column.`;
    case "text":
      return `Where it is a text, write it in single quotes: ${singleQuoted(remedy.text)}.`;
    case "list":
      return `That list is a table of its own, ${quoted(remedy.table)}.`;
    default:
      return remedy satisfies never;
  }
}

/** A text as a statement has it, on one line and not too long. */
function singleQuoted(text: string): string {
  return `'${quoted(text).replace(/^"|"$/g, "").replaceAll("'", "''")}'`;
}

const DAYS_BETWEEN = "date_diff('day', earlier, later)";
const IN_WINDOW = "it with OVER (ORDER BY x)";

const LIKE_OF_OTHERS = "strftime(time, '%Y-%m') = '2026-11' where x is a time, else CAST(x AS VARCHAR) LIKE '20%'";

/** By functions of other dialects, in lower case. */
const CALLS: ReadonlyMap<string, string> = new Map([
  ...["isnull", "nvl"].map((name) => [name, "coalesce(x, y)"] as const),
  ...["date_format", "format_date", "to_char", "format"].map((name) => [name, "strftime(time, '%Y-%m')"] as const),
  ...["to_date", "str_to_date", "parse_date"].map((name) => [name, "strptime(text, '%d.%m.%Y')::DATE"] as const),
  ...["dateadd", "timestampadd"].map((name) => [name, "time + INTERVAL 7 DAY"] as const),
  ["date_sub", "time - INTERVAL 7 DAY"],
  ...["datediff", "timestampdiff"].map((name) => [name, DAYS_BETWEEN] as const),
  ...["getdate", "curdate", "datetime", "sysdate"].map((name) => [name, "now() or current_date"] as const),
  ...["timestamp_trunc", "trunc", "date_trunc"].map((name) => [name, "date_trunc('month', time)"] as const),
  ...["~~", "!~~", "~~*", "!~~*"].map((name) => [name, LIKE_OF_OTHERS] as const),
  ...["+", "-"].map((name) => [name, `x ${name} INTERVAL 7 DAY where x is a time`] as const),
  ["time", "time::TIMESTAMP::TIME"],
  ["eomonth", "last_day(time)"],
  ["datename", "monthname(time) or dayname(time)"],
  ["from_unixtime", "to_timestamp(seconds)"],
  ["unix_timestamp", "epoch(time)"],
  ["convert", "CAST(x AS type)"],
  ["convert_tz", "time AT TIME ZONE 'Europe/Berlin'"],
  ...["charindex", "locate"].map((name) => [name, "instr(text, part)"] as const),
  ["substring_index", "split_part(text, ',', 1)"],
  ["regexp_substr", "regexp_extract(text, 'pattern')"],
  ["percentile_cont", "quantile_cont(x, 0.5)"],
  ["iif", "CASE WHEN … THEN … ELSE … END"],
  ["safe_divide", "x / nullif(y, 0)"],
  ["json_arrayagg", "list(x)"],
  ["isdate", "TRY_CAST(text AS DATE)"],
  ...[
    "row_number",
    "rank",
    "dense_rank",
    "percent_rank",
    "ntile",
    "lag",
    "lead",
    "first_value",
    "last_value",
    "nth_value",
  ].map((name) => [name, IN_WINDOW] as const),
  ...["substr", "substring", "left"].map((name) => [name, "strftime(time, '%Y-%m') where x is a time"] as const),
]);

/** What to do where a function is not known, or takes other arguments. */
export function tellCall(call: string | undefined): string {
  const way = call === undefined ? undefined : CALLS.get(call);
  return way === undefined ? "Change it and ask again." : `Write ${way}.`;
}
