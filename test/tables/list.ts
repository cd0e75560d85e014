import type { JsonObject } from "../../src/answers/json.ts";
import type { Argument, Connector, TableDefinition } from "../../src/connectors/schema/connector.ts";
import { defineConnector } from "../../src/connectors/schema/connector.ts";
import { done, type Failure, failed, type Outcome } from "../../src/failures/failure.ts";
import type { Page } from "../../src/tables/reading/page.ts";
import type { Cursor } from "../../src/tables/reading/pager.ts";
import type { FetchPage, Reading } from "../../src/tables/reading/reading.ts";
import { parsedRow, type Row } from "../../src/tables/reading/row.ts";
import { type Table, tablesOf } from "../../src/tables/table.ts";

/** How the list of a made-up API is asked for its pages. */
export interface Paging {
  readonly paging: "page" | "offset" | "cursor" | "none";
  /** Rows that may be asked for; left out: there is no such argument. */
  readonly size?: number;
  /** The first page's number, where documents tell. */
  readonly first?: number;
  readonly most?: number;
  readonly declared?: Partial<TableDefinition>;
}

/** A made-up API with one list, of things. */
export function connectorWith({ paging, size, first = 1, most = 1_000_000, declared }: Paging): Connector {
  const position: Argument = {
    name: "page",
    type: "integer",
    minimum: 0,
    maximum: most,
    default: first,
    paging: "page",
    description: "Page",
  };
  const offset: Argument = { ...position, name: "offset", paging: "offset", default: 0 };
  const cursor: Argument = { name: "cursor", type: "string", maxLength: 100, paging: "cursor", description: "Cursor" };
  const positions = { page: [position], offset: [offset], cursor: [cursor], none: [] };
  const sizes: Argument[] =
    size === undefined
      ? []
      : [{ name: "limit", type: "integer", minimum: 1, maximum: size, paging: "size", description: "Rows" }];
  return defineConnector({
    id: "things",
    title: "Things",
    about: "things",
    guidance: "There are things.",
    address: { kind: "fixed", url: "https://things.example/" },
    environment: { baseUrl: "THINGS_BASE_URL", privacy: "THINGS_PRIVACY" },
    keyForms: [
      {
        id: "key",
        name: "API key",
        parts: [{ label: "API key", variable: "THINGS_API_KEY" }],
        authentication: { kind: "bearer" },
      },
    ],
    keyGuide: { menu: "Keys", who: "Anybody." },
    rateLimits: [{ requests: 100_000, seconds: 1, per: "key" }],
    scopes: [],
    endpoints: [
      {
        tool: "things_list_things",
        title: "Things",
        description: "Things.",
        path: "things",
        scopes: [],
        arguments: [...positions[paging], ...sizes],
        list: true,
        ...(declared && { table: { name: "things", row: "A thing.", ...declared } }),
      },
    ],
    sources: ["https://things.example/docs"],
  });
}

export function tableWith(paging: Paging): Table {
  const [table] = tablesOf(connectorWith(paging));
  if (table === undefined) throw new Error("no table");
  return table;
}

export function rowOf(row: JsonObject): Row {
  return parsedRow(row, JSON.stringify(row));
}

/** Pages as a test says, by what is asked for, and what was asked. */
export function pages(
  answer: (cursor: Cursor, count: number) => (Omit<Page, "rows"> & { rows: readonly JsonObject[] }) | Failure,
) {
  const asked: Cursor[] = [];
  const fetchPage: FetchPage = async (cursor): Promise<Outcome<Page>> => {
    asked.push(cursor);
    if (asked.length > 5_000) throw new Error("it does not end");
    const answered = answer(cursor, asked.length);
    return "rows" in answered ? done({ ...answered, rows: answered.rows.map(rowOf) }) : failed(answered);
  };
  return { fetchPage, asked };
}

/** Reads on until it is over, or fails. */
export async function readToEnd(reading: Reading): Promise<Failure | undefined> {
  const { signal } = new AbortController();
  while (!reading.isDone) {
    const stepped = await reading.step(signal);
    if (!stepped.ok) return stepped.failure;
  }
  return undefined;
}

/** The rows as a list of JSON values. */
export function rowsOf(reading: Reading): readonly unknown[] {
  return [...reading.rows.texts()].map((text): unknown => JSON.parse(text));
}
