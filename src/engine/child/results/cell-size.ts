import {
  BLOB,
  DuckDBArrayType,
  type DuckDBDataChunk,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUnionType,
  LIST,
  STRUCT,
  UINTEGER,
  UTINYINT,
  VARCHAR,
} from "@duckdb/node-api";
import duckdb, { type Vector } from "@duckdb/node-bindings";

/*
 * How large a value is, looked up where the engine has it: one cell can hold hundreds of megabytes, and to make a
 * JavaScript value of it only to find out would take the process's memory, and all its time.
 */

/** Types whose values the engine keeps as bytes of any length, with the length in front. */
const BYTES: ReadonlySet<DuckDBTypeId> = new Set([
  ...[DuckDBTypeId.VARCHAR, DuckDBTypeId.BLOB, DuckDBTypeId.BIT, DuckDBTypeId.BIGNUM, DuckDBTypeId.GEOMETRY],
]);
/** Bytes of one value: of a text its length, its beginning and where the rest is; of a list its place and its length. */
const ENTRY = 16;
/** What any other value takes when it is written. */
const FIXED = 8;

/** How DuckDB stores a VARIANT. */
const VARIANT = STRUCT({
  keys: LIST(VARCHAR),
  children: LIST(STRUCT({ key: UINTEGER, value: UINTEGER })),
  values: LIST(STRUCT({ type: UTINYINT, offset: UINTEGER })),
  data: BLOB,
});

/**
 * About how many characters a cell is when it is written. Stops counting above `limit`.
 * @param row of the chunk, from 0
 */
export function cellSize(chunk: DuckDBDataChunk, column: number, type: DuckDBType, row: number, limit: number): number {
  return sizeOf(duckdb.data_chunk_get_vector(chunk.chunk, column), type, row, limit);
}

function sizeOf(vector: Vector, type: DuckDBType, row: number, limit: number): number {
  const validity = duckdb.vector_get_validity(vector, (Math.floor(row / 64) + 1) * 8);
  if (!duckdb.validity_row_is_valid(validity, row)) return FIXED;
  if (BYTES.has(type.typeId)) return entry(vector, row).getUint32(0, true);
  if (type instanceof DuckDBListType) return sizeOfItems(vector, type.valueType, row, limit);
  if (type instanceof DuckDBMapType) {
    return sizeOfItems(vector, STRUCT({ key: type.keyType, value: type.valueType }), row, limit);
  }
  if (type instanceof DuckDBArrayType) {
    const child = duckdb.array_vector_get_child(vector);
    return sum(type.length, limit, (item) => sizeOf(child, type.valueType, row * type.length + item, limit));
  }
  if (type.typeId === DuckDBTypeId.VARIANT) return sizeOf(vector, VARIANT, row, limit);
  const entries = entriesOf(type);
  return entries === undefined
    ? FIXED
    : sum(entries.length, limit, (index) => {
        const inner = entries[index];
        return inner === undefined ? 0 : sizeOf(duckdb.struct_vector_get_child(vector, index), inner, row, limit);
      });
}

/** The types inside a struct. A union is one, with the number of the member in front. */
function entriesOf(type: DuckDBType): readonly DuckDBType[] | undefined {
  if (type instanceof DuckDBStructType) return type.entryTypes;
  return type instanceof DuckDBUnionType ? [UTINYINT, ...type.memberTypes] : undefined;
}

function sizeOfItems(vector: Vector, type: DuckDBType, row: number, limit: number): number {
  const place = entry(vector, row);
  const [offset, length] = [Number(place.getBigUint64(0, true)), Number(place.getBigUint64(8, true))];
  const child = duckdb.list_vector_get_child(vector);
  return sum(length, limit, (item) => sizeOf(child, type, offset + item, limit));
}

function sum(count: number, limit: number, size: (index: number) => number): number {
  let total = count;
  for (let index = 0; index < count && total <= limit; index += 1) total += size(index);
  return total;
}

function entry(vector: Vector, row: number): DataView {
  const data = duckdb.vector_get_data(vector, (row + 1) * ENTRY);
  return new DataView(data.buffer, data.byteOffset + row * ENTRY, ENTRY);
}
