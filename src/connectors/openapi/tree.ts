/** An object of a document. Nothing is known of its members: documents come from anywhere. */
export type Node = Readonly<Record<string, unknown>>;

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The member of that name if it is the object's own: `constructor` and the like are members of no document. */
export function member(value: unknown, name: string): unknown {
  return isNode(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The member as a text; empty where it is none. */
export function textOf(value: unknown, name: string): string {
  const text = member(value, name);
  return typeof text === "string" ? text : "";
}

/** The member's items, at most `cap` of them; none where it is no array. */
export function itemsOf(value: unknown, name: string, cap: number): readonly unknown[] {
  const items = member(value, name);
  return Array.isArray(items) ? items.slice(0, cap) : [];
}

/** The member's own members, at most `cap` of them. */
export function entriesOf(value: unknown, name: string, cap: number): readonly (readonly [string, unknown])[] {
  const node = member(value, name);
  return isNode(node) ? Object.entries(node).slice(0, cap) : [];
}
