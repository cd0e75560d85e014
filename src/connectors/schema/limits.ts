/** How many of each a definition may have at most. */
export const LIMITS = { endpoints: 128, arguments: 40, scopes: 128, toolName: 40 } as const;
