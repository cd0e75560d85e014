import { atPath, isArray, isObject, type Json } from "../answers/json.ts";
import type { ToldScopes } from "../connectors/schema/connector.ts";
import type { Received } from "../requests/fetch.ts";
import { getOwn } from "../utils/own.ts";

/**
 * The scopes that an answer tells; undefined where it has nothing at that place, or something else than the shapes that
 * `ToldScopes` names: then nothing is known, and nothing is hidden.
 */
export function readToldScopes({ in: place, at }: ToldScopes, received: Received): readonly string[] | undefined {
  return place === "header"
    ? namesIn(getOwn(received.headers, at.toLowerCase()))
    : namesIn(atPath(received.answer.document, at));
}

function namesIn(told: Json | undefined): readonly string[] | undefined {
  if (typeof told === "string") return told.split(/[\s,]+/).filter((name) => name !== "");
  if (told === undefined) return undefined;
  if (isArray(told)) return namesAmong(told);
  return isObject(told) && hasAnswers(told) ? grantedNames(told) : undefined;
}

/** An array of something else than names, such as of objects, is not one that tells of none. */
function namesAmong(told: readonly Json[]): readonly string[] | undefined {
  const names = told.filter((name) => typeof name === "string");
  return names.length === 0 && told.length > 0 ? undefined : names;
}

function hasAnswers(told: Readonly<Record<string, Json>>): boolean {
  return Object.values(told).some((value) => typeof value === "boolean" || (isObject(value) && hasAnswers(value)));
}

/** {"orders": {"read": true, "write": false}, "reports": true} tells `orders:read` and `reports`. */
function grantedNames(told: Readonly<Record<string, Json>>): string[] {
  return Object.entries(told).flatMap(([name, value]) => {
    if (value === true) return [name];
    return isObject(value) ? grantedNames(value).map((inner) => `${name}:${inner}`) : [];
  });
}
