/**
 * Hands out names so that no two keys of an object are the same: a name that is taken gets a number, "total (2)".
 * @param taken names that must stay free for their owners
 */
export function distinctNames(taken: Set<string>): (wanted: string) => string {
  // Remembered, because counting from 2 each time would be slow for thousands of equal keys.
  const next = new Map<string, number>();
  return (wanted) => {
    let name = wanted;
    let number = next.get(wanted) ?? 2;
    while (taken.has(name)) {
      name = `${wanted} (${number})`;
      number += 1;
    }
    next.set(wanted, number);
    taken.add(name);
    return name;
  };
}
