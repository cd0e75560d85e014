import { strictObject, type ZodObject } from "zod";
import type { $strict, $ZodLooseShape, util } from "zod/v4/core";
import { nearestName } from "../../utils/nearest-name.ts";

/** An object with these members and no others: whoever misspells one is told which was perhaps meant. */
export function members<Shape extends $ZodLooseShape>(shape: Shape): ZodObject<util.Writeable<Shape>, $strict> {
  const known = Object.keys(shape);
  return strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? unknownMembers(issue.keys, known) : undefined),
  });
}

function unknownMembers(keys: readonly string[], known: readonly string[]): string {
  const [key = ""] = keys;
  const nearest = nearestName(key, known);
  const hint = nearest === undefined ? `It may have: ${known.join(", ")}.` : `Did you mean "${nearest}"?`;
  const names = keys.slice(0, 5).map((each) => JSON.stringify(each.slice(0, 40)));
  return `has no member ${names.join(", ")}${keys.length > names.length ? " and others" : ""}. ${hint}`;
}
