import { closestMatch } from "leven";

/** The candidate that a person most likely meant by a misspelt name, or undefined when none is close. */
export function nearestName(given: string, candidates: readonly string[]): string | undefined {
  const name = given.slice(0, 100);
  // A name of which no letter is left is another one.
  const maxDistance = Math.min(name.length - 1, Math.max(2, Math.floor(name.length / 3)));
  return closestMatch(name, [...candidates], { maxDistance });
}
