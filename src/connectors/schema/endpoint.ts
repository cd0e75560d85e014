import { array, boolean, discriminatedUnion, int, literal, number, enum as oneOf, record, type ZodType } from "zod";
import type { $ZodLooseShape } from "zod/v4/core";
import {
  argumentText,
  dottedPath,
  endpointPath,
  fieldText,
  LIMITS,
  line,
  members,
  parameterText,
  printable,
  probePath,
  scopeText,
  tableText,
  toolText,
} from "./patterns.ts";

const LARGEST = Number.MAX_SAFE_INTEGER;

/** A column of rows, by the name of its field. */
const chartColumn = printable(100);

const choices = array(printable(200)).min(1).max(LIMITS.values);

/** What arguments of every type have. */
const common = {
  name: argumentText.describe("The assistant's name for it: a-z, 0-9 and underscores."),
  description: line(300).describe("What it means, for an assistant that must fill it in."),
  parameter: parameterText
    .exactOptional()
    .describe("The API's own name for it, where that is another: campaignId, filter[status]."),
  in: literal("path")
    .exactOptional()
    .describe('"path": it stands in the path as {parameter} and is required. Otherwise it goes into the query.'),
  required: literal(true).exactOptional().describe("Calls without it are refused. Left out: it is optional."),
  period: oneOf(["year", "start", "end", "days", "months"])
    .exactOptional()
    .describe("Its part in the period asked for, so that the answer can say when that is not over yet."),
  paging: oneOf(["page", "size", "offset", "cursor"])
    .exactOptional()
    .describe(
      "Its part in getting a list piece by piece; size is rows per piece. A cursor that the API calls starting_after is the id of the last row.",
    ),
};

/** What the API takes when nothing is given. */
function usual<T extends ZodType>(value: T) {
  return value.exactOptional().describe("What the API takes when nothing is given. Told to the assistant, never sent.");
}

function argument<Type extends string, Shape extends $ZodLooseShape>(type: Type, means: string, shape: Shape) {
  return members({ ...common, type: literal(type).describe(means), ...shape });
}

/** One argument of an endpoint, by its type. */
const argumentSchema = discriminatedUnion("type", [
  argument("integer", "A whole number.", {
    minimum: int().default(0).describe("The smallest value that the API takes."),
    maximum: int().default(LARGEST).describe("The largest value that the API takes."),
    default: usual(int()),
  }),
  argument("number", "A number, with decimals.", {
    minimum: number().exactOptional().describe("The smallest value that the API takes."),
    maximum: number().exactOptional().describe("The largest value that the API takes."),
    default: usual(number()),
  }),
  argument("string", "Any text.", {
    maxLength: int().min(1).max(5_000).default(500).describe("The most characters that it may have."),
    default: usual(printable(500)),
  }),
  argument("choice", "One of some words.", {
    values: choices.describe("The words, as the API spells them."),
    default: usual(printable(200)),
  }),
  argument("date", "A day, sent as YYYY-MM-DD.", {
    default: usual(printable(100)),
  }),
  argument("boolean", "true or false.", {
    default: usual(boolean()),
  }),
  argument("list", "Several texts.", {
    values: choices.exactOptional().describe("Where only some words are possible: these."),
    maxItems: int().min(1).max(LIMITS.items).default(50).describe("The most values that one call may have."),
    style: oneOf(["repeat", "comma", "brackets", "space", "pipe"])
      .default("repeat")
      .describe("How it is written: repeat a=1&a=2, comma a=1,2, brackets a[]=1&a[]=2, space a=1 2, pipe a=1|2."),
    default: usual(printable(500)),
  }),
]).meta({ id: "argument" });

/** One GET below the base URL that tells something of the key. */
export const probeSchema = members({
  path: probePath.describe("Relative to the base URL."),
  query: record(parameterText, printable(200)).default({}).describe('Query parameters, such as {"limit": "1"}.'),
}).meta({ id: "probe" });

const scopeSchema = members({
  name: scopeText.describe("As the API calls it."),
  grants: line(300).describe("What it gives access to, for a person who chooses scopes."),
  /**
   * Without one, and where the API does not tell the scopes, it stays unknown unless another scope includes it or one
   * that it includes is denied.
   */
  probe: probeSchema
    .exactOptional()
    .describe("The cheapest request that only a key with this scope may make. Without one the scope stays unknown."),
  includes: array(scopeText).max(LIMITS.scopes).exactOptional().describe("Whoever holds this one holds these too."),
}).meta({ id: "scope" });

export const scopesSchema = array(scopeSchema)
  .max(LIMITS.scopes)
  .default([])
  .describe("What a key may hold. Left out: none.");

/** How the rows of an endpoint become a table for questions over all of them. What is left out is found out by reading. */
const tableSchema = members({
  name: tableText.describe("The table's name, such as orders."),
  row: line(600).describe(
    "What one row is and what its numbers mean: what they hold and leave out, their unit, and what is not documented.",
  ),
  id: fieldText.exactOptional().describe("The field that tells rows apart."),
  rows: dottedPath.exactOptional().describe("Where in the answer the rows are."),
  total: dottedPath.exactOptional().describe("Where in the answer the number of all rows is."),
  next: dottedPath.exactOptional().describe("Where in the answer the next page's cursor is."),
  newestFirst: fieldText
    .exactOptional()
    .describe("The field by whose time the rows come newest first, where the documents say so."),
  under: members({
    table: tableText.describe("The table whose rows it lies below, such as locations."),
    field: fieldText.describe("That table's column whose values go into the argument."),
    argument: argumentText.describe("The argument, which is required."),
  })
    .exactOptional()
    .describe("It is asked for once for each row of another table."),
  days: int().min(1).max(10_000).exactOptional().describe("For rows over a period: so many days back it goes."),
  never: line(200)
    .exactOptional()
    .describe("Why the API never gives all rows, as a clause: it gives 100 rows at most and no further page."),
  partialLists: record(fieldText, line(200))
    .exactOptional()
    .describe("Lists of objects in its rows of which the API gives a part only, by field: which part, as a clause."),
  columns: record(fieldText, line(200)).exactOptional().describe("What columns mean, by name, where it is documented."),
}).meta({ id: "table" });

/** Of an answer with a time or names, and numbers. What does not fit the rows that come is left out. */
const chartSchema = members({
  kind: oneOf(["line", "bar", "stacked", "horizontal", "number"])
    .exactOptional()
    .describe(
      "How: lines, bars beside one another, bars on top of one another, bars that lie with the longest first, or numbers in large print.",
    ),
  x: chartColumn.exactOptional().describe("The column along the axis: a time, or names."),
  y: array(chartColumn).min(1).max(6).exactOptional().describe("The columns with the numbers."),
  series: chartColumn.exactOptional().describe("The column that tells lines apart, or the bars of one group."),
}).meta({ id: "chart" });

const endpointSchema = members({
  tool: toolText.describe("The tool's name without the connector's id, which is put before it: list_orders."),
  title: line(80).exactOptional().describe("For people. Left out: made from the tool's name."),
  description: line(1_000).describe(
    "For an assistant that must choose: which question it answers, what comes back, what to use instead.",
  ),
  path: endpointPath.describe("Below the base URL, with arguments as {parameter}: locations/{slug}/services."),
  scopes: array(scopeText).max(LIMITS.scopesOfEndpoint).default([]).describe("All of them are needed. Left out: none."),
  arguments: array(argumentSchema)
    .max(LIMITS.arguments)
    .default([])
    .describe("What the assistant may fill in. Left out: nothing."),
  list: boolean()
    .exactOptional()
    .describe("It answers a list of rows. Left out: true if the tool's name begins with list_ or search_."),
  table: tableSchema
    .exactOptional()
    .describe("For questions over all rows. Left out: a list that needs no argument is a table named as its tool."),
  chart: chartSchema
    .exactOptional()
    .describe("Its answers are drawn where the client can. {}: as fits the columns that come. Left out: they are not."),
}).meta({ id: "endpoint" });

export const endpointsSchema = array(endpointSchema)
  .min(1)
  .max(LIMITS.endpoints)
  .describe("One tool each. Keyscope only ever sends GET.");
