import { parseOrNothing } from "../answers/json.ts";
import { CHART_KINDS, type ChartKind, type ChartWish } from "../charts/chart.ts";
import { done, type Failure, failed, type Outcome } from "../failures/failure.ts";
import { quotedList, shorten } from "../utils/clean-text.ts";
import { nearestName } from "../utils/nearest-name.ts";

/** The argument that says how an answer is drawn. It is Keyscope's own and never sent. */
export const CHART = "chart";

const MEMBERS = ["kind", "x", "y", "series"] as const;

/** Columns of one chart, and characters of a column's name. */
const MOST_COLUMNS = 6;
const LONGEST_NAME = 200;

/**
 * Reads how somebody wants to see the rows. Which columns there are is known only when they have come, so any name will do.
 * An object that arrives as JSON text counts, and so does one column in place of a list of them.
 */
export function readChart(given: unknown): Outcome<ChartWish> {
  const value = typeof given === "string" ? parseOrNothing(given) : given;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return failed(refusal(CHART, given, `an object with any of ${MEMBERS.join(", ")}`));
  }
  const entries = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  const unknown = entries.find(([name]) => !MEMBERS.some((member) => member === name));
  if (unknown !== undefined) return failed(unknownMember(unknown[0]));
  const members: Members = Object.fromEntries(entries);
  const wrong = findWrong(members);
  if (wrong !== undefined) return failed(wrong);
  const { kind, x, y, series } = members;
  const columns = readColumns(y);
  return done({
    ...(isKind(kind) ? { kind } : {}),
    ...(isColumn(x) ? { x } : {}),
    ...(columns === undefined ? {} : { y: columns }),
    ...(isColumn(series) ? { series } : {}),
  });
}

type Members = Partial<Record<string, unknown>>;

function findWrong({ kind, x, y, series }: Members): Failure | undefined {
  if (kind !== undefined && !isKind(kind)) return refusal("kind", kind, `one of ${quotedList(CHART_KINDS, 200)}`);
  for (const [member, value] of Object.entries({ x, series })) {
    if (value !== undefined && !isColumn(value)) return refusal(member, value, "the name of one column");
  }
  if (y === undefined || readColumns(y) !== undefined) return undefined;
  return refusal("y", y, `a list of 1 to ${MOST_COLUMNS} names of columns`);
}

function isKind(value: unknown): value is ChartKind {
  return CHART_KINDS.some((kind) => kind === value);
}

function isColumn(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_NAME;
}

/** A name may hold a comma, so a text is one column: `round(sum(revenue), 2)`. */
function readColumns(value: unknown): readonly string[] | undefined {
  const parsed = typeof value === "string" && value.startsWith("[") ? parseOrNothing(value) : value;
  const names: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  const columns = names.filter(isColumn);
  return columns.length === names.length && columns.length > 0 && columns.length <= MOST_COLUMNS ? columns : undefined;
}

function unknownMember(name: string): Failure {
  const valid = MEMBERS.map((member) => `${CHART}.${member}`);
  const nearest = nearestName(name, MEMBERS);
  return {
    kind: "unknown-argument",
    argument: `${CHART}.${name}`,
    valid,
    nearest: nearest === undefined ? undefined : `${CHART}.${nearest}`,
  };
}

function refusal(member: string, value: unknown, allowed: string): Failure {
  const argument = member === CHART ? CHART : `${CHART}.${member}`;
  return { kind: "bad-argument", argument, given: shorten(JSON.stringify(value) ?? String(value), 80), allowed };
}
