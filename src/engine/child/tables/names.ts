/** Names of columns that no statement could tell apart, or that the engine does not take. */
const UNUSABLE = /^\s*$|\0|^__proto__$/;

/**
 * The columns' names for fields of these names, which the engine compares without regard to case: the API's own,
 * but for those that are unusable or taken by an earlier one, which get a number: `name_2`.
 */
export function uniqueColumnNames(wanted: readonly string[]): readonly string[] {
  const owners = new Map<string, number>();
  wanted.forEach((name, index) => {
    if (!UNUSABLE.test(name) && !owners.has(name.toLowerCase())) owners.set(name.toLowerCase(), index);
  });
  const taken = new Set(owners.keys());
  return wanted.map((name, index) => (owners.get(name.toLowerCase()) === index ? name : freeName(name, taken)));
}

/** A name that is not taken, made of the one that is wanted; from now on it is taken. */
export function freeName(wanted: string, taken: Set<string>): string {
  const base = wanted.replaceAll("\0", "").trim() || "unnamed";
  let name = base;
  for (let number = 2; taken.has(name.toLowerCase()) || UNUSABLE.test(name); number += 1) name = `${base}_${number}`;
  taken.add(name.toLowerCase());
  return name;
}
