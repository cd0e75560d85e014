import type { Received } from "../calls/read.ts";
import type { ToldScopes } from "../connectors/connector.ts";
import { atPath } from "../results/dotted.ts";
import { isArray, isObject, type Json } from "../results/json.ts";

/** The scopes that an answer tells; undefined where it has nothing at that place, so that nothing is known. */
export function readToldScopes({ in: place, at }: ToldScopes, received: Received): readonly string[] | undefined {
  return place === "header"
    ? namesIn(received.headers[at.toLowerCase()])
    : namesIn(atPath(received.answer.document, at));
}

function namesIn(told: Json | undefined): readonly string[] | undefined {
  if (typeof told === "string") return told.split(/[\s,]+/).filter((name) => name !== "");
  if (told === undefined) return undefined;
  if (isArray(told)) return told.filter((name) => typeof name === "string");
  return isObject(told) ? grantedNames(told) : undefined;
}

/** {"orders": {"read": true, "write": false}, "reports": true} tells `orders:read` and `reports`. */
function grantedNames(told: Readonly<Record<string, Json>>): string[] {
  return Object.entries(told).flatMap(([name, value]) => {
    if (value === true) return [name];
    return isObject(value) ? grantedNames(value).map((inner) => `${name}:${inner}`) : [];
  });
}
