import { BIGINT, DOUBLE } from "@duckdb/node-api";
import type { ColumnNote } from "../../protocol.ts";
import { type ColumnType, columnType, isTable, renamed } from "./column-type.ts";
import { freeName, uniqueColumnNames } from "./names.ts";
import type { Shape } from "./shape.ts";

/** A column of a table that is being made. */
export interface ColumnLayout extends ColumnType {
  readonly name: string;
}

/** A table, and where its values stand in a document. */
export interface TableLayout {
  readonly name: string;
  /** Columns that say to which row of which list something belongs; in a table of an API's list at most a row's number. */
  readonly keys: readonly ColumnLayout[];
  readonly fields: readonly (ColumnLayout & { readonly from: string })[];
  /** Where this table's rows get the keys of the tables below from: an own column, or the keys and the position. */
  readonly idField: string | undefined;
  readonly children: readonly { readonly path: readonly string[]; readonly table: TableLayout }[];
}

/** Hands out names of tables: the one that is wanted, or one with a number. */
type NameTable = (wanted: string) => string;

/**
 * Lays the tables of an API's list out.
 * @param idField the field whose values tell all rows apart; undefined where there is none, and rows are counted
 */
export function layOut(
  name: string,
  fields: ReadonlyMap<string, Shape>,
  idField: string | undefined,
  nameTable: NameTable,
): TableLayout {
  const id = idField === undefined ? undefined : fields.get(idField);
  const idType = id === undefined ? undefined : columnType(id);
  const hasChildren = childShapes(fields).length > 0;
  const counted = hasChildren && idType === undefined;
  const key = counted ? counter(`${name}_row`) : { ...(idType ?? counter("")), name: `${name}_id` };
  return layOutTable(name, fields, counted ? [key] : [], [key], counted ? undefined : idField, nameTable);
}

function layOutTable(
  name: string,
  fields: ReadonlyMap<string, Shape>,
  keys: readonly ColumnLayout[],
  passedOn: readonly ColumnLayout[],
  idField: string | undefined,
  nameTable: NameTable,
): TableLayout {
  const own = [...fields].flatMap(([from, shape]) => {
    const type = isTable(shape) ? undefined : columnType(shape);
    return type === undefined ? [] : [{ from, type }];
  });
  // The API's names come first, ours make way.
  const names = uniqueColumnNames([...own.map(({ from }) => from), ...keys.map((key) => key.name)]);
  return {
    name,
    keys: keys.map((key, index) => ({ ...key, name: names[own.length + index] ?? key.name })),
    fields: own.map(({ from, type }, index) => named(type, from, names[index] ?? from)),
    idField,
    children: childShapes(fields).map(({ path, shape }) => {
      const child = nameTable([name, ...path].join("_"));
      const below = [...passedOn, counter("position")];
      const passed = [...passedOn, counter(`${child}_position`)];
      return { path, table: layOutTable(child, shape, below, passed, undefined, nameTable) };
    }),
  };
}

function named(type: ColumnType, from: string, name: string): TableLayout["fields"][number] {
  return { ...type, name, from, notes: [...type.notes, ...renamed(from, name)] };
}

/** A column of whole numbers that loading counts. */
function counter(name: string): ColumnLayout {
  const notes: readonly ColumnNote[] = [];
  return {
    name,
    type: BIGINT,
    given: DOUBLE,
    notes,
    inside: [],
    convert: (value) => (typeof value === "number" ? value : null),
  };
}

/** Lists of objects in the fields and in the structs among them. */
function childShapes(
  fields: ReadonlyMap<string, Shape>,
): { path: readonly string[]; shape: ReadonlyMap<string, Shape> }[] {
  return [...fields].flatMap(([name, shape]) => {
    const rows = isTable(shape) ? shape.items?.fields : undefined;
    if (rows !== undefined) return [{ path: [name], shape: rows }];
    const isStruct = shape.fields !== undefined && columnTypeIsStruct(shape);
    if (!isStruct || shape.fields === undefined) return [];
    return childShapes(shape.fields).map(({ path, shape: below }) => ({ path: [name, ...path], shape: below }));
  });
}

/** Whether the field's objects become a struct or are only a way to the lists inside, and not a text. */
function columnTypeIsStruct(shape: Shape): boolean {
  return (
    !shape.unfit && !shape.booleans && [shape.numbers, shape.texts, shape.items].every((kind) => kind === undefined)
  );
}

/** All tables of a layout, parents first. */
export function allTables(layout: TableLayout): { readonly table: TableLayout; readonly parent: string | undefined }[] {
  const below = (table: TableLayout, parent: string | undefined): ReturnType<typeof allTables> => [
    { table, parent },
    ...table.children.flatMap((child) => below(child.table, table.name)),
  ];
  return below(layout, undefined);
}

/** A text that two layouts share if every row that both can hold becomes the same in both. */
export function signatureOf(layout: TableLayout): string {
  const columnOf = ({ name, type, given, notes, inside }: ColumnLayout) => [
    name,
    String(type),
    String(given),
    notes,
    inside,
  ];
  const tables = allTables(layout).map(({ table: { name, keys, fields, idField, children } }) => [
    [name, idField, children.map(({ path, table }) => [path, table.name])],
    keys.map(columnOf),
    fields.map((field) => [field.from, columnOf(field)]),
  ]);
  return JSON.stringify(tables);
}

/** Hands out names that no other table has, whatever their case. */
export function tableNames(taken: Iterable<string>): NameTable {
  const names = new Set([...taken].map((name) => name.toLowerCase()));
  return (wanted) => freeName(wanted, names);
}

/** The same layout with one of its tables under another name. */
export function renameTable(layout: TableLayout, from: string, to: string): TableLayout {
  return {
    ...layout,
    name: layout.name === from ? to : layout.name,
    children: layout.children.map((child) => ({ ...child, table: renameTable(child.table, from, to) })),
  };
}
