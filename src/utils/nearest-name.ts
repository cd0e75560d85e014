import { closestMatch } from "leven";

/** The candidate that a person most likely meant by a misspelt name, or undefined when none is close. */
export function nearestName(given: string, candidates: readonly string[]): string | undefined {
  const name = given.slice(0, 100);
  const maxDistance = Math.max(2, Math.floor(name.length / 3));
  return closestMatch(name, [...candidates], { maxDistance });
}
