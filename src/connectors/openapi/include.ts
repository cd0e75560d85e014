import { nearestName } from "../../utils/nearest-name.ts";

/** What `--include` can name an operation by. */
export interface Choosable {
  readonly id: string;
  readonly path: string;
  readonly tags: readonly string[];
  /** Without the connector's prefix; undefined for what cannot become a tool. */
  readonly tool: string | undefined;
}

export interface Selection {
  readonly matches: (operation: Choosable) => boolean;
  /** Entries that name no operation, each with the nearest name if there is one. */
  readonly unknown: readonly { readonly entry: string; readonly nearest: string | undefined }[];
}

/**
 * Which operations were asked for. An entry is an operationId, a tool's name, a path (`/v1/charges`), the beginning of
 * paths (`/v1/charges*`), or all of a tag (`tag:Charges`); capital letters do not matter.
 * @param prefix how the connector's tool names begin
 */
export function selection(include: readonly string[], prefix: string, operations: readonly Choosable[]): Selection {
  const entries = include.map((entry) => entry.trim()).filter((entry) => entry !== "");
  const exact = new Set(entries.map((entry) => entry.toLowerCase()));
  const beginnings = [...exact].filter((entry) => entry.endsWith("*")).map((entry) => entry.slice(0, -1));
  const matches = (operation: Choosable): boolean => {
    const path = operation.path.toLowerCase();
    return names(operation, prefix).some((name) => exact.has(name)) || beginnings.some((each) => path.startsWith(each));
  };
  const known = new Set(operations.flatMap((operation) => names(operation, prefix)));
  const paths = operations.map(({ path }) => path.toLowerCase());
  const unknown = entries.filter((entry) => {
    const name = entry.toLowerCase();
    return name.endsWith("*") ? !paths.some((path) => path.startsWith(name.slice(0, -1))) : !known.has(name);
  });
  return { matches, unknown: unknown.map((entry) => ({ entry, nearest: nearest(entry, operations) })) };
}

function names({ id, path, tags, tool }: Choosable, prefix: string): string[] {
  const own = tool === undefined ? [] : [tool, `${prefix}${tool}`];
  return [id, path, ...tags.map((tag) => `tag:${tag}`), ...own]
    .filter((name) => name !== "")
    .map((name) => name.toLowerCase());
}

/** As it is written, so that it can be copied. */
function nearest(entry: string, operations: readonly Choosable[]): string | undefined {
  if (entry.startsWith("/"))
    return nearestName(entry.replace(/\*$/, ""), [...new Set(operations.map(({ path }) => path))]);
  const tags = operations.flatMap(({ tags }) => tags.map((tag) => `tag:${tag}`));
  if (entry.toLowerCase().startsWith("tag:")) return nearestName(entry, [...new Set(tags)]);
  return nearestName(
    entry,
    operations.flatMap(({ id, tool }) => [id, tool ?? ""]).filter((name) => name !== ""),
  );
}
