import { BadParameter } from "../server/parameters.ts";

/** Small, so that a second page is soon needed. */
const ROWS = 10;
/** Cursors are time-bound (https://www.setora.co.uk/developers/conventions); the documents do not say for how long. */
const LIFETIME = 3_600_000;

/** Reads what a cursor tells: the list, where to go on in it, and until when. */
function read(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

/** Names a list by its path and by what else was asked. */
function nameOf(path: string, query: URLSearchParams): string {
  const others = new URLSearchParams(query);
  others.delete("cursor");
  others.sort();
  return `${path}?${others}`;
}

function startOf(list: string, query: URLSearchParams, now: Date): number {
  const cursor = query.get("cursor");
  if (cursor === null) return 0;
  const [wanted, start, until] = read(cursor);
  const isGood = wanted === list && typeof until === "number" && now.getTime() < until;
  if (isGood && typeof start === "number" && Number.isInteger(start) && start > 0) return start;
  throw new BadParameter("cursor", "The cursor is invalid or has expired. Start again without one.");
}

/** Cuts out the piece that the cursor in the query leads to, the first without one, and makes a cursor to the next. */
export function cutPiece<T>(path: string, query: URLSearchParams, all: readonly T[], now: Date) {
  const list = nameOf(path, query);
  const start = startOf(list, query, now);
  const data = all.slice(start, start + ROWS);
  if (start + ROWS >= all.length) return { data };
  const next = JSON.stringify([list, start + ROWS, now.getTime() + LIFETIME]);
  return { data, next_cursor: Buffer.from(next).toString("base64url") };
}
