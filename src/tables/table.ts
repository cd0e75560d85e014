import {
  type Argument,
  type Connector,
  type Endpoint,
  type PagingRole,
  type PeriodRole,
  type TableDefinition,
  toolPrefix,
} from "../connectors/schema/connector.ts";
import { isRequired } from "../requests/arguments.ts";
import { type Grant, missingScopes } from "../scopes/grant.ts";

/** Rows of an endpoint, over which questions can be asked with SQL. */
export interface Table {
  readonly name: string;
  readonly endpoint: Endpoint;
  /** What the connector says of it; where it says nothing, it is found out by reading. */
  readonly declared: Partial<TableDefinition>;
  /** The table below whose rows it lies. */
  readonly parent?: Table;
}

/** One way through a table's pages: with these arguments in each request, and these columns in each row. */
export interface Segment {
  readonly arguments: Readonly<Record<string, string | number>>;
  readonly columns: Readonly<Record<string, string | number>>;
}

/**
 * The tables of a connector: every endpoint that declares one, and every other list that needs no argument. One that lies
 * below another comes after it.
 */
export function tablesOf(connector: Connector): readonly Table[] {
  const tables = new Map<string, Table>();
  const wanted = connector.endpoints.filter(isTable).sort((one, other) => depthOf(one) - depthOf(other));
  for (const endpoint of wanted) {
    const name = endpoint.table?.name ?? nameFromTool(connector, endpoint);
    const { under } = endpoint.table ?? {};
    const parent = under && tables.get(under.table);
    if (tables.has(name) || (under !== undefined && parent === undefined)) continue;
    tables.set(name, { name, endpoint, declared: endpoint.table ?? {}, ...(parent && { parent }) });
  }
  return [...tables.values()];
}

/** Those of them that a key with this grant may see. */
export function tablesFor(connector: Connector, grant: Grant | undefined): readonly Table[] {
  if (grant === undefined) return [];
  return tablesOf(connector).filter((table) =>
    endpointsOf(table).every((endpoint) => missingScopes(endpoint, grant).length === 0),
  );
}

/** What must be asked to read a table. */
function endpointsOf({ endpoint, parent }: Table): readonly Endpoint[] {
  return parent === undefined ? [endpoint] : [endpoint, ...endpointsOf(parent)];
}

function isTable({ table, list, arguments: all }: Endpoint): boolean {
  return table !== undefined || (list && !all.some(isRequired));
}

function depthOf({ table }: Endpoint): number {
  return table?.under === undefined ? 0 : 1;
}

/** setpilot_list_orders → orders */
function nameFromTool(connector: Connector, { tool }: Endpoint): string {
  const name = tool.slice(toolPrefix(connector).length);
  return name.replace(/^(?:list|search|find|get)_(?=[a-z])/, "");
}

/** The argument of an endpoint that plays a part in its paging. */
export function pagingArgument({ arguments: all }: Endpoint, role: PagingRole): Argument | undefined {
  return all.find(({ paging }) => paging === role);
}

function periodArgument({ arguments: all }: Endpoint, role: PeriodRole): Argument | undefined {
  return all.find(({ period }) => period === role);
}

/** Days asked for at once: an answer of a year stays far below the 10 MB that are read. */
const DAYS_AT_ONCE = 366;

const DAY_MS = 86_400_000;

/**
 * The ways through a table's pages: one, or one for each year of a period, or one for each row of its parent.
 * @param parentRows what stands in the parent's column that the table is asked by, each value once
 * @param today the day with which a period ends, as YYYY-MM-DD in the shop's time
 */
export function segmentsOf(table: Table, parentRows: readonly (string | number)[], today: string): readonly Segment[] {
  const { under, days } = table.declared;
  if (under !== undefined) {
    const column = `${under.table}_${under.field}`;
    return parentRows.map((value) => ({ arguments: { [under.argument]: value }, columns: { [column]: value } }));
  }
  if (days !== undefined) return listPeriods(table.endpoint, days, today);
  return [{ arguments: {}, columns: {} }];
}

/** The newest first. */
function listPeriods(endpoint: Endpoint, days: number, today: string): readonly Segment[] {
  const start = periodArgument(endpoint, "start");
  const end = periodArgument(endpoint, "end");
  if (start === undefined || end === undefined) return [{ arguments: {}, columns: {} }];
  const dayBefore = (offset: number) => new Date(Date.parse(today) - offset * DAY_MS).toISOString().slice(0, 10);
  const count = Math.ceil(days / DAYS_AT_ONCE);
  return Array.from({ length: count }, (_, at) => {
    const first = Math.min((at + 1) * DAYS_AT_ONCE, days) - 1;
    return {
      arguments: { [start.name]: dayBefore(first), [end.name]: dayBefore(at * DAYS_AT_ONCE) },
      columns: {},
    };
  });
}
