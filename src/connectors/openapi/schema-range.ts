import { member, type Node, textOf } from "./tree.ts";

interface Bounds {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
}

/** The least and the greatest value that a schema of a number allows; of a whole number also by its format. */
export function bounds(schema: Node, whole: boolean): Bounds {
  const { minimum, maximum } = stated(schema, whole);
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    return { minimum: undefined, maximum: undefined };
  const isInt32 = whole && textOf(schema, "format") === "int32";
  return {
    minimum: minimum ?? (isInt32 ? -(2 ** 31) : undefined),
    maximum: maximum ?? (isInt32 ? 2 ** 31 - 1 : undefined),
  };
}

function stated(schema: Node, whole: boolean): Bounds {
  const minimum = bound(schema, "minimum", "exclusiveMinimum", whole ? 1 : 0);
  const maximum = bound(schema, "maximum", "exclusiveMaximum", whole ? -1 : 0);
  if (!whole) return { minimum, maximum };
  return {
    minimum: minimum === undefined ? undefined : safe(Math.ceil(minimum)),
    maximum: maximum === undefined ? undefined : safe(Math.floor(maximum)),
  };
}

/**
 * OpenAPI 3.0 has `exclusiveMinimum: true` beside `minimum`; 3.1 has it as the number itself. `step` is the distance to
 * the next number; without one the bound itself is let through, and the API says the rest.
 */
function bound(schema: Node, name: string, exclusiveName: string, step: number): number | undefined {
  const inclusive = member(schema, name);
  const exclusive = member(schema, exclusiveName);
  if (typeof exclusive === "number" && Number.isFinite(exclusive))
    return Number.isInteger(exclusive) ? exclusive + step : exclusive;
  if (typeof inclusive !== "number" || !Number.isFinite(inclusive)) return undefined;
  return exclusive === true && Number.isInteger(inclusive) ? inclusive + step : inclusive;
}

function safe(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}
