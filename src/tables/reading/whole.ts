/** Whether all rows of a table are there. */
export type Whole =
  /** The API's own count says so, at the end as at the start. */
  | { readonly kind: "proven" }
  /** Every page was read, and the API tells no count. */
  | { readonly kind: "as-told" }
  /** Rows came and went while it was read, twice: there are between so many and so many. */
  | { readonly kind: "unproven"; readonly least: number; readonly most: number }
  /** The API never gives all. `total`: how many there are, where it tells. */
  | { readonly kind: "never"; readonly total: number | undefined }
  /** Reading has not come to its end yet. */
  | { readonly kind: "partial"; readonly total: number | undefined };

/** A part of a table: what can be said of it, and its rows. */
export interface Part {
  readonly whole: Whole;
  readonly rows: number;
}

/** What can be said of all parts together: what is said of the worst of them. No parts are all that there is. */
export function combineParts(parts: readonly Part[]): Whole {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only.whole;
  const has = (kind: Whole["kind"]) => parts.some(({ whole }) => whole.kind === kind);
  if (has("partial")) return { kind: "partial", total: undefined };
  if (has("never")) return { kind: "never", total: undefined };
  if (has("unproven")) {
    const bounds = parts.map(({ whole, rows }) => (whole.kind === "unproven" ? whole : { least: rows, most: rows }));
    return {
      kind: "unproven",
      least: bounds.reduce((sum, { least }) => sum + least, 0),
      most: bounds.reduce((sum, { most }) => sum + most, 0),
    };
  }
  return has("as-told") ? { kind: "as-told" } : { kind: "proven" };
}

/** Rows in all, where that is told while they are not there. */
export function totalOf(whole: Whole): number | undefined {
  return whole.kind === "partial" || whole.kind === "never" ? whole.total : undefined;
}
