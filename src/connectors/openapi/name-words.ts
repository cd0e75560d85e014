/** A name of any spelling as words of a-z and 0-9: "listPetsByID", "repos/list-for-org", "charges.list". */
export function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, 300)
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** The first of `name`, `name_2`, `name_3` … that is not taken, at most `length` characters. */
export function unused(name: string, taken: ReadonlySet<string>, length: number): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) {
    const ending = `_${number}`;
    const candidate = `${name.slice(0, length - ending.length).replace(/_+$/, "")}${ending}`;
    if (!taken.has(candidate)) return candidate;
  }
}
