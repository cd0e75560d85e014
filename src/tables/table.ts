import { type Connector, type Endpoint, type TableDefinition, tableName } from "../connectors/schema/connector.ts";
import { isRequired } from "../requests/arguments.ts";
import type { View } from "../scopes/narrowing.ts";

/** Rows of an endpoint, over which questions can be asked with SQL. */
export interface Table {
  readonly name: string;
  readonly endpoint: Endpoint;
  /** What the connector says of it; where it says nothing, it is found out by reading. */
  readonly declared: Partial<TableDefinition>;
  /** The table below whose rows it lies. */
  readonly parent?: Table;
}

/** Values by their columns' names. */
export type Columns = Readonly<Record<string, string | number>>;

/** Those of each connector, which are the same ones each time. */
const known = new WeakMap<Connector, readonly Table[]>();

/**
 * The tables of a connector: every endpoint that declares one, and every other list that needs no argument. One that lies
 * below another comes after it.
 */
export function tablesOf(connector: Connector): readonly Table[] {
  const found = known.get(connector) ?? [...findTables(connector).values()];
  known.set(connector, found);
  return found;
}

function findTables(connector: Connector): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table>();
  let waiting = connector.endpoints.filter(isTable);
  for (let before = waiting.length + 1; waiting.length < before; ) {
    before = waiting.length;
    waiting = waiting.filter((endpoint) => !addTable(tables, tableName(connector, endpoint), endpoint));
  }
  return tables;
}

/** Whether it is dealt with: a table below another one waits for that. */
function addTable(tables: Map<string, Table>, name: string, endpoint: Endpoint): boolean {
  const declared: Table["declared"] = endpoint.table ?? {};
  const parent = declared.under && tables.get(declared.under.table);
  if (declared.under !== undefined && parent === undefined) return false;
  if (!tables.has(name)) tables.set(name, { name, endpoint, declared, ...(parent && { parent }) });
  return true;
}

/** Those of them that are made of nothing but what is shown. Without a good key there are none. */
export function tablesFor(connector: Connector, view: Pick<View, "shown"> | undefined): readonly Table[] {
  if (view === undefined) return [];
  return tablesOf(connector).filter((table) => endpointsOf(table).every((endpoint) => view.shown.includes(endpoint)));
}

/** Those of them that are not there because the person chose so. */
export function unchosenTables(connector: Connector, { unchosen }: Pick<View, "unchosen">): readonly Table[] {
  return tablesOf(connector).filter((table) => endpointsOf(table).some((endpoint) => unchosen.includes(endpoint)));
}

/** What must be asked to read a table. */
function endpointsOf({ endpoint, parent }: Table): readonly Endpoint[] {
  return parent === undefined ? [endpoint] : [endpoint, ...endpointsOf(parent)];
}

function isTable({ table, list, arguments: all }: Endpoint): boolean {
  return table !== undefined || (list && !all.some(isRequired));
}
