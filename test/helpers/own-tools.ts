/** The tools beside those of the endpoints, in the order of a list, where the key permits a list and the engine is there. */
export function ownTools(id = "setpilot"): string[] {
  const prefix = id.replaceAll("-", "_");
  return [`${prefix}_list_tables`, `${prefix}_query`, `${prefix}_check_access`];
}

/** How many there are. */
export const OWN_TOOLS = ownTools().length;

/** Whether a tool asks all rows. A person's own may have such a name, no built-in one does. */
export function isForAllRows(tool: string): boolean {
  return /_(?:query|list_tables)$/.test(tool);
}
